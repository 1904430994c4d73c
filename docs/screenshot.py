"""Takes the pictures of the app over the example collection.

    python docs/screenshot.py

`docs/screenshot.png` shows a question answered, its article open; `docs/evaluate.png` a question of one's own.

Needs the test extra and a Chromium on the path. The library is made in a temporary folder and removed again.
"""

import contextlib
import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from qa import Assistant
from ui.server import serve

ROOT = Path(__file__).parents[1]
QUESTION = "How many people died in the ferry fire?"
OWN_QUESTION = "How long will the harbour wall be?"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    """Build the library, serve it, and photograph what it shows."""
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(folder)
        assistant.add(ROOT / "examples")
        with socket.create_server(("127.0.0.1", 0)) as found:
            port = found.getsockname()[1]
        threading.Thread(target=serve, args=(assistant,), kwargs={"port": port}, daemon=True).start()
        wait_for(port)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=next(filter(None, map(shutil.which, BROWSERS))),
                                                 args=["--no-sandbox", "--disable-gpu"])
            for name, steps in (("screenshot", ask), ("evaluate", mark)):
                page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light",
                                        reduced_motion="reduce")
                page.set_default_timeout(120_000)  # a busy machine is no defect of the page
                page.goto(f"http://127.0.0.1:{port}")
                page.wait_for_selector(".pq-evidence")
                steps(page)
                page.mouse.move(0, 0)
                page.wait_for_timeout(1000)
                page.screenshot(path=ROOT / "docs" / f"{name}.png")
                page.close()
            browser.close()


def wait_for(port: int) -> None:
    """Return once the app listens. Raises TimeoutError after a minute."""
    for _ in range(240):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.25)
    raise TimeoutError(f"nothing listens on port {port}")


def ask(page: Page) -> None:
    """Ask, and open the first quote of the answer."""
    page.fill("#pq-ask textarea", QUESTION)
    page.keyboard.press("Enter")
    page.locator(".pq-ref").first.click()
    page.wait_for_function("document.activeElement.matches('.pq-current')")


def mark(page: Page) -> None:
    """Write a question of one's own, and mark the sentence that answers it in its article."""
    page.get_by_role("tab", name="Evaluate").click()
    page.fill("#pq-new textarea", OWN_QUESTION)
    page.keyboard.press("Enter")
    page.locator("#pq-bench .pq-title", has_text="Committee backs").first.click()
    page.locator("#pq-bench .pq-reading .pq-unit", has_text="640 metres").click()
    page.locator("#pq-marks blockquote").wait_for()
    page.fill("#pq-answer textarea", "640 metres")


if __name__ == "__main__":
    main()
