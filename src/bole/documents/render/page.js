"use strict";
(() => {
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const one = (id) => document.getElementById(id);
  const texts = document.body.dataset;
  const say = (message, values) => message.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const phone = matchMedia("(max-width: 767px)");
  const show = (node) => node.scrollIntoView({ block: "center" });
  const sheet = one("sheet");
  let opener = null;

  const rowOf = (node) => node && node.closest(".division-table tbody tr");
  const documentOf = (node) => node.closest(".document");

  const mark = (row) => {
    for (const node of all(".on")) node.classList.remove("on");
    for (const node of all("tr[aria-current]")) node.removeAttribute("aria-current");
    row.classList.add("on");
    row.setAttribute("aria-current", "true");
    const number = row.dataset.row;
    for (const node of all(`[data-rows~="${number}"]`, documentOf(row))) node.classList.add("on");
    return one(`${documentOf(row).id}-t${number}`);
  };

  const openText = (row, focus) => {
    const place = mark(row);
    closeSheet(false);
    show(place);
    if (focus) place.focus({ preventScroll: true });
    if (found) found.textContent = say(texts.shown, { number: row.dataset.row });
  };

  const openRow = (row, from) => {
    mark(row);
    if (phone.matches) openSheet(row, from);
    else {
      show(row);
      row.querySelector("a").focus({ preventScroll: true });
    }
  };

  const openSheet = (row, from) => {
    const list = one("sheet-row");
    list.replaceChildren();
    for (const cell of row.cells) {
      if (!cell.textContent.trim()) continue;
      const line = document.createElement("div");
      const name = document.createElement("dt");
      const value = document.createElement("dd");
      name.textContent = cell.dataset.label;
      const parts = all("li", cell);
      value.textContent = parts.length ? parts.map((part) => part.textContent).join("；") : cell.textContent;
      value.lang = row.parentElement.lang;
      line.append(name, value);
      list.append(line);
    }
    one("sheet-link").href = `#${row.id}`;
    opener = from;
    sheet.hidden = false;
    const hidden = from.getBoundingClientRect().bottom - sheet.getBoundingClientRect().top + 16;
    if (hidden > 0) scrollBy(0, hidden);
    one("sheet-title").focus({ preventScroll: true });
  };

  const closeSheet = (back) => {
    if (!sheet || sheet.hidden) return;
    sheet.hidden = true;
    if (back && opener) opener.focus();
  };

  const followed = (anchor) => {
    const m = /^#(d\d+)-([rt])(\d+)$/.exec(anchor);
    return m && { kind: m[2], row: one(`${m[1]}-r${m[3]}`) };
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const to = link && followed(link.getAttribute("href"));
    if (to && to.row && link.id !== "sheet-link") {
      event.preventDefault();
      history.replaceState(null, "", link.getAttribute("href"));
      if (to.kind === "t") openText(to.row, true);
      else openRow(to.row, link);
    } else if (link) closeSheet(false);
    else if (rowOf(event.target) && !String(getSelection())) openText(rowOf(event.target), false);
  });
  if (sheet) {
    one("sheet-close").addEventListener("click", () => closeSheet(true));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") closeSheet(true);
    });
  }

  const field = one("term");
  const found = one("found");
  const painted = "highlights" in (window.CSS || {}) && typeof Highlight === "function";
  let hits = [];
  let at = -1;

  const places = (block, term) => {
    const ranges = [];
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, {
      acceptNode: (node) => (node.parentElement.closest(".badge") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT),
    });
    const nodes = [];
    let text = "";
    while (walker.nextNode()) {
      nodes.push([text.length, walker.currentNode]);
      text += walker.currentNode.data;
    }
    const node = (offset) => nodes.findLast(([start]) => start <= offset);
    const folded = text.toLowerCase();
    for (let i = folded.indexOf(term); i >= 0; i = folded.indexOf(term, i + term.length)) {
      const range = document.createRange();
      const [from, first] = node(i);
      const [to, last] = node(i + term.length - 1);
      range.setStart(first, i - from);
      range.setEnd(last, i + term.length - to);
      ranges.push(range);
    }
    return ranges;
  };

  const search = () => {
    const term = field.value.trim().toLowerCase();
    let rows = 0;
    for (const row of all(".division-table tbody tr")) {
      row.hidden = Boolean(term) && !row.textContent.toLowerCase().includes(term);
      if (!row.hidden) rows += 1;
    }
    hits = [];
    at = -1;
    for (const block of all("article p, article td, article th")) {
      const holds = Boolean(term) && block.textContent.toLowerCase().includes(term);
      if (holds) for (const range of places(block, term)) hits.push({ block, range });
      block.classList.toggle("hit", holds);
    }
    if (painted) {
      CSS.highlights.set("term", new Highlight(...hits.map((hit) => hit.range)));
      CSS.highlights.delete("current");
    }
    if (!term) found.textContent = "";
    else if (!rows && !hits.length) found.textContent = say(texts.none, { term: field.value.trim() });
    else found.textContent = say(texts.found, { rows, places: hits.length });
  };

  const step = (by) => {
    if (!hits.length) return;
    at = (at + by + hits.length) % hits.length;
    if (painted) CSS.highlights.set("current", new Highlight(hits[at].range));
    show(hits[at].range.startContainer.parentElement);
  };

  if (field) {
    let waiting = 0;
    field.form.hidden = false;
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(search, 150);
    });
    field.form.addEventListener("submit", (event) => {
      event.preventDefault();
      search();
      step(1);
    });
    one("next").addEventListener("click", () => step(1));
    one("previous").addEventListener("click", () => step(-1));
  }
  const start = followed(location.hash);
  if (start && start.row) openText(start.row, false);
})();
