// Marks the characters [start, end) that the address names, #start-end, in the text of an article. They count code
// points, as everywhere else; a wrong address marks nothing. Follows the system in light and dark.

const body = document.querySelector(".pq-body");
const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

function follow() {
  document.body.classList.toggle("dark", dark.matches);
}

function unmark() {
  for (const mark of [...body.querySelectorAll("mark")]) mark.replaceWith(...mark.childNodes);
  body.normalize();
}

// Returns the index in UTF-16 units of the code point `count` of a text.
function unitsOf(text, count) {
  let at = 0;
  for (let seen = 0; seen < count && at < text.length; seen += 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

function mark(start, end, behavior) {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const found = [];
  let at = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const length = [...node.data].length;
    if (at < end && at + length > start) found.push([node, Math.max(0, start - at), Math.min(length, end - at)]);
    at += length;
  }
  if (end > at) return;
  for (const [node, from, to] of found) {
    const range = document.createRange();
    range.setStart(node, unitsOf(node.data, from));
    range.setEnd(node, unitsOf(node.data, to));
    const marked = Object.assign(document.createElement("mark"), { className: "pq-mark pq-current", tabIndex: -1 });
    range.surroundContents(marked);
  }
  const first = body.querySelector("mark");
  first?.scrollIntoView({ block: "center", behavior });
  first?.focus({ preventScroll: true });
}

function read(behavior) {
  const named = /^#(\d{1,9})-(\d{1,9})$/.exec(location.hash);
  if (!body) return;
  unmark();
  if (named && Number(named[1]) < Number(named[2])) mark(Number(named[1]), Number(named[2]), behavior);
}

follow();
read("instant");
dark.addEventListener("change", follow);
addEventListener("hashchange", () => read(still.matches ? "instant" : "smooth"));
