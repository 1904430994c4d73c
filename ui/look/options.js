// Goes on where queue.js ends. Gradio's accordion does not tell whether it is open; on a phone what it opens would lie
// below the page.

const narrow = matchMedia("(max-width: 759px)");

function followOptions() {
  const button = document.querySelector("#pq-limits > button");
  if (!button) return requestAnimationFrame(followOptions);
  const tell = () => {
    const open = button.classList.contains("open");
    button.setAttribute("aria-expanded", String(open));
    if (open && narrow.matches) requestAnimationFrame(() => button.parentElement.scrollIntoView({ block: "nearest" }));
  };
  new MutationObserver(tell).observe(button, { attributeFilter: ["class"] });
  tell();
}

followOptions();
