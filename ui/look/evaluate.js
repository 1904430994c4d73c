// Goes on where app.js ends, on the desk of the Evaluate tab: sentences are marked by click or key, and a report is
// shown in a frame of its own. The server keeps every mark; what is pressed here is only shown at once.

const units = "[data-unit]";
const texts = { "pq-question": "question", "pq-answer": "answer" };
const pause = 200; // milliseconds without a key, after which what is written is kept
let unkept = null; // what is written and not yet sent: { act, id, text, of }
let keeping = 0;

const asking = () => element.querySelector(".pq-evidence")?.dataset.of ?? null;

function flush() {
  clearTimeout(keeping);
  if (unkept) trigger("act", unkept);
  unkept = null;
}

function send(act, id) {
  flush();
  trigger("act", { act, id, of: asking() });
}

// Only what a reader writes is told, with the question it is written for, never what the server puts into a field.
view.addEventListener("input", (event) => {
  const field = event.target.dataset.says ?? texts[event.target.closest("#pq-question, #pq-answer")?.id];
  if (!field || asking() === null) return;
  if (unkept && unkept.id !== field) flush();
  unkept = { act: "write", id: field, text: event.target.value, of: asking() };
  clearTimeout(keeping);
  keeping = setTimeout(flush, pause);
});
view.addEventListener("focusout", flush);
view.addEventListener("click", flush, { capture: true });
addEventListener("pagehide", flush);

function keepTabStop(unit) {
  const group = unit.closest(".pq-units");
  for (const other of group.querySelectorAll("[data-unit][tabindex='0']")) other.tabIndex = -1;
  unit.tabIndex = 0;
}

function press(name, pressed) {
  for (const unit of element.querySelectorAll(`[data-unit="${CSS.escape(name)}"]`)) unit.ariaPressed = String(pressed);
}

function toggle(unit) {
  const pressed = unit.ariaPressed !== "true";
  press(unit.dataset.unit, pressed);
  send(pressed ? "mark" : "unmark", unit.dataset.unit);
}

element.addEventListener("click", (event) => {
  const unit = event.target.closest(units);
  if (!unit || selectingText()) return;
  keepTabStop(unit);
  toggle(unit);
});

element.addEventListener("keydown", (event) => {
  const unit = event.target.closest(units);
  if (!unit || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    return toggle(unit);
  }
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const all = [...unit.closest(".pq-units").querySelectorAll(units)];
  const next = all[all.indexOf(unit) + by];
  if (!next) return;
  keepTabStop(next);
  next.focus();
});

view.addEventListener("click", (event) => {
  const id = event.target.closest("[data-unmark]")?.dataset.unmark;
  if (id === undefined) return;
  press(id, false);
  send("unmark", id);
});

// As a data address, since only there the links within a report lead to itself; the frame is a sandbox.
function showReport() {
  const frame = element.querySelector("[data-report]");
  if (!frame) return;
  frame.src = `data:text/html;charset=utf-8,${encodeURIComponent(frame.dataset.report)}`;
  delete frame.dataset.report;
}

// What has just been opened is gone to: a question by its heading, a result or the list by the pane that shows it.
let seen = null;
function goTo() {
  const pane = element.querySelector(".pq-evidence");
  const now = pane?.dataset.of ?? (pane?.dataset.result !== undefined ? "result" : "list");
  if (seen !== null && now !== seen) {
    const target = pane.dataset.of ? view.querySelector("#pq-editor h2") : pane;
    target?.focus({ preventScroll: true });
    if (narrow.matches) scrollPage(target?.closest("#pq-editor") ?? target);
    pane.scrollTop = 0;
  }
  seen = now;
}

watch("value", () => {
  showReport();
  requestAnimationFrame(goTo);
});
