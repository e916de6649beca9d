// Runs once for each pane of the tabs beside the conversation. Follows forms.js.
const pane = element.closest("[id^=fc-]");

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

// Which documents are ticked: the server remembers it, also of those that are not listed now.
if (pane && (pane.id === "fc-shelf-list" || pane.id === "fc-shelf-picked")) {
  const boxes = () => [...document.querySelectorAll("#fc-shelf-list [data-pick]")];
  const tick = () => {
    const bar = document.querySelector("#fc-shelf-picked [data-picked]");
    const picked = new Set((bar?.dataset.picked ?? "").split(" "));
    const listed = boxes();
    for (const box of listed) box.checked = picked.has(box.dataset.pick);
    const all = document.querySelector("#fc-shelf-list [data-pick-all]");
    if (all) all.checked = listed.every((box) => box.checked);
  };
  watch("value", tick);
  element.addEventListener("change", (event) => {
    if (!event.target.matches("[data-pick], [data-pick-all]")) return;
    const listed = boxes();
    if (event.target.matches("[data-pick-all]")) for (const box of listed) box.checked = event.target.checked;
    const picked = listed.filter((box) => box.checked);
    trigger("pick", { listed: listed.map((box) => box.dataset.pick), picked: picked.map((box) => box.dataset.pick) });
  });
}
