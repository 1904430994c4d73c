// Runs once, when the desk is loaded. Gradio supplies `element`, `trigger` and `watch`.
// It reports which place was chosen, keeps the chosen words in view, and copies quotes; it renders nothing.

const openers = "[data-turn], [data-article]";
const still = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 759px)");
let chosen = null; // what the reader chose last: { turn, place, article }
let opener = null; // the button that chose it; focus returns there
let arrived = false; // whether anything was shown yet
let pending = false; // whether the server is still to show it

const reading = () => element.querySelector(".pq-reading");

function selectingText() {
  const selection = getSelection();
  return Boolean(selection) && !selection.isCollapsed;
}

function isArticle({ place, article }) {
  return place !== null || article !== null;
}

function isShown(choice) {
  if (!isArticle(choice)) return element.querySelector(".pq-evidence").dataset.of === String(choice.turn);
  return reading().dataset.shown === (choice.article ?? `${choice.turn}.${choice.place}`);
}

function choiceOf(target) {
  const { turn, place, article } = target.dataset;
  return {
    turn: turn === undefined ? null : Number(turn),
    place: place === undefined ? null : Number(place),
    article: article ?? null,
  };
}

function bringIntoView(pane, mark, smooth) {
  const top = mark ? mark.getBoundingClientRect().top - pane.getBoundingClientRect().top : -pane.scrollTop;
  const behavior = smooth && !still.matches ? "smooth" : "instant";
  pane.scrollTo({ top: pane.scrollTop + top - pane.clientHeight / 4, behavior });
}

// On a phone the article lies over the page: nothing beneath it can be reached, and the Back button closes it.
function setOpened(opened) {
  if (opened && narrow.matches && !element.classList.contains("pq-opened")) history.pushState({ article: true }, "");
  element.classList.toggle("pq-opened", opened);
  cover();
}

function cover() {
  const covered = narrow.matches && element.classList.contains("pq-opened");
  for (const part of document.querySelectorAll("#pq-top, #pq-talk, .pq-evidence")) part.inert = covered;
}

function show(byReader) {
  const opening = byReader && isArticle(chosen);
  if (byReader) setOpened(opening);
  const pane = reading();
  const mark = pane.querySelector(".pq-current");
  bringIntoView(pane, mark, opening && !narrow.matches);
  if (opening) (mark ?? pane).focus({ preventScroll: true });
  if (narrow.matches && !opening) scrollPage(byReader ? element : [...document.querySelectorAll(".user-row")].at(-1));
  if (!narrow.matches) element.querySelector(".pq-card[aria-current]")?.scrollIntoView({ block: "nearest" });
}

function scrollPage(target) {
  target?.scrollIntoView({ block: "start", behavior: still.matches ? "instant" : "smooth" });
}

function close() {
  if (history.state?.article) history.back();
  else conceal();
}

function conceal() {
  setOpened(false);
  opener?.focus();
}

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch { // no clipboard on plain http from another machine
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy quote"; }, 1500);
}

function choose(target) {
  opener = target.closest("button") ?? target.querySelector("button");
  chosen = choiceOf(target);
  if (isShown(chosen)) return show(true);
  pending = true;
  trigger("select", chosen);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.copy) return void copy(button);
  if (button?.classList.contains("pq-close")) return close();
  const target = event.target.closest(openers);
  if (target && (target === button || !selectingText())) choose(target);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && narrow.matches && element.classList.contains("pq-opened")) close();
});

addEventListener("popstate", conceal);
narrow.addEventListener("change", cover);

watch("value", () => {
  if (!arrived && !narrow.matches) document.querySelector("#pq-ask textarea")?.focus({ preventScroll: true });
  arrived = true;
  show(pending);
  pending = false;
});
