"use strict";
// Comforts of the explorer; every page reads and works without them. All text of the data reaches the page as text nodes.
(() => {
  const suggested = async (text) => { const reply = await fetch(`/suggest?q=${encodeURIComponent(text)}`); return reply.ok ? reply.json() : []; };

  // ---- suggestions under the search box
  const search = document.getElementById("q"), list = document.getElementById("suggestions");
  if (search && list) {
    let asked = "", at = -1, hits = [];
    search.setAttribute("role", "combobox");
    search.setAttribute("aria-autocomplete", "list");
    search.setAttribute("aria-controls", "suggestions");
    search.setAttribute("aria-expanded", "false");
    const show = (open) => { list.hidden = !open; search.setAttribute("aria-expanded", String(open)); if (!open) { asked = null; at = -1; search.removeAttribute("aria-activedescendant"); } };
    const mark = () => {
      [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
      if (at >= 0) { search.setAttribute("aria-activedescendant", `suggestion-${at}`); list.children[at].scrollIntoView({ block: "nearest" }); } else search.removeAttribute("aria-activedescendant");
    };
    const go = (hit) => { location.assign(hit.path); };
    const fill = () => {
      list.replaceChildren(...hits.map((hit, place) => {
        const item = document.createElement("li"), name = document.createElement("span"), note = document.createElement("small");
        item.id = `suggestion-${place}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        name.textContent = hit.label;
        name.dir = "auto";
        note.textContent = `${hit.kind_name} · ${hit.claims}`;
        item.append(name, note);
        item.addEventListener("pointerdown", (event) => { event.preventDefault(); go(hit); });
        return item;
      }));
      at = -1;
      show(hits.length > 0);
    };
    search.addEventListener("input", async () => {
      const text = search.value.trim();
      asked = text;
      if (text.length < 2) { hits = []; show(false); return; }
      try {
        const found = await suggested(text);
        if (text !== asked) return;
        hits = found;
        fill();
      } catch { /* no suggestions then */ }
    });
    search.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); show(false); }
      else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && hits.length) {
        event.preventDefault();
        asked = null; // the list one chooses from stands still: a late answer would undo the choice
        if (list.hidden) show(true);
        at = event.key === "ArrowDown" ? (at + 2) % (hits.length + 1) - 1 : (at + hits.length + 1) % (hits.length + 1) - 1;
        mark();
      } else if (event.key === "Enter" && at >= 0 && !list.hidden) { event.preventDefault(); go(hits[at]); }
    });
    search.addEventListener("blur", () => show(false));
  }

  // ---- a text and its statements light each other up
  const cards = [...document.querySelectorAll(".margin .claim")], hits = [...document.querySelectorAll(".hit")], margin = document.querySelector(".margin");
  const light = (numbers, on) => {
    cards.forEach((card, at) => card.classList.toggle("lit", on && numbers.includes(String(at))));
    hits.forEach((hit) => hit.classList.toggle("lit", on && hit.dataset.claims.split(" ").some((one) => numbers.includes(one))));
  };
  const reveal = (number) => {
    const card = cards[number];
    if (!card || getComputedStyle(margin).position !== "sticky") return;
    const above = card.getBoundingClientRect().top - margin.getBoundingClientRect().top + margin.scrollTop, room = margin.clientHeight - card.offsetHeight;
    if (above < margin.scrollTop || above > margin.scrollTop + room) margin.scrollTop = above - Math.max(8, room / 3);
  };
  hits.forEach((hit) => {
    const numbers = hit.dataset.claims.split(" ");
    for (const on of ["mouseenter", "focus"]) hit.addEventListener(on, () => { light(numbers, true); reveal(Number(numbers[0])); });
    for (const off of ["mouseleave", "blur"]) hit.addEventListener(off, () => light(numbers, false));
  });
  cards.forEach((card, at) => {
    card.addEventListener("mouseenter", () => light([String(at)], true));
    card.addEventListener("mouseleave", () => light([String(at)], false));
  });

  // ---- names in the forms of questions
  document.querySelectorAll("input[data-suggest]").forEach((box) => {
    let typed = "";
    box.addEventListener("input", async () => {
      typed = box.value.trim();
      if (typed.length < 2) return;
      const mine = typed;
      try {
        const found = await suggested(mine);
        if (mine !== typed) return;
        const names = [...new Set(found.filter((hit) => !["Document", "Event", "EventSet"].includes(hit.kind)).map((hit) => hit.label))];
        box.list.replaceChildren(...names.map((name) => { const option = document.createElement("option"); option.value = name; return option; }));
      } catch { /* no suggestions then */ }
    });
  });

  // ---- small things
  document.querySelectorAll("form.row select").forEach((choice) => choice.addEventListener("change", () => choice.form.submit()));
  const facets = [...document.querySelectorAll(".facets details")];
  document.addEventListener("click", (event) => facets.forEach((one) => { if (one.open && !one.contains(event.target)) one.open = false; }));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") facets.forEach((one) => { if (one.open) { one.open = false; one.querySelector("summary").focus(); } }); });
  // The mark of the page one is on is seen where the row of pages is longer than the screen.
  document.querySelector(".mast nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
})();
