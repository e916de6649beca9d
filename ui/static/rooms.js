// Runs once for each pane of the tabs beside the conversation. A button names its event; what the
// server is told besides stands in its data attributes and in the fields of the form around it.
// No text of the page is made here.
const pane = element.closest("[id^=fc-]");
const EVENTS = [
  "include", "open", "save", "remove", "find", "rename", "discard", "again", "judge", "learn", "resume",
];

const press = (button) => {
  const data = {};
  for (const name of ["id", "key", "kind"]) {
    if (button.dataset[name] !== undefined) data[name] = button.dataset[name];
  }
  for (const name of ["first", "number"]) {
    if (button.dataset[name] !== undefined) data[name] = Number(button.dataset[name]);
  }
  const form = button.closest("[data-form]");
  if (form) {
    data.fields = {};
    for (const field of form.querySelectorAll("input, textarea, select")) {
      data.fields[field.name] = field.type === "checkbox" ? field.checked : field.value;
    }
  }
  if (EVENTS.includes(button.dataset.event)) trigger(button.dataset.event, data);
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-event]");
  if (button) press(button);
});

element.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
  const button = event.target.closest("[data-form]")?.querySelector("button[data-event]");
  if (button) press(button);
});

const find = element.querySelector("[data-find]");
if (find) {
  let waiting;
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => trigger("find", { words: find.value }), 150);
  });
}

if (pane && (pane.id === "fc-reader" || pane.id === "fc-record")) {
  let open = "";
  watch("value", () => {
    const article = element.querySelector("article");
    const now = article ? `${article.dataset.id}/${article.dataset.first}` : "";
    const title = element.querySelector("article .fc-source-title");
    if (now && now !== open && title) {
      title.focus({ preventScroll: true });
      const text = element.querySelector(".fc-text");
      if (text) text.scrollTop = 0;
      if (window.matchMedia("(max-width: 820px)").matches) title.scrollIntoView({ block: "start" });
    }
    open = now;
  });
}
