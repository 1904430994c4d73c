// Runs once for each desk, when it is first shown. Gradio supplies `element`, `trigger` and `watch`.
// It reports what was chosen ("select"), what is to be kept as a file ("export") or done ("act"), keeps the chosen words in view, copies
// text and puts questions into the box; it renders nothing but the questions this browser remembers, as text.

const view = element.closest("[role=tabpanel]") ?? document.body;
const openers = "[data-turn], [data-article]";
const still = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 759px)");
const remembered = "pullquote.questions";
const patience = 5000; // milliseconds after which a choice that was not shown is taken for lost
let chosen = null; // what the reader chose last: { turn, place, article }
let opener = null; // the button that chose it; focus returns there
let arrived = false; // whether anything was shown yet
let pending = false; // whether the server is still to show it
let asked = 0; // when it was asked for that, in milliseconds

const reading = () => element.querySelector(".pq-reading");
const box = () => view.querySelector("#pq-ask textarea");

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
  const beneath = document.querySelectorAll("#pq-top, .tab-wrapper, .pq-column, .pq-evidence");
  for (const part of beneath) part.inert = covered;
}

function show(byReader) {
  const opening = byReader && isArticle(chosen);
  if (byReader) setOpened(opening);
  const pane = reading();
  const mark = pane.querySelector(".pq-current");
  bringIntoView(pane, mark, opening && !narrow.matches);
  if (opening) (mark ?? pane).focus({ preventScroll: true });
  if (narrow.matches && !opening) scrollPage(byReader ? element : [...view.querySelectorAll(".user-row")].at(-1));
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
  if (!element.classList.contains("pq-opened")) return;
  setOpened(false);
  (opener?.isConnected ? opener : element.querySelector(".pq-card[aria-current] button"))?.focus();
}

async function copy(button) {
  const text = button.dataset.copy;
  const label = button.textContent;
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
  setTimeout(() => { button.textContent = label; }, 1500);
}

function choose(target) {
  opener = target.closest("button") ?? target.querySelector("button");
  chosen = choiceOf(target);
  if (pending && Date.now() - asked < patience) return; // what was chosen last is asked for when this one is there
  if (isShown(chosen)) show(true);
  else request();
}

function request() {
  pending = true;
  asked = Date.now();
  trigger("select", chosen);
}

// The cards in the order of their numbers, though they stand by source, and which of them is open or about to be.
function step(by) {
  const cards = [...element.querySelectorAll(".pq-card[data-place]")].sort((one, other) => one.dataset.place - other.dataset.place);
  const at = cards.findIndex((card) => pending ? card.dataset.place === String(chosen.place) : card.ariaCurrent === "true");
  const next = cards[at + by];
  if (next) choose(next);
}

function write(question) {
  box().value = question;
  box().dispatchEvent(new Event("input", { bubbles: true }));
  box().focus();
}

function ask(question) {
  write(question);
  requestAnimationFrame(() => view.querySelector("#pq-ask .submit-button")?.click());
}

function questions() {
  try {
    const held = JSON.parse(localStorage.getItem(remembered) ?? "[]");
    return Array.isArray(held) ? held.filter((one) => typeof one === "string") : [];
  } catch { // no storage, or not ours
    return [];
  }
}

function remember(held) {
  try {
    if (held.length) localStorage.setItem(remembered, JSON.stringify(held));
    else localStorage.removeItem(remembered);
  } catch { /* this browser keeps nothing */ }
}

function learn() {
  const asked = [...view.querySelectorAll("#pq-chat .user .md")].map((one) => one.textContent.trim());
  if (asked.length) remember([...new Set([...asked.reverse(), ...questions()])].slice(0, 6));
}

function showRemembered() {
  const part = view.querySelector(".pq-asked");
  if (!part) return;
  part.hidden = !questions().length;
  part.querySelector("ul").replaceChildren(...questions().map((question) => {
    const button = Object.assign(document.createElement("button"), { type: "button", dir: "auto", textContent: question });
    button.dataset.again = question;
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
}

view.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const { copy: text, edit, again, export: format, of, step: by, act, id } = button?.dataset ?? {};
  if (act !== undefined) return trigger("act", { act, id: id ?? null });
  if (text !== undefined) return void copy(button);
  if (edit !== undefined) return write(edit);
  if (again !== undefined) return ask(again);
  if (by !== undefined) return step(Number(by));
  if (format !== undefined) {
    button.closest("details").open = false;
    return trigger("export", { format, of });
  }
  if (button?.classList.contains("pq-close")) return close();
  if (button?.classList.contains("pq-unlearn")) {
    remember([]);
    return showRemembered();
  }
  const target = event.target.closest(openers);
  if (target && !event.target.closest("a") && (target === button || !selectingText())) choose(target);
});

document.addEventListener("click", (event) => {
  for (const menu of view.querySelectorAll("details[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (narrow.matches && element.classList.contains("pq-opened")) close();
  const menu = view.querySelector("details[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Single keys, so only while the reader is in the quotes or the article. While one is being opened there, the focus is
// nowhere for a moment.
document.addEventListener("keydown", (event) => {
  if (!element.contains(event.target) && !(pending && event.target === document.body)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  if (event.key === "n") step(1);
  if (event.key === "p") step(-1);
});

addEventListener("popstate", conceal);
narrow.addEventListener("change", cover);
new MutationObserver(showRemembered).observe(view.querySelector("#pq-hello") ?? element, { childList: true, subtree: false });

watch("value", () => {
  if (!arrived && !narrow.matches) box()?.focus({ preventScroll: true });
  if (!arrived) showRemembered();
  arrived = true;
  learn();
  if (pending && !isShown(chosen) && !element.querySelector(".pq-failure")) return request();
  show(pending);
  pending = false;
});
