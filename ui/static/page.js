// Runs once for each pane of the page. `element` is the pane; `trigger` tells the server;
// `upload` sends a file; `watch` hears of new content. No text of the page is made here:
// sentences come from data attributes, names of files go in as text.
const pane = element.closest(
  "#fc-conversation, #fc-evidence, #fc-drop, #fc-shelf-drop, #fc-marked, #fc-proof, #fc-draft-drop, #fc-exported, #fc-suggestions",
);
const kind = pane ? pane.id : "";
const narrow = () => window.matchMedia("(max-width: 820px)").matches;

// The address names what is looked at, the conversation or the draft, so that reloading or sharing between own
// tabs brings it back.
const nameInAddress = () => {
  const address = new URL(location.href);
  const checking = document.getElementById("fc-tab-check-button")?.getAttribute("aria-selected") === "true";
  const record = document.querySelector("#fc-conversation [data-record]")?.dataset.record ?? "";
  const draft = document.querySelector("#fc-marked [data-record]")?.dataset.record ?? "";
  const { searchParams: named } = address;
  for (const [name, now] of [["c", checking && draft ? "" : record], ["d", checking ? draft : ""]]) {
    if ((named.get(name) ?? "") === now) continue;
    if (name === "d" && !checking && !draft) continue; // the draft that it names is still on its way
    if (now) named.set(name, now);
    else named.delete(name);
    if (name === "c") named.delete("q");
  }
  if (address.href !== location.href) history.replaceState(history.state, "", address);
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-event]");
  if (!button) return;
  const data = {};
  for (const name of ["turn", "number"]) {
    if (button.dataset[name] !== undefined) data[name] = Number(button.dataset[name]);
  }
  switch (button.dataset.event) {
    case "cite":
      if (!button.closest(".fc-source")) {
        window.fcOpener = { pane: kind, turn: data.turn, number: data.number };
      }
      trigger("cite", data);
      break;
    case "list":
      trigger("list", data);
      break;
    case "follow":
      trigger("follow", { question: button.dataset.question });
      break;
  }
});

if (kind === "fc-conversation") {
  let turns = 0;
  let state = "";
  let held = "";
  const marks = 'button[data-event="cite"]';
  element.addEventListener("focusin", (event) => {
    const mark = event.target.closest(marks);
    held = mark ? `${marks}[data-turn="${mark.dataset.turn}"][data-number="${mark.dataset.number}"]` : "";
  });
  element.addEventListener("focusout", (event) => {
    if (event.relatedTarget) held = "";
  });
  watch("value", () => {
    const all = element.querySelectorAll(".fc-turn");
    const last = all[all.length - 1];
    const now = last ? last.dataset.state : "";
    // Who judges an earlier answer is not moved, nor who reads one while it grows.
    if (last && (all.length !== turns || (now !== state && now !== "asking" && state !== "growing"))) {
      last.scrollIntoView({ block: "start", behavior: "instant" });
    }
    // Each sentence replaces the whole: it is read out when it is whole, and a mark keeps the focus.
    element.querySelector('[role="log"]')?.setAttribute("aria-busy", String(now === "growing"));
    const mark = held && document.activeElement === document.body && element.querySelector(held);
    if (mark) mark.focus({ preventScroll: true });
    turns = all.length;
    state = now;
    nameInAddress();
  });
  document.addEventListener("click", (event) => {
    // The tab is chosen when all who listen have heard of it.
    if (event.target.closest('#fc-tabs [role="tab"]')) setTimeout(nameInAddress);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") trigger("sync", {});
  });

  // What stands in the boxes outlives the page, however it ends.
  const boxes = ["#fc-question textarea", "#fc-draft textarea"];
  const put = () => {
    const words = boxes.map((box) => document.querySelector(box)?.value ?? "");
    sessionStorage.setItem("fc-typed", JSON.stringify(words));
  };
  window.addEventListener("pagehide", put);
  const typed = JSON.parse(sessionStorage.getItem("fc-typed") ?? "[]");
  sessionStorage.removeItem("fc-typed");
  boxes.forEach((name, place) => {
    if (!typed[place]) return;
    let tries = 0;
    const fill = () => {
      const box = document.querySelector(name);
      if (!box && tries++ < 600) requestAnimationFrame(fill);
      if (!box || box.value) return;
      box.value = typed[place];
      box.dispatchEvent(new Event("input", { bubbles: true }));
    };
    fill();
  });
}

if (kind === "fc-evidence" || kind === "fc-proof") {
  let open = "";
  watch("value", () => {
    const source = element.querySelector(".fc-source");
    const now = source ? `${source.dataset.turn}/${source.dataset.number}` : "";
    pane.classList.toggle("fc-open", Boolean(source));
    if (source) {
      const text = source.querySelector(".fc-text");
      const mark = source.querySelector(".fc-mark");
      text.scrollTop = 0;
      if (mark) {
        const offset = mark.getBoundingClientRect().top - text.getBoundingClientRect().top;
        text.scrollTop = Math.max(0, offset - text.clientHeight / 4);
      }
      if (now !== open) source.querySelector(".fc-source-title").focus({ preventScroll: true });
    } else if (open && window.fcOpener) {
      const { pane: where, turn, number } = window.fcOpener;
      const back = document.querySelector(
        `#${where} button[data-event="cite"][data-turn="${turn}"][data-number="${number}"]`,
      );
      // Only a focus that was lost is put back: who has gone elsewhere meanwhile stays there.
      if (back && document.activeElement === document.body) back.focus({ preventScroll: !narrow() });
      window.fcOpener = undefined;
    }
    open = now;
  });
  document.addEventListener("keydown", (event) => {
    const back = element.querySelector('button[data-event="list"]');
    if (event.key === "Escape" && back && back.checkVisibility()) back.click();
  });
}

if (kind === "fc-drop" || kind === "fc-shelf-drop" || kind === "fc-draft-drop") {
  const label = element.querySelector(".fc-drop");
  // A draft may be dropped anywhere beside its text.
  const ground = pane.closest("#fc-check-left") || label;
  const input = element.querySelector("input");
  const lines = element.querySelector(".fc-uploading");
  const line = (sentence, name, state) => {
    const item = document.createElement("li");
    item.className = "fc-line";
    item.dataset.state = state;
    item.textContent = sentence.replace("{name}", name);
    lines.append(item);
    return item;
  };
  const send = async (files) => {
    lines.replaceChildren();
    const sent = [];
    for (const file of files) {
      const item = line(label.dataset.uploading, file.name, "reading");
      try {
        const { path } = await upload(file);
        sent.push({ path, name: file.name });
        item.remove();
      } catch {
        item.remove();
        line(label.dataset.refused, file.name, "failed");
      }
    }
    if (sent.length) trigger("dropped", { files: sent });
  };
  input.addEventListener("change", () => {
    send([...input.files]);
    input.value = "";
  });
  const stop = (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  };
  // A file dropped beside the box would otherwise replace the page.
  window.addEventListener("dragover", stop);
  window.addEventListener("drop", stop);
  for (const name of ["dragenter", "dragover"]) {
    ground.addEventListener(name, () => label.classList.add("fc-over"));
  }
  for (const name of ["dragleave", "drop"]) {
    ground.addEventListener(name, () => label.classList.remove("fc-over"));
  }
  ground.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    send([...event.dataTransfer.files]);
  });
}
