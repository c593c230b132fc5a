// What a desk does by itself: keeps drafts, locks when nobody is there, sends once, asks before the irrevocable.
// Every page works without this file.

const DRAFTS = "/ban-nhap/";
const token = (form) => (form?.querySelector("[name=csrfmiddlewaretoken]") ?? document.querySelector("[name=csrfmiddlewaretoken]"))?.value ?? "";
const clock = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

/* ---- drafts: form[data-draft="key"] ---- */

const SKIPPED = new Set(["password", "file", "hidden", "submit", "button"]);
const contents = (form) => {
  const data = {};
  for (const field of form.elements) {
    if (!field.name || SKIPPED.has(field.type)) continue;
    if ((field.type === "checkbox" || field.type === "radio") && !field.checked) continue;
    if (field.type === "select-multiple") data[field.name] = [...field.selectedOptions].map((option) => option.value);
    else (data[field.name] ??= []).push(field.value);
  }
  return data;
};

const fill = (form, data) => {
  for (const field of form.elements) {
    if (!field.name || SKIPPED.has(field.type)) continue;
    const values = [data[field.name] ?? []].flat();
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = values.includes(option.value);
    else if (values.length) field.value = values.shift();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

class Draft {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.draft;
    this.note = form.querySelector(".draft-note") ?? form.appendChild(make("p", { class: "draft-note", "aria-live": "polite" }));
    this.first = JSON.stringify(contents(form));
    this.saved = this.first;
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    this.offer();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 2000);
  }

  async save() {
    const now = JSON.stringify(contents(this.form));
    if (now === this.saved || this.form.dataset.sent) return;
    const body = new URLSearchParams({ key: this.key, data: now });
    try {
      const answer = await fetch(DRAFTS, { method: "POST", body, headers: { "X-CSRFToken": token(this.form) }, keepalive: now.length < 60000 });
      if (!answer.ok) throw new Error(answer.status);
      this.saved = now;
      this.note.textContent = `Đã lưu nháp lúc ${clock()}.`;
    } catch {
      this.note.textContent = "Chưa lưu được nháp. Nội dung vẫn ở trên màn hình; hãy giữ trang này mở.";
    }
  }

  async offer() {
    if (this.form.querySelector(".errorlist, .notice-kept")) return; // what was just typed is on the page already
    await forgotten;
    try {
      const answer = await fetch(`${DRAFTS}?key=${encodeURIComponent(this.key)}`, { headers: { "X-Background": "1" } });
      if (answer.status !== 200) return;
      const { data, at } = await answer.json();
      if (!data || JSON.stringify(data) === this.first) return;
      const use = make("button", { type: "button", class: "button button-primary" }, "Dùng lại bản nháp");
      const drop = make("button", { type: "button", class: "button button-plain" }, "Bỏ bản nháp");
      const said = make("p", {}, `Anh/chị có một bản nháp chưa gửi${at ? ` (${at})` : ""}.`);
      const box = make("div", { class: "notice", role: "status" }, make("div", {}, said, make("div", { class: "row" }, use, drop)));
      use.addEventListener("click", () => { fill(this.form, data); box.remove(); });
      drop.addEventListener("click", () => { this.forget(); box.remove(); });
      this.form.prepend(box);
    } catch { /* no draft to offer */ }
  }

  forget() {
    const body = new URLSearchParams({ key: this.key, data: "" });
    fetch(DRAFTS, { method: "POST", body, headers: { "X-CSRFToken": token(this.form) } }).catch(() => {});
  }
}

// A draft that was sent is dropped by the page that follows, unless the form came back with something to correct.
const sent = sessionStorage.getItem("draft-sent");
sessionStorage.removeItem("draft-sent");
const corrected = sent && document.querySelector(`form[data-draft="${CSS.escape(sent)}"] :is(.error-summary, .errorlist)`);
const forgotten = sent && !corrected
  ? fetch(DRAFTS, { method: "POST", body: new URLSearchParams({ key: sent, data: "" }), headers: { "X-CSRFToken": token() } }).catch(() => {})
  : Promise.resolve(); // the rest of this file does not wait for it: a question must be asked from the first moment on

const drafts = [...document.querySelectorAll("form[data-draft]")].map((form) => new Draft(form));
const saveAll = () => Promise.all(drafts.map((draft) => draft.save()));
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") saveAll(); });

/* ---- idle lock: body[data-idle=seconds][data-lock=url] ---- */

