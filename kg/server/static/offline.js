"use strict";
// Search in published files: names and statements stand in this page, and nothing is asked of anybody.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent), texts = data.texts;
  const box = document.getElementById("find"), out = document.getElementById("found"), state = document.getElementById("state");
  const make = (tag, className, ...children) => { const it = document.createElement(tag); if (className) it.className = className; it.append(...children); return it; };
  const LETTERS = { ø: "o", æ: "ae", œ: "oe", ß: "ss", đ: "d", ð: "d", ł: "l", ı: "i", þ: "th" };
  const fold = (text) => text.toLowerCase().replace(/[øæœßđðłıþ]/g, (one) => LETTERS[one]).replace(/[-‐‑–—_/,]/g, " ").replace(/['’‘ʼʿʾ`´."“”«»]/g, "").normalize("NFKD").replace(/\p{M}/gu, "").split(/\s+/).filter(Boolean);
  const begins = (words, text) => { const own = text.split(" "); return words.every((word) => own.some((one) => one.startsWith(word))); };
  // How many letters were slipped: put in, left out, changed, or two that changed places.
  const slips = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [], row = Array.from({ length: b.length + 1 }, (_, at) => at);
    for (let i = 1; i <= a.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= b.length; j += 1) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      before = row;
      row = next;
    }
    return row[b.length];
  };
  const close = (words, text) => { const own = text.split(" "); return words.every((word) => { const most = word.length < 4 ? 0 : word.length < 8 ? 1 : 2; return own.some((one) => one.startsWith(word) || slips(word, one, most) <= most); }); };
  const chosen = () => Object.fromEntries(["type", "place", "source", "document", "manner"].map((name) => [name, new URLSearchParams(location.hash.slice(1)).get(name)]).filter(([, value]) => value));
  const link = (text, href) => { const it = make("a", "", text); if (href) it.setAttribute("href", href); return it; };
  const show = () => {
    const words = fold(box.value), filters = Object.entries(chosen());
    const fits = (one) => filters.every(([name, value]) => one[name].includes(value));
    let said = words.length || filters.length ? data.statements.filter((one) => fits(one) && begins(words, one.w)) : [];
    let names = words.length && !filters.length ? data.names.filter((one) => begins(words, one.n)) : [];
    let near = false;
    if (words.length && !said.length && !names.length) {
      near = true;
      names = filters.length ? [] : data.names.filter((one) => close(words, one.n));
      said = data.statements.filter((one) => fits(one) && close(words, one.w));
    }
    const once = [...new Map(names.map((one) => [one.p, one])).values()];
    state.textContent = !words.length && !filters.length ? "" : near && (said.length || once.length) ? texts.near : said.length || once.length ? `${said.length} ${said.length === 1 ? texts.claim : texts.claims} · ${once.length} ${texts.names}` : texts.nothing;
    const cards = said.slice(0, 100).map((one) => {
      const card = make("article", `claim is-${one.m}`, make("h3", "", link(one.l, one.p)));
      if (texts.manners[one.m]) card.append(make("p", "", make("span", "badge", texts.manners[one.m])));
      card.append(make("blockquote", "", one.b, make("mark", "", one.q), one.a), make("p", "by", `${texts.according}: ${one.s || texts.own}`), make("p", "", link(one.d, one.u)));
      return card;
    });
    const list = make("ul", "results", ...once.slice(0, 100).map((one) => { const item = make("li", "", link(one.l, one.p)); if (one.m) item.append(" ", make("i", "", one.m)); item.append(" ", make("small", "", `${one.k} · ${one.c}`)); return item; }));
    out.replaceChildren(make("div", "", ...cards, ...(said.length > 100 ? [make("p", "note", `… ${said.length - 100}`)] : [])), make("aside", "", ...(once.length ? [make("h2", "", texts.named), list] : [])));
    document.getElementById("all-names").hidden = Boolean(words.length || filters.length);
  };
  box.addEventListener("input", show);
  addEventListener("hashchange", show);
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) box.value = asked;
  show();
  document.documentElement.dataset.ready = "1";
})();
