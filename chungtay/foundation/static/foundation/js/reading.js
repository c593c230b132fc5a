// Reading aids: walking a grid with the arrow keys, and a finding in the source tied to its proposal.

/* ---- table[data-grid]: one stop in the tab order, arrows walk ---- */

for (const grid of document.querySelectorAll("table[data-grid]")) {
  const cells = [...grid.rows].map((row) => [...row.cells].map((cell) => cell.querySelector("a") ?? cell));
  const stops = cells.flat();
  let at = cells[1]?.[1] ?? stops[0];
  const settle = (cell) => {
    stops.forEach((one) => { one.tabIndex = -1; });
    at = cell;
    at.tabIndex = 0;
  };
  settle(at);
  const place = (cell) => {
    const row = cells.findIndex((line) => line.includes(cell));
    return row < 0 ? null : [row, cells[row].indexOf(cell)];
  };
  const go = (event, row, column) => {
    const line = cells[Math.max(0, Math.min(cells.length - 1, row))];
    settle(line[Math.max(0, Math.min(line.length - 1, column))]);
    at.focus();
    event.preventDefault();
  };
  grid.addEventListener("focusin", (event) => {
    const cell = event.target.closest("a, td, th");
    if (cell && stops.includes(cell)) settle(cell);
  });
  grid.addEventListener("keydown", (event) => {
    const here = place(document.activeElement);
    if (!here) return;
    const [row, column] = here;
    const far = event.ctrlKey;
    const steps = {
      ArrowRight: [row, column + 1], ArrowLeft: [row, column - 1], ArrowDown: [row + 1, column], ArrowUp: [row - 1, column],
      Home: [far ? 0 : row, 0], End: [far ? Infinity : row, Infinity], PageDown: [row + 10, column], PageUp: [row - 10, column],
    };
    if (event.key in steps) go(event, ...steps[event.key]);
  });
}

/* ---- .table on a phone: each value carries the head of its column ---- */

for (const table of document.querySelectorAll(".table")) {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  const plain = table.tHead?.rows.length === 1 && ![...table.querySelectorAll("[colspan], [rowspan]")].length;
  const fits = heads.length <= 8 || table.closest("[data-slips]");
  if (!plain || heads.length < 3 || !fits) continue;
  const words = heads.map((head) => (head.querySelector(".visually-hidden") ? "" : head.innerText.trim()));
  for (const row of table.tBodies[0]?.rows ?? []) {
    [...row.cells].forEach((cell, place) => { if (cell.tagName === "TD" && words[place] && cell.innerText.trim()) cell.dataset.label = words[place]; });
  }
  table.classList.add("is-slips");
}

/* ---- [data-finding="key"]: the source and the proposal light up together ---- */

const CLASS = "is-linked";
const twins = (key) => document.querySelectorAll(`[data-finding="${CSS.escape(key)}"]`);
const light = (key, on) => twins(key).forEach((one) => one.classList.toggle(CLASS, on));
const owner = (target) => target instanceof Element ? target.closest("[data-finding]") : null;

let lit = null;
const show = (key) => {
  if (key === lit) return;
  if (lit) light(lit, false);
  lit = key;
  if (lit) light(lit, true);
};

if (document.querySelector("[data-source]")) {
  document.addEventListener("pointerover", (event) => show(owner(event.target)?.dataset.finding ?? null));
  document.addEventListener("focusin", (event) => show(owner(event.target)?.dataset.finding ?? null));
  document.addEventListener("click", (event) => {
    const mark = event.target instanceof Element ? event.target.closest("mark[data-finding]") : null;
    if (!mark) return;
    const proposal = [...twins(mark.dataset.finding)].find((one) => !one.closest("[data-source]"));
    if (!proposal) return;
    proposal.closest("details")?.setAttribute("open", "");
    proposal.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    proposal.querySelector("input:not([type=hidden]), textarea, select, a, button")?.focus({ preventScroll: true });
  });
}
