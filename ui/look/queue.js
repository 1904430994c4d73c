// Gradio tells the place in its queue here, unseen and in words of its own ("queue: 2/3"); the chat says it in ours.

const queue = element.closest("#pq-queue");

function tellPlace() {
  const place = /queue: (\d+)/.exec(queue.textContent);
  const said = document.querySelector(".pq-pending");
  if (!said) return;
  const before = place ? Number(place[1]) - 1 : 0;
  const words = ["yours is the next question", "one question is before yours"][before] ?? `${before} questions are before yours`;
  const text = place ? `Waiting: ${words}…` : said.dataset.stage;
  if (said.textContent !== text) said.textContent = text;
}

new MutationObserver(tellPlace).observe(queue, { childList: true, subtree: true, characterData: true });
