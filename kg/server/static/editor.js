"use strict";
// The SPARQL editor: colours, completion and the place of an error over a plain text area, which keeps undo, dictation and screen
// readers as the browser has them. Without this file the page is a plain form.
(() => {
  const area = document.getElementById("editor");
  if (!area) return;
  const box = area.parentElement, form = area.form, norwegian = document.documentElement.lang === "nb";
  const make = (tag, className, text) => { const it = document.createElement(tag); if (className) it.className = className; if (text !== undefined) it.textContent = text; return it; };
  const paint = make("pre", "paint"), code = make("code"), list = make("ul", "completions"), live = make("p", "away");
  paint.setAttribute("aria-hidden", "true");
  paint.append(code);
  list.id = "completions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "SPARQL");
  live.setAttribute("role", "status");
  box.prepend(paint);
  box.append(list, live);
  box.classList.add("painted");
  const keys = document.getElementById("editor-keys");
  keys.textContent = keys.dataset.withScript;
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", "completions");

  // ---- colours
  const KEYWORDS = "SELECT|CONSTRUCT|ASK|DESCRIBE|DISTINCT|REDUCED|WHERE|FROM|NAMED|OPTIONAL|UNION|MINUS|FILTER|NOT|EXISTS|BIND|VALUES|GRAPH|SERVICE|GROUP|BY|HAVING|ORDER|DESC|ASC|LIMIT|OFFSET|AS|IN|UNDEF|PREFIX|BASE|COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT|SEPARATOR|LANG|LANGMATCHES|STR|CONTAINS|LCASE|UCASE|REGEX|STRSTARTS|STRENDS|STRAFTER|STRBEFORE|STRLEN|BOUND|COALESCE|IF|YEAR|MONTH|DAY|ISIRI|DATATYPE|IRI|CONCAT|REPLACE|ROUND|ABS|NOW|a|true|false";
  const TOKEN = new RegExp(`(?<comment>#[^\\n]*)|(?<iri><[^<>\\s]*>)|(?<string>"""[\\s\\S]*?(?:"""|$)|'''[\\s\\S]*?(?:'''|$)|"(?:[^"\\\\\\n]|\\\\.)*"?|'(?:[^'\\\\\\n]|\\\\.)*'?)|(?<variable>[?$][\\p{L}\\p{N}_]+)|(?<name>[\\p{L}][\\p{L}\\p{N}_-]*:[\\p{L}\\p{N}_.-]*|:[\\p{L}\\p{N}_-]+)|(?<keyword>\\b(?:${KEYWORDS})\\b)|(?<number>\\b\\d+(?:\\.\\d+)?\\b)|(?<mark>[{}()\\[\\];,.|/^*+?!=<>&-])`, "giu");
  const wrong = { line: Number(form.dataset.line) || 0, column: Number(form.dataset.column) || 0, text: area.value };
  const placeOf = (text, line, column) => { const lines = text.split("\n"); return lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + Math.min(column - 1, (lines[line - 1] || "").length); };
  const repaint = () => {
    const text = area.value, parts = [];
    let last = 0;
    for (const found of text.matchAll(TOKEN)) {
      const kind = Object.keys(found.groups).find((name) => found.groups[name] !== undefined);
      if (found.index > last) parts.push(document.createTextNode(text.slice(last, found.index)));
      parts.push(make("span", `is-${kind}`, found[0]));
      last = found.index + found[0].length;
    }
    parts.push(document.createTextNode(`${text.slice(last)}\n `));
    code.replaceChildren(...parts);
    // As wide as the text area without its scroll bar, so that lines break at the same words.
    paint.style.width = `${area.clientWidth + 2}px`;
    if (wrong.line && text === wrong.text) {
      const at = placeOf(text, wrong.line, wrong.column), range = spanOf(Math.min(at, Math.max(0, text.length - 1)), Math.min(at + 1, text.length));
      const here = range?.getClientRects()[0], home = paint.getBoundingClientRect();
      if (here) {
        const flag = make("i", "wrong");
        flag.style.left = `${here.left - home.left + paint.scrollLeft}px`;
        flag.style.top = `${here.top - home.top + paint.scrollTop}px`;
        flag.style.height = `${here.height}px`;
        flag.style.width = `${Math.max(8, here.width)}px`;
        code.append(flag);
      }
    }
    scroll();
  };
  const spanOf = (from, to) => {
    const range = document.createRange();
    let seen = 0, begun = false;
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const size = node.data.length;
      if (!begun && from <= seen + size) { range.setStart(node, from - seen); begun = true; }
      if (begun && to <= seen + size) { range.setEnd(node, to - seen); return range; }
      seen += size;
    }
    return null;
  };
  const scroll = () => { paint.scrollTop = area.scrollTop; paint.scrollLeft = area.scrollLeft; };
  area.addEventListener("scroll", () => { scroll(); close(); });

  // ---- completion
  let words = null, offered = [], at = 0, from = 0, asked = 0;
  const load = async () => {
    if (words) return words;
    try { const reply = await fetch("/sparql/words.json"); words = reply.ok ? await reply.json() : []; } catch { words = []; }
    return words;
  };
  area.addEventListener("focus", load, { once: true });
  // Who closes the list, or chooses from it, wants no late answer to open or change it.
  const close = () => { asked += 1; list.hidden = true; offered = []; area.removeAttribute("aria-activedescendant"); };
  const before = () => area.value.slice(0, area.selectionStart);
  const context = () => {
    const text = before();
    // Nothing is completed inside words that are quoted or remarks.
    let inside = "";
    for (const found of text.matchAll(TOKEN)) if (found.index + found[0].length >= text.length) inside = Object.keys(found.groups).find((name) => found.groups[name] !== undefined);
    if (inside === "comment" || inside === "string") return null;
    const thing = /<([\p{L}][\p{L}\p{N} -]{1,60})$/u.exec(text);
    if (thing) return { kind: "thing", typed: thing[1], start: text.length - thing[0].length };
    const variable = /[?$]([\p{L}\p{N}_]*)$/u.exec(text);
    if (variable) return { kind: "variable", typed: variable[0], start: text.length - variable[0].length };
    const word = /[\p{L}\p{N}_:-]*$/u.exec(text)[0];
    const prior = text.slice(0, text.length - word.length);
    return { kind: "word", typed: word, start: prior.length, classes: /(?:\ba|rdf:type|kg:mainType|kg:claimedType)\s+$/u.test(prior), first: prior.replace(/#[^\n]*/g, "").trim() === "" };
  };
  const rank = (word, typed, here) => {
    const wanted = typed.toLocaleLowerCase(), text = word.text.toLocaleLowerCase(), local = text.slice(text.indexOf(":") + 1);
    if (word.kind === "question" && !here.first) return -1;
    let score = -1;
    if (text.startsWith(wanted)) score = 100;
    else if (wanted && !wanted.includes(":") && local.startsWith(wanted)) score = 80;
    else if (wanted.length > 1 && word.names.some((name) => name.toLocaleLowerCase().startsWith(wanted))) score = 60;
    else if (wanted.length > 2 && (local.includes(wanted) || word.names.some((name) => name.toLocaleLowerCase().includes(wanted)))) score = 40;
    else if (!wanted && here.classes && word.kind === "class") score = 10;
    if (score < 0) return -1;
    if (here.classes) score += word.kind === "class" ? 30 : word.kind === "prefix" ? 0 : -30;
    return score + ({ property: 4, role: 3, class: 3, value: 2, keyword: 1, question: 5, prefix: 0 }[word.kind] || 0);
  };
  const offer = async (forced) => {
    const mine = ++asked, here = context();
    if (!here || (!forced && here.typed.length < (here.kind === "thing" ? 3 : 1))) return close();
    await load();
    let found = [];
    if (here.kind === "variable") {
      const known = [...new Set(area.value.match(/[?$][\p{L}\p{N}_]+/gu) || [])].filter((name) => name !== here.typed && name.startsWith(here.typed));
      found = known.slice(0, 9).map((name) => ({ text: name, kind: "", note: "" }));
    } else if (here.kind === "thing") {
      try { const reply = await fetch(`/suggest?q=${encodeURIComponent(here.typed)}`); found = (reply.ok ? await reply.json() : []).map((hit) => ({ text: `<${hit.iri}>`, shown: hit.label, kind_name: hit.kind_name, note: "" })); } catch { found = []; }
    } else {
      const scored = words.map((word) => [rank(word, here.typed, here), word]).filter(([score, word]) => score >= 0 && word.text !== here.typed);
      scored.sort((a, b) => b[0] - a[0] || a[1].text.length - b[1].text.length || (a[1].text < b[1].text ? -1 : 1));
      found = scored.slice(0, 9).map(([, word]) => word);
    }
    if (mine !== asked) return undefined;
    if (!found.length) return close();
    offered = found;
    from = here.start;
    at = 0;
    list.replaceChildren(...found.map((word, place) => {
      const item = make("li");
      item.id = `completion-${place}`;
      item.setAttribute("role", "option");
      const name = make("b", "", word.shown || word.text), kind = make("i", "", word.kind_name || (word.kind ? box.dataset[`kind${word.kind}`] || word.kind : "")), note = make("small", "", word.note || (word.names || []).join(", "));
      item.append(name, kind, note);
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); at = place; take(); });
      return item;
    }));
    list.hidden = false;
    const caret = spanOf(here.start, here.start)?.getBoundingClientRect(), home = box.getBoundingClientRect();
    if (caret) { list.style.left = `${Math.max(0, Math.min(caret.left - home.left, home.width - list.offsetWidth))}px`; list.style.top = `${caret.bottom - home.top + 4}px`; }
    mark();
    return undefined;
  };
  const mark = () => {
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    area.setAttribute("aria-activedescendant", `completion-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
    live.textContent = `${offered[at].shown || offered[at].text}. ${offered[at].note || ""}`;
  };
  const take = () => {
    const word = offered[at];
    area.focus();
    area.setSelectionRange(word.insert ? 0 : from, word.insert ? area.value.length : area.selectionStart);
    const text = word.insert || word.text;
    // The old command is the one way to change the text that the browser can undo.
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    close();
    repaint();
  };
  area.addEventListener("input", () => { repaint(); offer(false); });
  area.addEventListener("blur", close);
  area.addEventListener("click", close);
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); return; }
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); offer(true); return; }
    if (list.hidden) return;
    if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); asked += 1; at = (at + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length; mark(); }
    else if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); take(); }
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight" || event.key === "Home" || event.key === "End") close();
  });
  repaint();
  if (wrong.line) { area.focus(); const place = placeOf(area.value, wrong.line, wrong.column); area.setSelectionRange(place, place); close(); }
  addEventListener("resize", repaint);
  box.dataset.ready = norwegian ? "nb" : "en";
})();
