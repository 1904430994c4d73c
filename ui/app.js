// Runs once, when the desk is loaded. Gradio supplies `element`, `trigger` and `watch`.
// It reports which place was chosen, keeps the chosen words in view, and copies quotes; it renders nothing.

const openers = "[data-turn], [data-article]";
const still = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 759px)");
let chosen = null; // what the reader opened last: { turn, place, article }

const reading = () => element.querySelector(".pq-reading");

function selectingText() {
  const selection = getSelection();
  return Boolean(selection) && !selection.isCollapsed;
}

function keyOf({ turn, place, article }) {
  return article ?? (turn === null ? null : `${turn}.${place}`);
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

function show(byReader) {
  const pane = reading();
  if (!pane) return;
  const mark = pane.querySelector(".pq-current");
  bringIntoView(pane, mark, byReader);
  const card = element.querySelector(".pq-card[aria-current]");
  if (card) card.scrollIntoView({ block: "nearest", behavior: "instant" });
  if (!byReader) return;
  element.classList.toggle("pq-opened", chosen.place !== null || chosen.article !== null);
  if (chosen.place === null && chosen.article === null) {
    element.scrollIntoView({ block: "start", behavior: still.matches ? "instant" : "smooth" });
  } else {
    (mark?.closest("[tabindex]") ?? pane).focus({ preventScroll: true });
  }
}

function close() {
  if (!element.classList.contains("pq-opened")) return;
  element.classList.remove("pq-opened");
  const place = `[data-turn="${chosen.turn}"][data-place="${chosen.place}"]`;
  const article = `button[data-article="${chosen.article}"]`;
  document.querySelector(chosen.article ? article : `.pq-ref${place}, .pq-title${place}`)?.focus();
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
  chosen = choiceOf(target);
  if (reading()?.dataset.shown === keyOf(chosen)) show(true);
  else trigger("select", chosen);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.copy) return void copy(button);
  if (button?.classList.contains("pq-close")) return close();
  const target = event.target.closest(openers);
  if (target && (target === button || !selectingText())) choose(target);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && narrow.matches) close();
});

watch("value", () => show(chosen !== null && (reading()?.dataset.shown === keyOf(chosen) || chosen.place === null)));

if (!narrow.matches) document.querySelector("#pq-ask textarea")?.focus({ preventScroll: true });
