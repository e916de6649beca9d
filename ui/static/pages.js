// The page of a source as it looks. Follows page.js. The figure says which document, page and words;
// the picture comes as JSON with the boxes of the words, which are drawn over it.
const drawPage = (figure) => {
  const { document: id, start, end, loading, refused, label, position } = figure.dataset;
  const [frame, sheet] = [figure.querySelector(".fc-page-frame"), figure.querySelector(".fc-page-sheet")];
  const told = figure.querySelector(".fc-page-position");
  const steps = [...figure.querySelectorAll("[data-page-step]")];
  const zoom = figure.querySelector("[data-page-zoom]");
  let page = Number(figure.dataset.page);
  let wide = 1;
  let turn = 0;

  const centre = () => {
    const mark = sheet.querySelector(".fc-page-mark");
    const at = mark ? mark.offsetTop - frame.clientHeight / 3 : 0;
    frame.scrollTop = Math.max(0, at);
    frame.scrollLeft = mark ? Math.max(0, mark.offsetLeft - frame.clientWidth / 4) : 0;
  };
  const show = async (number) => {
    const mine = ++turn;
    told.textContent = loading;
    for (const button of [...steps, zoom]) button.disabled = true;
    let made;
    try {
      const answer = await fetch(`fc/page/${id}/${number}.json?start=${start}&end=${end}`);
      made = await answer.json();
      if (!answer.ok) throw new Error(made.error);
    } catch (error) {
      if (mine === turn) {
        told.textContent = error.message || refused;
        figure.dataset.state = "refused";
      }
      return;
    }
    if (mine !== turn) return;
    page = made.page;
    const image = new Image(made.width, made.height);
    image.alt = label.replace("{page}", page);
    image.src = `data:image/png;base64,${made.png}`;
    await image.decode().catch(() => {});
    const marks = made.boxes.map(([left, top, right, bottom]) => {
      const mark = document.createElement("span");
      mark.className = "fc-page-mark";
      mark.style.left = `${(100 * left) / made.width}%`;
      mark.style.top = `${(100 * top) / made.height}%`;
      mark.style.width = `${(100 * (right - left)) / made.width}%`;
      mark.style.height = `${(100 * (bottom - top)) / made.height}%`;
      return mark;
    });
    sheet.replaceChildren(image, ...marks);
    frame.hidden = false;
    figure.dataset.state = "shown";
    told.textContent = position.replace("{page}", page).replace("{pages}", made.pages);
    steps[0].disabled = page <= 1;
    steps[1].disabled = page >= made.pages;
    zoom.disabled = false;
    centre();
  };
  for (const step of steps) step.addEventListener("click", () => show(page + Number(step.dataset.pageStep)));
  zoom.addEventListener("click", () => {
    wide = wide >= 2.5 ? 1 : wide + 0.75;
    sheet.style.width = `${100 * wide}%`;
    centre();
  });
  show(page);
};

if (kind === "fc-evidence" || kind === "fc-proof") {
  watch("value", () => {
    const figure = element.querySelector(".fc-page:not([data-state])");
    if (figure) {
      figure.dataset.state = "loading";
      drawPage(figure);
    }
  });
}
