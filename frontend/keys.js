// 键盘操作: keys of the work list and of the page of a case. They move and open; none of them decides or sends anything.
// Whoever has switched them off does not get this file; every page can be worked without it.
const panel = document.getElementById("keys");
const place = panel?.dataset.place;
let before = null;

// A letter belongs to whoever is writing one, and a combination to the browser or the reader of the screen.
const isTyping = (at) => at.isContentEditable || at.matches("textarea, select, input:not([type=checkbox])");
const isPlain = (event) =>
  !event.defaultPrevented && !event.isComposing && !event.ctrlKey && !event.altKey && !event.metaKey;

const rows = [...document.querySelectorAll("#cases tbody tr")];
const link = (row) => row?.querySelector("th a");
const here = () => rows.find((row) => row.contains(document.activeElement));

function reach(element) {
  if (!element) return false;
  element.focus();
  element.scrollIntoView({ block: "nearest" });
  return true;
}

function step(by) {
  const at = rows.indexOf(here());
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
  return reach(link(rows[next]));
}

function follow(selector) {
  const found = document.querySelector(selector);
  found?.click();
  return Boolean(found);
}

function choose() {
  const box = here()?.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
}

function open() {
  const found = link(here());
  found?.click();
  return Boolean(found);
}

function help() {
  panel.open = !panel.open;
  if (!panel.open) return leave();
  before = document.activeElement;
  return reach(panel.querySelector("summary"));
}

function leave() {
  if (panel.contains(document.activeElement) && before?.isConnected && before !== document.body) before.focus();
  return true;
}

const list = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => Boolean(here()) && step(1),
  ArrowUp: () => Boolean(here()) && step(-1),
  x: choose,
  o: open,
  "/": () => reach(document.querySelector("form[role=search] input[type=search]")),
};
const one = {
  j: () => follow("a[rel=next]"),
  n: () => follow("a[rel=next]"),
  k: () => follow("a[rel=prev]"),
  p: () => follow("a[rel=prev]"),
  u: () => follow(".govuk-back-link"),
  d: () => reach(document.querySelector("form.act textarea")),
};
const keys = { ...{ list, case: one }[place], "?": help, "？": help };

if (panel) {
  document.addEventListener("keydown", (event) => {
    if (!isPlain(event)) return;
    if (event.key === "Escape" && panel.open && panel.contains(document.activeElement)) {
      panel.open = false;
      leave();
      return;
    }
    if (isTyping(event.target)) return;
    if (keys[event.key]?.()) event.preventDefault();
  });
}
