// A form of a case on the page: hides what does not apply, and keeps what is typed in the case file itself, never in the desk's
// drafts. The page works without this file: conditions stand in words, and the button saves.

const form = document.querySelector("form.case-form");
const PREFIX = "q_";

const value = (key) => {
  const data = new FormData(form);
  const all = data.getAll(PREFIX + key).filter((one) => one !== "");
  const box = form.querySelector(`[name="${PREFIX}${key}"]`)?.type === "checkbox";
  return box ? all : all[0] ?? "";
};

const typed = (wanted) => (typeof wanted === "boolean" ? (wanted ? "yes" : "no") : String(wanted));

const holds = (condition) => {
  if (condition.all) return condition.all.every(holds);
  if (condition.any) return condition.any.some(holds);
  if (condition.not) return !holds(condition.not);
  const holder = form.querySelector(`[data-key="${condition.field}"]`);
  const now = holder?.closest("[hidden]") ? "" : value(condition.field);
  if ("is" in condition) return now === typed(condition.is);
  if ("in" in condition) return condition.in.map(typed).includes(now);
  if ("has" in condition) return now.includes(condition.has);
  if ("from" in condition) return now !== "" && Number(now) >= condition.from;
  return (now.length > 0) === condition.answered;
};

const show = () => {
  for (const part of form.querySelectorAll("[data-when]")) part.hidden = !holds(JSON.parse(part.dataset.when));
};

let saved = "";
let timer = 0;
let busy = false;
const contents = () => new URLSearchParams([...new FormData(form)].filter(([name]) => !["act", "version", "csrfmiddlewaretoken"].includes(name))).toString();

const keep = async () => {
  const now = contents();
  if (busy || now === saved) return;
  busy = true;
  const note = form.querySelector(".draft-note");
  try {
    const body = new FormData(form);
    body.append("auto", "1");
    const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-Background": "1" } });
    const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
    if (answer.ok && told.version) {
      form.elements.version.value = told.version;
      form.dataset.autosave = told.autosave;
      form.action = told.fill;
      saved = now;
      note.textContent = `Đã tự lưu lúc ${new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" })}`;
    } else note.textContent = told.sentence ?? "Chưa tự lưu được. Hãy bấm “Lưu bản nháp”.";
  } catch {
    note.textContent = "Mất kết nối, chưa tự lưu được. Những gì đã ghi còn trên trang này.";
  }
  busy = false;
};

if (form) {
  show();
  saved = contents();
  form.addEventListener("input", () => {
    show();
    if (!form.dataset.autosave) return;
    clearTimeout(timer);
    timer = setTimeout(keep, 4000);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}
