"""Starts the real app three times in one process: over a library, an empty one, and one whose answers fail.

Run as `python -m tests.ui.serving LIBRARY PORT PORT PORT`; ends when its standard input is closed.
"""

import contextlib
import socket
import sys
import tempfile
import threading
import time

from qa import Assistant
from qa.errors import LibraryError


class Failing:
    """An answerer that always meets a damaged library, and when asked of a bug has one."""

    def answer(self, question, hits, strictness):
        if "bug" in question:
            raise ValueError(question)
        raise LibraryError("the library is damaged <b>here</b>; run `pullquote refresh`")


def main(library, *ports):
    from ui.app import serve

    with tempfile.TemporaryDirectory() as empty:
        opened = Assistant.open(library)
        assistants = [opened, Assistant.open(empty), Assistant(opened.store, answerer=Failing())]
        for assistant, port in zip(assistants, map(int, ports), strict=True):
            threading.Thread(target=serve, args=(assistant,), kwargs={"port": port}, daemon=True).start()
            wait_for(port)  # gradio builds one app at a time
        sys.stdin.read()


def wait_for(port):
    """Return once something listens on the port; give up after a minute."""
    for _ in range(240):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.25)
    raise TimeoutError(f"nothing listens on port {port}")


if __name__ == "__main__":
    main(*sys.argv[1:])
