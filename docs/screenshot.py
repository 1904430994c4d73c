"""Takes `docs/screenshot.png`: the app over the example collection, a question answered, its article open.

    python docs/screenshot.py ["another question"]

Needs the test extra and a Chromium on the path. The library is made in a temporary folder and removed again.
"""

import contextlib
import shutil
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from qa import Assistant
from ui.server import serve

ROOT = Path(__file__).parents[1]
QUESTION = "How many people died in the ferry fire?"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    """Build the library, serve it, ask, and photograph the answer."""
    question = sys.argv[1] if len(sys.argv) > 1 else QUESTION
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(folder)
        assistant.add(ROOT / "examples")
        with socket.create_server(("127.0.0.1", 0)) as found:
            port = found.getsockname()[1]
        threading.Thread(target=serve, args=(assistant,), kwargs={"port": port}, daemon=True).start()
        wait_for(port)
        photograph(f"http://127.0.0.1:{port}", question, ROOT / "docs" / "screenshot.png")


def wait_for(port: int) -> None:
    """Return once the app listens. Raises TimeoutError after a minute."""
    for _ in range(240):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.25)
    raise TimeoutError(f"nothing listens on port {port}")


def photograph(address: str, question: str, target: Path) -> None:
    """Save a picture, 1440 by 900 in light colours, of the answer to a question with its first quote opened."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=next(filter(None, map(shutil.which, BROWSERS))),
                                             args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light", reduced_motion="reduce")
        page.goto(address)
        page.wait_for_selector(".pq-evidence")
        page.fill("#pq-ask textarea", question)
        page.keyboard.press("Enter")
        page.locator(".pq-ref").first.click(timeout=120_000)
        page.wait_for_function("document.activeElement.matches('.pq-current')")
        page.mouse.move(0, 0)
        page.screenshot(path=target)
        browser.close()


if __name__ == "__main__":
    main()
