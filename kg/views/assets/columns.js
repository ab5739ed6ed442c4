"use strict";
// Draws the columns picture with vis-network. All text of the data reaches the page as text nodes or on the canvas, never as markup.
(() => {
  const byId = (id) => document.getElementById(id);
  const source = byId("data");
  if (!source || !window.vis) return;
  const data = JSON.parse(source.textContent);
  const root = document.documentElement;
  root.classList.add("js");

  const state = { language: root.lang === "nb" ? "nb" : data.language, off: { kind: new Set(), manner: new Set(), tone: new Set(), total: false }, paper: "", picked: null, at: null, find: "" };
  const ui = () => data.ui[state.language];
  const words = () => data.words[state.language];
  const facts = new Set(data.facts);
  const stage = document.querySelector(".stage"), scroller = byId("scroller"), spacer = byId("spacer"), canvas = byId("canvas"), heads = [...byId("heads").children];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => data.themes[(root.dataset.theme || (dark.matches ? "dark" : "light"))];

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  };
  const button = (text, act) => { const it = make("button", "", text); it.type = "button"; it.addEventListener("click", act); return it; };

  // ---- what is shown
  const shown = { claim: [], node: [], edge: [] };
  const filter = () => {
    shown.claim = data.claims.map((claim) => !state.off.manner.has(claim.manner) && !(state.off.total && claim.total) && (state.paper === "" || String(claim.paper) === state.paper));
    const live = (item) => item.claims.some((at) => shown.claim[at]);
    shown.node = data.nodes.map((node) => live(node) && !(node.column !== "what" && state.off.kind.has(node.kind)));
    shown.edge = data.edges.map((edge) => live(edge) && !state.off.tone.has(edge.tone) && shown.node[edge.from] && shown.node[edge.to]);
    const used = new Set();
    data.edges.forEach((edge, at) => { if (shown.edge[at]) { used.add(edge.from); used.add(edge.to); } });
    // A box that lost every arrow to a filter says nothing more; events always stand.
    data.nodes.forEach((node, at) => { if (node.column !== "what" && !used.has(at)) shown.node[at] = false; });
  };
  const pickedClaims = () => {
    if (!state.picked) return null;
    const item = state.picked.kind === "node" ? data.nodes[state.picked.id] : data.edges[state.picked.id];
    const claims = new Set(item.claims);
    if (item.iri) data.nodes.forEach((node) => { if (node.iri === item.iri) node.claims.forEach((at) => claims.add(at)); });
    return new Set([...claims].filter((at) => shown.claim[at]));
  };
  const matches = () => {
    const text = state.find.trim().toLocaleLowerCase();
    if (!text) return null;
    const has = (value) => value.toLocaleLowerCase().includes(text);
    const claims = new Set();
    data.claims.forEach((claim, at) => { if (shown.claim[at] && has(claim.quote)) claims.add(at); });
    const nodes = new Set();
    data.nodes.forEach((node, at) => { if (shown.node[at] && (has(node.full) || (node.types && Object.values(node.types).flat().some(has)) || (node.column === "what" && node.claims.some((one) => claims.has(one))))) nodes.add(at); });
    return nodes;
  };
  // What is called so stands before what only speaks of it; then what more statements speak of, and events.
  const ranked = (found) => {
    const text = state.find.trim().toLocaleLowerCase();
    const rank = (at) => { const node = data.nodes[at]; return [node.full.toLocaleLowerCase().includes(text) ? 0 : 1, -node.claims.length, node.column === "what" ? 0 : 1, at]; };
    return [...found].map(rank).sort((a, b) => { const at = a.findIndex((value, place) => value !== b[place]); return at < 0 ? 0 : a[at] - b[at]; }).map((one) => one[3]);
  };

  // ---- vis-network
  const nodes = new vis.DataSet(), edges = new vis.DataSet();
  const type = data.type, face = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif", faded = 0.16;
  // How each box is drawn now: drawn by us, because vis-network sets lines too tight and knows one size of type a box.
  const look = [];
  let seen = null;
  const lookOf = (node, at, bright) => {
    const t = theme();
    let fill = t.paper, border = t.kind[node.kind] || t.soft, ink = t.ink, dashes = [];
    if (node.column === "what") {
      if (!facts.has(node.manner)) { border = t.notfact; dashes = [5, 3]; }
      else if (node.total) { fill = t.total; border = t.ink; }
      else { fill = t.event; border = t.event; ink = t.eventInk; }
    }
    const strong = state.at === at || (state.picked && state.picked.kind === "node" && state.picked.id === at);
    return { fill, border, ink, dashes, strong, bright, shadow: node.total ? t.soft : null, ring: t.tone.speech, paper: t.paper };
  };
  const drawBox = ({ ctx, id, x, y }) => ({
    drawNode: () => {
      const node = data.nodes[id], s = look[id], w = node.w, h = node.h;
      // Of a long picture only what is seen is drawn.
      if (seen && (y + h / 2 < seen[0] || y - h / 2 > seen[1])) return;
      const box = (dx, dy, grow) => { ctx.beginPath(); ctx.roundRect(x - w / 2 + dx - grow, y - h / 2 + dy - grow, w + 2 * grow, h + 2 * grow, 6 + grow); };
      ctx.save();
      ctx.globalAlpha = s.bright ? 1 : faded;
      if (s.shadow) { ctx.fillStyle = s.paper; ctx.strokeStyle = s.shadow; ctx.lineWidth = 1.5; box(4, 4, 0); ctx.fill(); ctx.stroke(); }
      if (s.strong) { ctx.strokeStyle = s.ring; ctx.lineWidth = 3; box(0, 0, 4); ctx.stroke(); }
      ctx.fillStyle = s.fill; ctx.strokeStyle = s.border; ctx.lineWidth = 2; ctx.setLineDash(s.dashes);
      box(0, 0, 0); ctx.fill(); ctx.stroke();
      ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.fillStyle = s.ink;
      let at = y - h / 2 + type.padding;
      ctx.font = `${node.column === "what" && facts.has(node.manner) ? "600 " : ""}${type.font}px ${face}`;
      node.lines.forEach((line) => { ctx.fillText(line, x, at + type.line / 2 + 1, w - 8); at += type.line; });
      ctx.font = `${type.small}px ${face}`;
      node.notes[state.language].forEach((line) => { ctx.fillText(line, x, at + type.step / 2, w - 8); at += type.step; });
      ctx.restore();
    },
    nodeDimensions: { width: data.nodes[id].w, height: data.nodes[id].h },
  });
  const drawWords = (ctx) => {
    const t = theme(), [low, high] = span();
    ctx.save();
    ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.font = `${type.word}px ${face}`; ctx.lineJoin = "round"; ctx.lineWidth = 4; ctx.strokeStyle = t.paper;
    data.edges.forEach((edge, at) => {
      if (!edge.at || !shown.edge[at] || !told[at] || edge.at[1] < low || edge.at[1] > high) return;
      const lines = edge.words[state.language].split("\n");
      ctx.fillStyle = colourOf(edge);
      lines.forEach((line, row) => { const y = edge.at[1] + (row - (lines.length - 1) / 2) * type.wordStep; ctx.strokeText(line, edge.at[0], y); ctx.fillText(line, edge.at[0], y); });
    });
    ctx.restore();
  };
  const edgeParts = (edge, at) => {
    const stops = edge.points.map((_, point) => `p${at}.${point}`);
    return stops.slice(1).map((stop, part) => ({ id: `${edge.id}.${part}`, from: stops[part], to: stop, last: part === stops.length - 2, first: part === 0 }));
  };
  const colourOf = (edge) => {
    const t = theme();
    return !facts.has(edge.manner) && (edge.tone !== "speech" || edge.manner === "denied") && edge.tone !== "place" ? t.notfact : t.tone[edge.tone];
  };
  // Which arrows tell their word: all of a small picture but those that would cover another; in a large one denials and the selected.
  const told = [];
  const edgeStyle = (edge, at, bright, loud) => {
    const colour = colourOf(edge), width = (edge.tone === "place" ? 1 : 1.6) + (loud ? 1 : 0);
    told[at] = bright && Boolean(edge.words[state.language]) && (loud || edge.manner === "denied" || (data.edges.length <= 300 && !(edge.at && edge.at[2])));
    return edgeParts(edge, at).map((part) => ({
      id: part.id, hidden: !shown.edge[at], dashes: edge.dashes || false, width,
      color: { color: colour, highlight: colour, hover: colour, opacity: bright ? (edge.tone === "place" && !loud ? 0.7 : 1) : 0.08 },
      arrows: { to: { enabled: part.last, scaleFactor: 0.5 } },
    }));
  };
  const build = () => {
    const smooth = { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 };
    const list = data.nodes.map((node, at) => {
      look[at] = lookOf(node, at, true);
      return { id: at, x: node.x, y: node.y, shape: "custom", ctxRenderer: drawBox, fixed: true, physics: false, hidden: !shown.node[at] };
    });
    data.edges.forEach((edge, at) => edge.points.forEach(([x, y], point) => list.push({ id: `p${at}.${point}`, x, y, shape: "dot", size: 0.1, borderWidth: 0, fixed: true, physics: false, label: undefined, color: "rgba(0,0,0,0)", opacity: 0 })));
    nodes.add(list);
    edges.add(data.edges.flatMap((edge, at) => {
      const styles = edgeStyle(edge, at, true, false);
      return edgeParts(edge, at).map((part, place) => ({ ...part, ...styles[place], smooth, physics: false }));
    }));
  };
  filter();
  build();
  const network = new vis.Network(canvas, { nodes, edges }, {
    physics: { enabled: false }, layout: { improvedLayout: false }, autoResize: false,
    interaction: { dragNodes: false, dragView: false, zoomView: false, hover: false, selectConnectedEdges: false, keyboard: false, tooltipDelay: 1e9 },
    edges: { selectionWidth: 1, hoverWidth: 0 },
  });
  network.on("beforeDrawing", () => { seen = span(); });
  network.on("afterDrawing", drawWords);
  canvas.querySelectorAll("[tabindex]").forEach((element) => { element.tabIndex = -1; });

  // ---- the window onto the picture: native scrolling moves it
  const view = { scale: 1, pad: 16 };
  const [left, top, right, bottom] = data.size;
  // What of the picture's height is seen, with a little room.
  const span = () => { const from = top + (scroller.scrollTop - view.pad) / view.scale; return [from - 40, from + scroller.clientHeight / view.scale + 40]; };
  const place = () => {
    const w = scroller.clientWidth, h = scroller.clientHeight, s = view.scale;
    const wide = (right - left) * s + 2 * view.pad, tall = (bottom - top) * s + 2 * view.pad;
    const shiftX = Math.max(0, (w - wide) / 2);
    const fromLeft = scroller.scrollLeft - view.pad - shiftX, fromTop = scroller.scrollTop - view.pad;
    network.moveTo({ position: { x: left + (fromLeft + w / 2) / s, y: top + (fromTop + h / 2) / s }, scale: s, animation: false });
    data.heads.forEach((x, at) => { heads[at].style.left = `${(x - left) * s - fromLeft}px`; });
  };
  const resize = () => {
    if (!scroller.clientWidth) return;
    const s = view.scale;
    spacer.style.width = `${Math.max(scroller.clientWidth, (right - left) * s + 2 * view.pad)}px`;
    spacer.style.height = `${Math.max(scroller.clientHeight, (bottom - top) * s + 2 * view.pad)}px`;
    canvas.style.width = `${scroller.clientWidth}px`;
    canvas.style.height = `${scroller.clientHeight}px`;
    network.setSize(`${scroller.clientWidth}px`, `${scroller.clientHeight}px`);
    network.redraw();
    place();
  };
  const zoom = (scale, x = scroller.clientWidth / 2, y = scroller.clientHeight / 2) => {
    const old = view.scale;
    view.scale = Math.min(3, Math.max(0.05, scale));
    const ratio = view.scale / old;
    const goX = (scroller.scrollLeft + x - view.pad) * ratio + view.pad - x, goY = (scroller.scrollTop + y - view.pad) * ratio + view.pad - y;
    resize();
    scroller.scrollTo(goX, goY);
    place();
  };
  const readable = () => {
    const fit = (scroller.clientWidth - 2 * view.pad) / (right - left);
    // A phone shows the first two columns in which something stands, WHO and DID WHAT; the others are a swipe away.
    const small = scroller.clientWidth < 560, reach = (name) => { const own = data.nodes.filter((node) => node.column === name); return own.length ? [Math.min(...own.map((node) => node.x - node.w / 2)), Math.max(...own.map((node) => node.x + node.w / 2))] : null; };
    const [first, second] = small ? ["who", "what", "whom", "says"].map(reach).filter(Boolean) : [];
    const from = first && Math.min(first[0], (second || first)[0]), to = first && Math.max(first[1], (second || first)[1]);
    view.scale = first ? Math.min(1, (scroller.clientWidth - 2 * view.pad) / (to - from)) : Math.min(1.15, Math.max(0.72, fit));
    resize();
    if (first) scroller.scrollLeft = (from - left) * view.scale;
  };
  // In a page of the explorer a small picture takes no more room than it needs.
  const settle = () => {
    if (root.classList.contains("alone") || scroller.clientWidth < 560) return;
    const tall = Math.max(330, Math.min(innerHeight * 0.78, (bottom - top) * view.scale + 2 * view.pad + 40));
    byId("drawing").style.height = `${tall}px`;
    byId("panel").style.height = matchMedia("(max-width:1150px)").matches ? "auto" : `${tall}px`;
  };
  scroller.addEventListener("scroll", place, { passive: true });
  scroller.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = scroller.getBoundingClientRect();
    zoom(view.scale * Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  let drag = null;
  scroller.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse" && event.button === 0 && event.target.tagName === "CANVAS") drag = { x: event.clientX, y: event.clientY }; });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    scroller.scrollBy(drag.x - event.clientX, drag.y - event.clientY);
    drag = { x: event.clientX, y: event.clientY };
  });
  addEventListener("pointerup", () => { drag = null; });
  const show = (at) => {
    const node = data.nodes[at], s = view.scale;
    const x = (node.x - left) * s + view.pad, y = (node.y - top) * s + view.pad, w = node.w * s, h = node.h * s;
    if (y - h < scroller.scrollTop || y + h > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = y - scroller.clientHeight / 2;
    if (x - w / 2 < scroller.scrollLeft || x + w / 2 > scroller.scrollLeft + scroller.clientWidth) scroller.scrollLeft = x - scroller.clientWidth / 2;
  };

  // ---- drawing the state
  const svgNodes = new Map([...document.querySelectorAll("#still [data-n]")].map((g) => [Number(g.dataset.n), g]));
  const svgEdges = new Map([...document.querySelectorAll("#still [data-e]")].map((g) => [Number(g.dataset.e), g]));
  const rows = [...document.querySelectorAll("#twin tr[data-claim]")];
  const draw = () => {
    filter();
    const claims = pickedClaims(), found = claims ? null : matches();
    const any = (list) => list.some((at) => claims.has(at));
    const brightEdge = data.edges.map((edge) => (claims ? any(edge.claims) : found ? found.has(edge.from) && found.has(edge.to) : true));
    const ends = new Set();
    if (claims) data.edges.forEach((edge, at) => { if (brightEdge[at] && shown.edge[at]) { ends.add(edge.from); ends.add(edge.to); } });
    const brightNode = data.nodes.map((node, at) => (claims ? ends.has(at) || any(node.claims) : found ? found.has(at) : true));
    data.nodes.forEach((node, at) => { look[at] = lookOf(node, at, brightNode[at]); });
    nodes.update(data.nodes.flatMap((_, at) => (nodes.get(at).hidden === !shown.node[at] ? [] : [{ id: at, hidden: !shown.node[at] }])));
    edges.update(data.edges.flatMap((edge, at) => edgeStyle(edge, at, brightEdge[at], claims !== null && brightEdge[at])));
    data.nodes.forEach((_, at) => svgNodes.get(at)?.toggleAttribute("hidden", !shown.node[at]));
    data.edges.forEach((_, at) => svgEdges.get(at)?.toggleAttribute("hidden", !shown.edge[at]));
    const text = state.find.trim().toLocaleLowerCase();
    rows.forEach((row) => { row.hidden = !shown.claim[Number(row.dataset.claim)] || (text !== "" && !row.textContent.toLocaleLowerCase().includes(text)); });
    panel(claims, found);
  };

  // ---- the side panel
  const reading = byId("reading"), legend = byId("legend"), live = byId("live");
  const sentence = (claim) => {
    const parts = [claim.who.join(", "), claim.type[state.language], [...claim.whom, ...claim.figures.filter((figure) => !claim.whom.some((name) => name.includes(figure)))].join(", ")];
    return parts.filter(Boolean).join(" → ");
  };
  const claimCard = (at) => {
    const claim = data.claims[at], paper = data.papers[claim.paper];
    const card = make("article", `claim is-${claim.manner} tone-${claim.tone}`, make("h3", "", (claim.total ? "Σ " : "") + sentence(claim)));
    const badges = [];
    if (!facts.has(claim.manner)) badges.push(make("span", "badge", words().manner[claim.manner]));
    if (claim.stance === "accuses") badges.push(make("span", "badge", words().stance.accuses));
    if (claim.certainty !== "certain") badges.push(make("span", "badge", words().certainty[claim.certainty]));
    if (claim.total) badges.push(make("span", "badge", ui().total));
    if (claim.review === "rejected") badges.push(make("span", "badge", ui().rejected));
    if (badges.length) card.append(make("p", "", ...badges));
    card.append(make("blockquote", "", claim.before, make("mark", "", claim.quote), claim.after));
    const by = claim.by.length ? claim.by.join(" ← ") : `${ui().itself}${paper.publisher ? ` (${paper.publisher})` : ""}`;
    card.append(make("p", "by", `${ui().according}: ${by}`));
    const where = make("p", "", [paper.title, claim.by.length ? paper.publisher : "", paper.published, `${ui().characters} ${claim.start}–${claim.end}`, claim.when ? `${ui().when}: ${claim.when}` : "", claim.where.join(", ")].filter(Boolean).join(" · "));
    if (/^https?:\/\//.test(paper.url)) {
      const link = make("a", "", ui().open_original);
      link.href = paper.url;
      link.rel = "noopener noreferrer";
      where.append(" · ", link);
    }
    card.append(where);
    return card;
  };
  const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
  const describe = (item) => {
    if (item.column) return [item.full, item.types ? item.types[state.language].join(", ") : words().kind[item.kind], item.when];
    const from = data.nodes[item.from], to = data.nodes[item.to];
    return [`${from.full} → ${item.words[state.language] || ""} → ${to.full}`.replace("→  →", "→"), words().manner[item.manner], ""];
  };
  const panel = (claims, found) => {
    reading.replaceChildren();
    reading.hidden = !claims && !found;
    legend.hidden = Boolean(claims || found);
    if (claims) {
      const item = state.picked.kind === "node" ? data.nodes[state.picked.id] : data.edges[state.picked.id];
      const [title, kind, when] = describe(item);
      const voices = new Set([...claims].map((at) => data.claims[at].by[0] || `paper ${data.claims[at].paper}`));
      const close = button("×", () => pick(null));
      close.className = "close";
      close.setAttribute("aria-label", ui().close);
      const order = [...claims].sort((a, b) => (facts.has(data.claims[b].manner) - facts.has(data.claims[a].manner)) || a - b);
      reading.append(close, make("h2", "", title), make("p", "sub", [kind, when, count(claims.size, ui().claim, ui().claims), count(voices.size, ui().source, ui().sources)].filter(Boolean).join(" · ")));
      if (item.column === "what" && !data.edges.some((edge, at) => edge.to === state.picked.id && shown.edge[at] && data.nodes[edge.from].column === "who") && ![...claims].some((at) => data.claims[at].speech)) reading.append(make("p", "small", ui().not_said_who));
      order.slice(0, 200).forEach((at) => reading.append(claimCard(at)));
      if (order.length > 200) reading.append(make("p", "small", `… ${order.length - 200}`));
      live.textContent = `${title}. ${count(claims.size, ui().claim, ui().claims)}.`;
    } else if (found) {
      const list = make("ul", "hits", ...ranked(found).slice(0, 60).map((at) => make("li", "", (() => { const it = button(data.nodes[at].full, () => { state.find = ""; byId("find").value = ""; pick({ kind: "node", id: at }); show(at); }); it.append(" ", make("small", "", `${ui()[data.nodes[at].column]} · ${describe(data.nodes[at])[1]}`)); return it; })())));
      reading.append(make("p", "sub", found.size ? `${found.size} ${ui().found}` : ui().nothing_found), list);
      live.textContent = found.size ? `${found.size} ${ui().found}` : ui().nothing_found;
    }
  };
  const pick = (what) => {
    state.picked = what;
    state.at = what && what.kind === "node" ? what.id : null;
    draw();
    byId("panel").scrollTop = 0;
    try { history.replaceState(null, "", what ? `#${what.kind}=${what.id}` : "#"); } catch { /* a sandboxed frame has no history */ }
  };

  // ---- hands and keys
  network.on("click", (event) => {
    const node = event.nodes.find((id) => typeof id === "number");
    if (node !== undefined) return pick({ kind: "node", id: node });
    const edge = event.edges[0] ?? null;
    if (edge !== null) return pick({ kind: "edge", id: Number(String(edge).slice(1).split(".")[0]) });
    if (state.picked) pick(null);
    return undefined;
  });
  const order = ["says", "who", "what", "whom", "where"];
  const column = (name) => data.nodes.map((node, at) => at).filter((at) => data.nodes[at].column === name && shown.node[at]).sort((a, b) => data.nodes[a].y - data.nodes[b].y);
  const walk = (key) => {
    if (state.at === null || !shown.node[state.at]) return column("what")[0] ?? order.flatMap(column)[0];
    const here = data.nodes[state.at], mates = column(here.column), row = mates.indexOf(state.at);
    if (key === "ArrowDown") return mates[Math.min(mates.length - 1, row + 1)];
    if (key === "ArrowUp") return mates[Math.max(0, row - 1)];
    const step = key === "ArrowRight" ? 1 : -1;
    for (let at = order.indexOf(here.column) + step; at >= 0 && at < order.length; at += step) {
      const others = column(order[at]);
      const linked = others.filter((other) => data.edges.some((edge, e) => shown.edge[e] && ((edge.from === state.at && edge.to === other) || (edge.to === state.at && edge.from === other))));
      const near = (linked.length ? linked : others).sort((a, b) => Math.abs(data.nodes[a].y - here.y) - Math.abs(data.nodes[b].y - here.y))[0];
      if (near !== undefined && (linked.length || at === (step > 0 ? order.length - 1 : 0) || others.length)) return near;
    }
    return state.at;
  };
  scroller.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow") && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const next = walk(event.key);
      if (next === undefined) return;
      event.preventDefault();
      const old = state.at;
      state.at = next;
      if (state.picked) pick({ kind: "node", id: next });
      else { [old, next].forEach((at) => { if (at !== null) look[at] = lookOf(data.nodes[at], at, true); }); network.redraw(); }
      show(next);
      const node = data.nodes[next], [title, kind] = describe(node);
      live.textContent = `${title}, ${kind}, ${ui().column} ${ui()[node.column]}, ${count(node.claims.length, ui().claim, ui().claims)}`;
    } else if (event.key === "Enter" && state.at !== null) { event.preventDefault(); pick({ kind: "node", id: state.at }); }
    else if (event.key === "Escape") { state.at = null; pick(null); }
    else if (event.key === "+") zoom(view.scale * 1.2);
    else if (event.key === "-") zoom(view.scale / 1.2);
  });
  byId("find").addEventListener("input", (event) => { state.find = event.target.value; if (state.picked) state.picked = null; draw(); });
  byId("find").addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.target.value = ""; state.find = ""; draw(); }
    if (event.key === "Enter") { const first = ranked(matches() || [])[0]; if (first !== undefined) { event.preventDefault(); state.find = ""; event.target.value = ""; pick({ kind: "node", id: first }); show(first); scroller.focus(); } }
  });
  byId("paper")?.addEventListener("change", (event) => { state.paper = event.target.value; draw(); });
  legend.addEventListener("change", (event) => {
    const { kind, manner, tone, total } = event.target.dataset;
    const set = kind ? [state.off.kind, kind] : manner ? [state.off.manner, manner] : tone ? [state.off.tone, tone] : null;
    if (set) { if (event.target.checked) set[0].delete(set[1]); else set[0].add(set[1]); }
    if (total) state.off.total = !event.target.checked;
    draw();
  });
  byId("zoom-in").addEventListener("click", () => zoom(view.scale * 1.25));
  byId("zoom-out").addEventListener("click", () => zoom(view.scale / 1.25));
  byId("fit").addEventListener("click", () => {
    const whole = Math.min((scroller.clientWidth - 2 * view.pad) / (right - left), (scroller.clientHeight - 2 * view.pad) / (bottom - top));
    if (Math.abs(view.scale - whole) < 0.01) readable(); else { view.scale = Math.min(1.15, whole); resize(); }
  });
  const tab = (table) => {
    stage.classList.toggle("as-table", table);
    byId("tab-picture").setAttribute("aria-pressed", String(!table));
    byId("tab-table").setAttribute("aria-pressed", String(table));
    if (!table) resize();
  };
  byId("tab-picture").addEventListener("click", () => tab(false));
  byId("tab-table").addEventListener("click", () => tab(true));
  document.querySelector(".skip")?.addEventListener("click", () => tab(true));

  // ---- theme and language
  const retitle = () => {
    document.querySelectorAll("[data-en]").forEach((element) => { element.textContent = element.dataset[state.language]; });
    document.querySelectorAll("[data-title-en]").forEach((element) => { const text = element.dataset[state.language === "nb" ? "titleNb" : "titleEn"]; element.title = text; element.setAttribute("aria-label", text); });
    document.querySelectorAll("[data-hint-en]").forEach((element) => { element.placeholder = element.dataset[state.language === "nb" ? "hintNb" : "hintEn"]; });
    const headings = [...document.querySelectorAll("#twin th")].map((th) => th.textContent);
    rows.forEach((row) => [...row.cells].forEach((cell, at) => { cell.dataset.head = headings[at]; }));
  };
  byId("language")?.addEventListener("click", (event) => {
    state.language = state.language === "en" ? "nb" : "en";
    root.lang = state.language;
    event.target.textContent = ui().language;
    event.target.lang = state.language === "en" ? "nb" : "en";
    retitle();
    draw();
  });
  byId("theme")?.addEventListener("click", () => { root.dataset.theme = (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark" ? "light" : "dark"; draw(); });
  dark.addEventListener("change", draw);

  // ---- taking it away
  const save = (blob, name) => {
    const link = make("a", "");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const still = () => {
    const svg = byId("still").querySelector("svg").cloneNode(true);
    svg.querySelectorAll("[hidden]").forEach((element) => element.remove());
    return new XMLSerializer().serializeToString(svg);
  };
  byId("save-svg").addEventListener("click", () => save(new Blob([still()], { type: "image/svg+xml" }), "who-did-what-to-whom.svg"));
  byId("save-png").addEventListener("click", () => {
    const url = URL.createObjectURL(new Blob([still()], { type: "image/svg+xml" }));
    const image = new Image();
    image.onload = () => {
      const wide = image.naturalWidth, tall = image.naturalHeight, times = Math.min(2, 16000 / tall);
      const sheet = make("canvas", "");
      sheet.width = wide * times;
      sheet.height = tall * times;
      sheet.getContext("2d").drawImage(image, 0, 0, sheet.width, sheet.height);
      URL.revokeObjectURL(url);
      sheet.toBlob((blob) => save(blob, "who-did-what-to-whom.png"), "image/png");
    };
    image.src = url;
  });
  byId("print").addEventListener("click", () => print());

  retitle();
  readable();
  settle();
  resize();
  draw();
  new ResizeObserver(resize).observe(scroller);
  const wanted = /^#(node|edge)=(\d+)$/.exec(location.hash);
  if (wanted && Number(wanted[2]) < (wanted[1] === "node" ? data.nodes : data.edges).length) { pick({ kind: wanted[1], id: Number(wanted[2]) }); if (wanted[1] === "node") show(Number(wanted[2])); }
  root.dataset.ready = "1";
})();
