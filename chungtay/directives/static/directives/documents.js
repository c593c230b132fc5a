// Dropping a file on the upload page; choosing a passage of the source as a new task. Both pages work without this.

for (const zone of document.querySelectorAll("[data-dropzone]")) {
  const input = zone.querySelector("input[type=file]");
  const words = zone.querySelector("[data-dropped]");
  const usual = words.textContent;
  const say = () => { words.textContent = input.files.length ? `Đã chọn: ${input.files[0].name}` : usual; };
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; say(); }
  });
  input.addEventListener("change", say);
}

// JavaScript counts UTF-16 units, the server code points: an offset is counted in code points.
const length = (text) => [...text].length;

for (const holder of document.querySelectorAll("[data-selectable]")) {
  const source = holder.querySelector("[data-source]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-primary add-selected";
  button.textContent = "Thêm nhiệm vụ từ đoạn đã chọn";
  button.hidden = true;
  holder.append(button);
  const before = (node, offset) => {
    const range = document.createRange();
    range.setStart(source, 0);
    range.setEnd(node, offset);
    return length(range.toString());
  };
  let span = null;
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    const inside = chosen.rangeCount && !chosen.isCollapsed && source.contains(chosen.anchorNode) && source.contains(chosen.focusNode);
    if (!inside) return;
    const range = chosen.getRangeAt(0);
    span = [before(range.startContainer, range.startOffset), before(range.endContainer, range.endOffset)];
    button.hidden = span[1] - span[0] < 10;
  });
  button.addEventListener("click", () => {
    if (span) location.href = `${holder.dataset.selectable}?tu=${span[0]}&den=${span[1]}`;
  });
}
