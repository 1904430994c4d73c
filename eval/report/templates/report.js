// What the page can do beyond being read: filter and search questions, open what an article leaves out, explain a
// number where it stands. Words of articles are only ever set as text.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const questions = all(".question");
  const form = document.querySelector(".filters");
  const words = new Map();

  const wordsOf = (question) => {
    if (!words.has(question)) {
      const found = all("[data-find], .qid", question).map((part) => part.textContent);
      words.set(question, found.join("\n").toLowerCase());
    }
    return words.get(question);
  };
  const fits = (question, wanted) =>
    ["kind", "loss", "cell", "change"].every((name) => {
      const value = wanted.get(name);
      if (value === "any") return question.dataset.loss && question.dataset.loss !== "right";
      return !value || question.dataset[name] === value;
    }) && wanted.get("words").toLowerCase().split(/\s+/).every((word) => wordsOf(question).includes(word));
  const filter = () => {
    const wanted = new FormData(form);
    for (const question of questions) question.hidden = !fits(question, wanted);
    const shown = questions.filter((question) => !question.hidden).length;
    form.querySelector("output").textContent = `${shown} of ${questions.length} questions`;
  };
  const choose = (chosen) => {
    form.reset();
    for (const [name, value] of Object.entries(chosen)) form.elements[name].value = value;
    filter();
    document.getElementById("questions").scrollIntoView();
    (questions.find((question) => !question.hidden) ?? form).querySelector("summary, input").focus({ preventScroll: true });
  };
  const step = (by) => {
    const shown = questions.filter((question) => !question.hidden);
    const at = shown.findIndex((question) => question.contains(document.activeElement));
    const next = shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)];
    next?.querySelector("summary").focus();
  };

  // Offsets count code points, as Python does; a JavaScript string counts UTF-16 units.
  const fill = (gap) => {
    const text = document.getElementById(gap.hash.slice(1)).textContent;
    gap.replaceWith([...text].slice(gap.dataset.start, gap.dataset.end).join(""));
  };

  const tip = document.createElement("div");
  tip.className = "tip";
  tip.id = "tip";
  tip.role = "tooltip";
  tip.hidden = true;
  document.body.append(tip);
  const meaningOf = (term) =>
    document.getElementById(term.getAttribute("href").slice(1))?.querySelector(".meaning")?.firstChild.textContent;
  const explain = (event) => {
    const term = event.target.closest?.(".term");
    const meaning = term && meaningOf(term);
    tip.hidden = !meaning;
    if (!meaning) return;
    tip.textContent = meaning.trim();
    term.setAttribute("aria-describedby", "tip");
    const place = term.getBoundingClientRect();
    tip.style.top = `${scrollY + place.bottom + 6}px`;
    tip.style.left = `${Math.max(8, Math.min(scrollX + place.left, scrollX + document.documentElement.clientWidth - tip.offsetWidth - 8))}px`;
  };

  form.hidden = false;
  for (const button of all(".show")) button.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  form.elements.open.addEventListener("click", () => {
    for (const question of questions) question.open ||= !question.hidden;
  });
  form.elements.close.addEventListener("click", () => {
    for (const question of questions) question.open = false;
  });
  document.addEventListener("click", (event) => {
    const chooser = event.target.closest("[data-filter]");
    const gap = event.target.closest(".gap");
    if (chooser || gap) event.preventDefault();
    if (chooser) choose(JSON.parse(chooser.dataset.filter));
    else if (gap) fill(gap);
    else if (event.target.closest('a[href^="#q-"]')) {
      form.reset();
      for (const question of questions) question.hidden = false;
    }
  });
  for (const name of ["mouseover", "focusin"]) document.addEventListener(name, explain);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tip.hidden = true;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    if (event.key === "/") {
      event.preventDefault();
      form.elements.words.focus();
    }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });
  filter();
})();
