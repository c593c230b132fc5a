// The sheet under the hand: arrow up and down and Enter go to the field above or below, Ctrl with arrows sideways.

for (const table of document.querySelectorAll("[data-cells]")) {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td > input[type=text]")]);
  const place = (field) => {
    const row = rows.findIndex((line) => line.includes(field));
    return row < 0 ? null : [row, rows[row].indexOf(field)];
  };
  const go = (event, row, column) => {
    const step = row < 0 || row >= rows.length ? null : rows[row][Math.min(column, rows[row].length - 1)];
    if (!step) return;
    step.focus();
    step.select();
    event.preventDefault();
  };
  table.addEventListener("keydown", (event) => {
    const here = place(event.target);
    if (!here || event.isComposing) return;
    const [row, column] = here;
    if (event.key === "Enter" && !event.shiftKey) go(event, row + 1, column);
    else if (event.key === "Enter") go(event, row - 1, column);
    else if (event.key === "ArrowDown") go(event, row + 1, column);
    else if (event.key === "ArrowUp") go(event, row - 1, column);
    else if (event.ctrlKey && event.key === "ArrowRight") go(event, row, column + 1);
    else if (event.ctrlKey && event.key === "ArrowLeft" && column > 0) go(event, row, column - 1);
  });
}
