"use strict";
// Comforts of the explorer; every page reads and works without them.
(() => {
  const search = document.getElementById("q"), list = document.getElementById("suggestions");
  let last = "";
  search?.addEventListener("input", async () => {
    const text = search.value.trim();
    if (text.length < 2 || text === last) return;
    last = text;
    try {
      const reply = await fetch(`/suggest?q=${encodeURIComponent(text)}`);
      if (!reply.ok || text !== last) return;
      const found = await reply.json();
      list.replaceChildren(...found.map((hit) => { const option = document.createElement("option"); option.value = hit.label; return option; }));
    } catch { /* no suggestions then */ }
  });
  const cards = [...document.querySelectorAll(".margin .claim")];
  const hits = [...document.querySelectorAll(".hit")];
  const light = (numbers, on) => {
    cards.forEach((card, at) => card.classList.toggle("lit", on && numbers.includes(String(at))));
    hits.forEach((hit) => hit.classList.toggle("lit", on && hit.dataset.claims.split(" ").some((one) => numbers.includes(one))));
  };
  hits.forEach((hit) => {
    const numbers = hit.dataset.claims.split(" ");
    hit.addEventListener("mouseenter", () => light(numbers, true));
    hit.addEventListener("mouseleave", () => light(numbers, false));
    hit.addEventListener("focus", () => light(numbers, true));
    hit.addEventListener("blur", () => light(numbers, false));
  });
  cards.forEach((card, at) => {
    card.addEventListener("mouseenter", () => light([String(at)], true));
    card.addEventListener("mouseleave", () => light([String(at)], false));
  });
  document.querySelectorAll("form.row select").forEach((choice) => choice.addEventListener("change", () => choice.form.submit()));
  const editor = document.getElementById("editor");
  editor?.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) editor.form.submit(); });
})();
