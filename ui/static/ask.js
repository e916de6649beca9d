// Copies, links, editing, what a citation mark shows while it is pointed at, and the keys of the
// whole page. Follows page.js.
const copied = async (words) => {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(words);
    return;
  }
  // Over plain http to another machine there is no clipboard to write to, but there is this.
  const box = document.createElement("textarea");
  box.value = words;
  box.className = "fc-visually-hidden";
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  if (!done) throw new Error("copy");
};

element.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-event]");
  if (!button) return;
  if (button.dataset.event === "edit") {
    const box = document.querySelector("#fc-question textarea");
    box.value = button.dataset.question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }
  if (button.dataset.event === "copy" || button.dataset.event === "link") {
    const address = `${location.origin}${location.pathname}?q=${encodeURIComponent(button.dataset.question)}`;
    const group = button.closest(".fc-copies");
    const told = group.querySelector(".fc-copied");
    try {
      await copied(button.dataset.event === "link" ? address : button.dataset.copy);
      told.textContent = group.dataset.copied;
    } catch {
      told.textContent = group.dataset.refused;
    }
  }
});

if (["fc-conversation", "fc-evidence", "fc-proof"].includes(kind)) {
  // One note for the page: its texts go in as text.
  let tip = document.getElementById("fc-tip");
  if (!tip) {
    tip = document.createElement("div");
    tip.id = "fc-tip";
    tip.hidden = true;
    for (const name of ["quote", "title", "about"]) {
      const part = document.createElement(name === "quote" ? "q" : "p");
      part.className = `fc-tip-${name}`;
      tip.append(part);
    }
    (document.querySelector(".gradio-container") || document.body).append(tip);
    tip.addEventListener("mouseenter", () => clearTimeout(window.fcTip));
    tip.addEventListener("mouseleave", () => (tip.hidden = true));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") tip.hidden = true;
    });
    document.addEventListener("scroll", () => (tip.hidden = true), true);
  }
  const show = (mark) => {
    clearTimeout(window.fcTip);
    for (const part of tip.children) part.textContent = mark.dataset[part.className.slice(7)];
    tip.hidden = false;
    const at = mark.getBoundingClientRect();
    const box = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left), innerWidth - box.width - 8);
    const below = at.bottom + 6;
    const top = below + box.height > innerHeight ? Math.max(8, at.top - box.height - 6) : below;
    tip.style.left = `${left}px`;
    tip.style.top = `${top}px`;
  };
  const hide = () => {
    clearTimeout(window.fcTip);
    window.fcTip = setTimeout(() => (tip.hidden = true), 150);
  };
  const marked = (event) => event.target.closest(".fc-cite[data-quote]");
  element.addEventListener("mouseover", (event) => marked(event) && show(marked(event)));
  element.addEventListener("mouseout", (event) => marked(event) && hide());
  element.addEventListener("focusin", (event) => {
    if (marked(event) && event.target.matches(":focus-visible")) show(marked(event));
  });
  element.addEventListener("focusout", (event) => marked(event) && hide());
  element.addEventListener("click", (event) => marked(event) && (tip.hidden = true));
}

if (kind === "fc-conversation") {
  const seen = (selector) => [...document.querySelectorAll(selector)].find((node) => node.checkVisibility());
  const tab = (name) => document.getElementById(`fc-tab-${name}-button`);
  const step = (by) => {
    const onCheck = seen("#fc-marked .fc-claim[role=button]");
    if (onCheck) {
      const all = [...document.querySelectorAll("#fc-marked .fc-claim[role=button]")];
      const at = all.findIndex((claim) => claim.hasAttribute("aria-current"));
      all[(Math.max(at, by > 0 ? -1 : 0) + by + all.length) % all.length].click();
      return;
    }
    const open = [...document.querySelectorAll("#fc-evidence .fc-source .fc-step[data-event=cite]")];
    if (open.length && open[0].checkVisibility()) {
      open[by > 0 ? open.length - 1 : 0].click();
      return;
    }
    const turns = [...element.querySelectorAll(".fc-turn")].filter((turn) => turn.querySelector(".fc-cite"));
    const marks = turns.length ? [...turns[turns.length - 1].querySelectorAll(".fc-cite")] : [];
    if (marks.length) marks[by > 0 ? 0 : marks.length - 1].click();
  };
  const keys = {
    KeyA: () => tab("ask"),
    KeyC: () => tab("check"),
    KeyL: () => tab("library"),
    KeyH: () => tab("history"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const button = keys[event.code] && keys[event.code]();
      if (button) {
        button.click();
        button.focus();
      } else if (event.code === "KeyQ") {
        const box = seen("#fc-question textarea, #fc-draft textarea");
        if (box) box.focus();
      } else if (event.code === "KeyJ") {
        step(1);
      } else if (event.code === "KeyK") {
        step(-1);
      } else {
        return;
      }
      event.preventDefault();
      return;
    }
    // Tabs in a row are walked with the arrows.
    const here = event.target.closest && event.target.closest('#fc-tabs [role="tab"]');
    if (!here) return;
    const tabs = [...here.parentElement.querySelectorAll('[role="tab"]')];
    const at = tabs.indexOf(here);
    const next = {
      ArrowRight: tabs[(at + 1) % tabs.length],
      ArrowLeft: tabs[(at - 1 + tabs.length) % tabs.length],
      Home: tabs[0],
      End: tabs[tabs.length - 1],
    }[event.key];
    if (!next) return;
    event.preventDefault();
    next.click();
    next.focus();
  });
}