const idle = () => {
  const limit = Number(document.body.dataset.idle || 0) * 1000;
  const lock = document.body.dataset.lock;
  if (!limit || !lock) return;
  const warnAt = Math.max(limit - 60000, limit / 2);
  const here = new URLSearchParams({ next: location.pathname + location.search });
  let told = Date.now(); // the last request the server counts
  let active = false;
  let box = null;
  const stay = async () => {
    told = Date.now();
    active = false;
    box?.remove();
    box = null;
    await fetch("/hien-thi/", { cache: "no-store" }).catch(() => {});
  };
  const warn = () => {
    if (box) return;
    const minutes = Math.max(1, Math.round((limit - warnAt) / 60000));
    const button = make("button", { type: "button", class: "button button-primary" }, "Tôi vẫn đang làm");
    button.addEventListener("click", stay);
    box = make("div", { class: "idle", role: "alert" }, make("p", {}, `Màn hình sẽ khóa sau ${minutes} phút. Nội dung đang nhập được giữ lại.`), button);
    document.body.append(box);
  };
  for (const name of ["keydown", "pointerdown", "scroll"]) addEventListener(name, () => { active = true; }, { passive: true });
  setInterval(async () => {
    const away = Date.now() - told;
    if (active && away > limit / 3 && away < limit) await stay();
    else if (away >= limit) {
      await saveAll();
      location.assign(`${lock}?${here}`);
    } else if (away >= warnAt) warn();
  }, Math.min(5000, limit / 4));
};
idle();

/* ---- send once; ask first ---- */

const question = (words, label) => new Promise((answer) => {
  const yes = make("button", { value: "yes", class: "button button-primary" }, label);
  const no = make("button", { value: "no", class: "button button-plain" }, "Thôi");
  const form = make("form", { method: "dialog" }, make("p", {}, words), make("div", { class: "row" }, yes, no));
  const box = make("dialog", { class: "question", "aria-label": words }, form);
  box.addEventListener("close", () => { answer(box.returnValue === "yes"); box.remove(); });
  document.body.append(box);
  box.showModal();
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) return event.preventDefault();
  const button = event.submitter;
  const ask = button?.dataset.ask || form.dataset.ask;
  if (ask && !form.dataset.asked) {
    event.preventDefault();
    if (await question(ask, button?.innerText.trim() || "Đồng ý")) {
      form.dataset.asked = "1";
      form.requestSubmit(button);
    }
    return;
  }
  form.dataset.sent = "1";
  if (form.dataset.draft) sessionStorage.setItem("draft-sent", form.dataset.draft);
  setTimeout(() => form.querySelectorAll("button").forEach((one) => one.setAttribute("aria-disabled", "true")));
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    delete form.dataset.asked;
    form.querySelectorAll("[aria-disabled]").forEach((one) => one.removeAttribute("aria-disabled"));
  }
});

/* ---- characters left: [data-limit] around a text field ---- */

for (const field of document.querySelectorAll(".field[data-limit]")) {
  const text = field.querySelector("textarea, input");
  const left = make("p", { class: "counter", "aria-live": "polite" });
  const count = () => { left.textContent = `Còn ${Number(field.dataset.limit) - text.value.length} ký tự`; };
  text.addEventListener("input", count);
  text.after(left);
  count();
}

/* ---- htmx, fetched only by a page that uses it ---- */

if (document.querySelector("[hx-get], [hx-post]")) document.head.append(make("script", { src: document.body.dataset.htmx }));

/* ---- menus of the shell close on Escape and when the person goes elsewhere ---- */

const MENUS = ".nav-menu details[open], .top-person[open]";
addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.activeElement?.closest(MENUS);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(MENUS)) if (!menu.contains(event.target)) menu.open = false;
});

/* ---- an error summary takes the focus; a refused fragment says so ---- */

document.querySelector(".error-summary")?.focus();
const troubled = () => {
  if (document.querySelector(".message-error.from-page")) return;
  const words = "Chưa nhận được trả lời từ máy chủ. Chưa có gì thay đổi; hãy thử lại.";
  document.querySelector("main")?.prepend(make("p", { class: "message message-error from-page", role: "alert" }, words));
};
document.body.addEventListener("htmx:responseError", troubled);
document.body.addEventListener("htmx:sendError", troubled);
document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.closest("[data-poll]")) event.detail.headers["X-Background"] = "1";
});
