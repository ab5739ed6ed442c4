"use strict";
// A span of time is chosen by dragging over the strip, or by moving its two ends with the keys. What lies outside fades at once; when
// the hand rests, the page of that span takes its place, and its address is the browser's. Without this file the form does the same.
(() => {
  const strip = document.querySelector("#brush svg"), form = document.getElementById("span");
  if (!strip || !form) return;
  const SVG = "http://www.w3.org/2000/svg", DAY = 86400000;
  const box = document.getElementById("brush"), since = form.elements.since, until = form.elements.until;
  const number = (name) => Number(strip.dataset[name]), left = number("left"), right = number("right"), foot = number("foot");
  const time = (text) => Date.parse(`${text}T00:00:00Z`), first = time(strip.dataset.first), last = time(strip.dataset.last);
  const iso = (at) => new Date(at).toISOString().slice(0, 10);
  const clamp = (at) => Math.min(last, Math.max(first, at));
  const xOf = (at) => left + ((at - first) / Math.max(DAY, last - first)) * (right - left);
  const atOf = (x) => clamp(Math.round((first + ((x - left) / (right - left)) * (last - first)) / DAY) * DAY);
  const make = (name, className, parent) => { const it = document.createElementNS(SVG, name); it.setAttribute("class", className); parent.append(it); return it; };
  const keys = document.getElementById("brush-keys");
  if (keys) keys.textContent = keys.dataset.withScript;
  strip.classList.add("live");
  const veils = [make("rect", "veil", strip), make("rect", "veil", strip)], frame = make("rect", "window", strip);
  const grips = [box.dataset.from, box.dataset.to].map((name) => {
    const grip = make("g", "grip", strip);
    make("rect", "", grip);
    grip.setAttribute("role", "slider");
    grip.setAttribute("tabindex", "0");
    grip.setAttribute("aria-label", name);
    grip.setAttribute("aria-valuemin", String(first / DAY));
    grip.setAttribute("aria-valuemax", String(last / DAY));
    return grip;
  });
  const chosen = [since.value ? clamp(time(since.value)) : first, until.value ? clamp(time(until.value)) : last];
  const span = () => [Math.min(...chosen), Math.max(...chosen)];
  const draw = () => {
    const [from, to] = span(), a = xOf(from), b = xOf(to), rect = (it, x, w) => { it.setAttribute("x", x); it.setAttribute("y", 0); it.setAttribute("width", Math.max(0, w)); it.setAttribute("height", foot); };
    rect(veils[0], left, a - left);
    rect(veils[1], b, right - b);
    rect(frame, a, Math.max(2, b - a));
    grips.forEach((grip, side) => {
      const at = chosen[side], x = xOf(at), bar = grip.firstChild;
      bar.setAttribute("x", x - 4); bar.setAttribute("y", foot / 2 - 16); bar.setAttribute("width", 8); bar.setAttribute("height", 32); bar.setAttribute("rx", 4);
      grip.setAttribute("aria-valuenow", String(at / DAY));
      grip.setAttribute("aria-valuetext", iso(at));
    });
    const all = from <= first && to >= last;
    since.value = all ? "" : iso(from);
    until.value = all ? "" : iso(to);
  };
  const fade = () => {
    const [from, to] = span();
    document.querySelectorAll("#spanned [data-since]").forEach((it) => {
      const begins = time(it.dataset.since), ends = time(it.dataset.until), out = !(ends >= from && begins <= to);
      if (it.tagName === "TR") it.hidden = out; else it.classList.toggle("faint", out);
    });
  };
  let asked = 0, timer = 0;
  const load = async (push) => {
    const mine = ++asked, query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value)).toString(), address = location.pathname + (query ? `?${query}` : "");
    try {
      const reply = await fetch(address, { headers: { accept: "text/html" } });
      if (!reply.ok || mine !== asked) return;
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html"), body = fresh.getElementById("spanned");
      if (!body || mine !== asked) return;
      document.getElementById("spanned").replaceWith(document.adoptNode(body));
      document.querySelectorAll("footer a").forEach((link, at) => { const other = fresh.querySelectorAll("footer a")[at]; if (other) link.href = other.getAttribute("href"); });
      if (push) history.pushState(null, "", address);
    } catch { form.submit(); }
  };
  const commit = (wait) => { clearTimeout(timer); timer = setTimeout(() => load(true), wait); };
  const place = (event) => { const home = strip.getBoundingClientRect(); return atOf(((event.clientX - home.left) / home.width) * strip.viewBox.baseVal.width); };
  let held = null;
  strip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const grip = grips.findIndex((one) => one.contains(event.target)), at = place(event), [from, to] = span();
    if (grip >= 0) held = { side: grip };
    else if (event.target === frame && (from > first || to < last)) held = { move: at, from, to };
    else { chosen[0] = at; chosen[1] = at; held = { side: 1, begun: at }; }
    strip.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  strip.addEventListener("pointermove", (event) => {
    if (!held) return;
    const at = place(event);
    if (held.move !== undefined) { const by = Math.min(last - held.to, Math.max(first - held.from, at - held.move)); chosen[0] = held.from + by; chosen[1] = held.to + by; } else chosen[held.side] = at;
    draw();
    fade();
  });
  strip.addEventListener("pointerup", (event) => {
    if (!held) return;
    // A tap without a drag chooses everything again.
    if (held.begun !== undefined && Math.abs(xOf(place(event)) - xOf(held.begun)) < 4) { chosen[0] = first; chosen[1] = last; }
    chosen.sort((a, b) => a - b);
    held = null;
    draw();
    fade();
    commit(0);
  });
  strip.addEventListener("pointercancel", () => { held = null; });
  const month = (at, by) => { const day = new Date(at); day.setUTCMonth(day.getUTCMonth() + by); return clamp(day.getTime()); };
  grips.forEach((grip, side) => grip.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -12, PageUp: 12 }[event.key];
    if (by !== undefined) chosen[side] = month(chosen[side], by);
    else if (event.key === "Home") chosen[side] = first;
    else if (event.key === "End") chosen[side] = last;
    else return;
    event.preventDefault();
    // One end does not pass the other.
    if (side === 0) chosen[0] = Math.min(chosen[0], chosen[1]); else chosen[1] = Math.max(chosen[0], chosen[1]);
    draw();
    fade();
    commit(400);
  }));
  addEventListener("popstate", () => location.reload());
  draw();
  box.dataset.ready = "1";
})();
