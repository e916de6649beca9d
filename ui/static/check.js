// The Check tab: claims in the text are chosen, stepped through and highlighted. Follows page.js.
const proof = () => document.getElementById("fc-proof");
// The claim that is looked at, itself or one of its sources.
const current = () => {
  const view = proof().querySelector(".fc-claim-view");
  const source = proof().querySelector(".fc-source");
  return view ? Number(view.dataset.number) : source ? Number(source.dataset.turn) : -1;
};
const claimNodes = () => [...document.querySelectorAll('#fc-marked .fc-claim[role="button"]')];
const numberOf = (claim) => Number(claim.dataset.number);
const claimOf = (number) => claimNodes().find((claim) => numberOf(claim) === number);

if (kind === "fc-marked") {
  let held = -1;
  const choose = (claim) => {
    claim.focus({ preventScroll: true });
    claim.scrollIntoView({ block: "nearest", behavior: "instant" });
    trigger("claim", { number: numberOf(claim) });
  };
  const after = (number, wanted) => {
    const able = claimNodes().filter((claim) => !wanted || claim.dataset.label === wanted);
    return able.find((claim) => numberOf(claim) > number) || able[0];
  };
  element.addEventListener("click", (event) => {
    const node = event.target.closest("[data-event]");
    if (!node) return;
    switch (node.dataset.event) {
      case "claim":
        // Who selects words to copy them has not chosen a claim.
        if (String(document.getSelection()) === "") choose(node);
        break;
      case "tally":
        choose(after(current(), node.dataset.label));
        break;
      case "export":
        trigger("export", { format: node.dataset.format });
        break;
    }
  });
  element.addEventListener("keydown", (event) => {
    const claim = event.target.closest('.fc-claim[role="button"]');
    if (!claim || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = claimNodes();
    const at = all.indexOf(claim);
    const next = {
      ArrowRight: all[at + 1],
      ArrowDown: all[at + 1],
      ArrowLeft: all[at - 1],
      ArrowUp: all[at - 1],
      Home: all[0],
      End: all[all.length - 1],
    };
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose(claim);
    } else if (event.key in next) {
      event.preventDefault();
      if (next[event.key]) next[event.key].focus();
    }
  });
  element.addEventListener("focusin", (event) => {
    const claim = event.target.closest(".fc-claim");
    held = claim ? numberOf(claim) : -1;
  });
  element.addEventListener("focusout", (event) => {
    if (event.relatedTarget) held = -1;
  });
  watch("value", () => {
    // New verdicts replace the text: who stood on a claim stays there.
    if (held >= 0 && document.activeElement === document.body) {
      const claim = claimOf(held);
      if (claim) claim.focus({ preventScroll: true });
    }
    nameInAddress();
    const chosen = claimOf(current());
    if (chosen) chosen.setAttribute("aria-current", "true");
  });
}

if (kind === "fc-proof") {
  let seen = -1;
  const close = () => {
    pane.classList.remove("fc-sheet");
    const claim = claimOf(current());
    if (claim) claim.focus({ preventScroll: !narrow() });
  };
  element.addEventListener("click", (event) => {
    const node = event.target.closest("[data-event]");
    if (!node) return;
    if (node.dataset.event === "claim") trigger("claim", { number: Number(node.dataset.number) });
    if (node.dataset.event === "close") close();
  });
  watch("value", () => {
    const number = current();
    for (const claim of claimNodes()) {
      if (numberOf(claim) === number) {
        claim.setAttribute("aria-current", "true");
        if (!narrow()) claim.scrollIntoView({ block: "nearest", behavior: "instant" });
      } else {
        claim.removeAttribute("aria-current");
      }
    }
    const view = element.querySelector(".fc-claim-view");
    pane.classList.toggle("fc-sheet", Boolean(view));
    // Back from a source the focus is on the button that opened it: page.js has put it there.
    if (view && number !== seen) {
      pane.scrollTop = 0;
      element.querySelector(".fc-claim-verdict").focus({ preventScroll: true });
    }
    seen = number;
  });
  document.addEventListener("keydown", (event) => {
    const view = element.querySelector(".fc-claim-view");
    if (event.key === "Escape" && view && view.checkVisibility()) close();
  });
}

if (kind === "fc-exported") {
  watch("value", () => {
    const file = element.querySelector(".fc-file");
    if (!file) return;
    const bytes = Uint8Array.from(atob(file.dataset.content), (char) => char.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: file.dataset.type }));
    link.download = file.dataset.name;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
