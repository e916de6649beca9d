// Buttons that tell the server something: the event that they name, with what stands in their data
// attributes and in the fields of the form around them. No text of the page is made here.
const EVENTS = [
  "include", "open", "save", "remove", "find", "rename", "discard", "again", "judge", "learn", "resume", "cancel",
  "sort", "dated", "everything", "within", "reopen", "review", "recheck",
  "dismiss", "go", "observe", "forget", "filter", "file", "confine",
];

const typed = new Map();
const press = (button) => {
  if (!EVENTS.includes(button.dataset.event)) return;
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
  // What is chosen shows at once, also while the answer to another question is awaited.
  for (const other of button.closest(".fc-choices")?.querySelectorAll("[aria-pressed]") ?? []) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  // A form that comes back with a fault still holds what was typed; any other begins anew.
  if (button.dataset.event !== "learn" && !button.dataset.kind?.startsWith("wrong-")) typed.clear();
  trigger(button.dataset.event, data);
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

// What the server answers replaces the pane: who stood on a button or in a field stays there, and
// what was typed is not lost.
const placeOf = (node) => {
  const button = node.closest("button[data-event]");
  if (button) {
    return ["event", "id", "key", "kind", "turn", "number"].map((name) => button.dataset[name] ?? "").join("/");
  }
  const form = node.closest("[data-form]");
  return form && node.name ? `${placeOf(form.querySelector("button[data-event]"))}:${node.name}` : "";
};
let stood = "";
element.addEventListener("focusin", (event) => {
  stood = placeOf(event.target);
});
element.addEventListener("focusout", (event) => {
  if (event.relatedTarget) stood = "";
});
element.addEventListener("input", (event) => {
  const { type, checked, value } = event.target;
  const place = placeOf(event.target);
  if (place) typed.set(place, type === "checkbox" ? checked : value);
});
watch("value", () => {
  for (const node of element.querySelectorAll("[data-form] :is(input, textarea, select)")) {
    const given = typed.get(placeOf(node));
    if (given !== undefined) node[node.type === "checkbox" ? "checked" : "value"] = given;
  }
  if (!stood || document.activeElement !== document.body) return;
  const nodes = element.querySelectorAll("button[data-event], [data-form] :is(input, textarea, select)");
  const same = [...nodes].find((node) => placeOf(node) === stood);
  if (same) same.focus({ preventScroll: true });
});
