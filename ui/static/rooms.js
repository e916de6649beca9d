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
