"""Starts the app five times in one process: over a library, an empty one, with answers that fail, with passwords, and
with a language model to choose, which replies by a script.

The first and the fourth also serve agents. Run as `python -m tests.ui.serving LIBRARY PORT PORT PORT PORT PORT`; ends
when its standard input is closed.
"""

import contextlib
import re
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

from qa import Assistant
from qa.model.scripted import Play, ScriptedServer, said
from qa.model.settings import ModelSettings
from qa.model.writers import Writers
from tests.ui.answering import Failing, Overlap, open_assistant

PASSWORDS = {"ana": "long enough", "bo": "correct horse"}


def main(library, *ports):
    from ui.passwords import keep, read_passwords
    from ui.server import Access, serve

    with tempfile.TemporaryDirectory() as empty, ScriptedServer([writing], ["scripted", "larger"]) as model:
        store, encoder = open_assistant(library).store, open_assistant(library).encoder
        assistants = [Assistant(store, encoder, Overlap()), Assistant.open(empty, encoder),
                      Assistant(store, encoder, Failing()), Assistant(store, encoder, Overlap()),
                      Assistant(store, encoder, Writers(ModelSettings("scripted", model.url), Overlap()))]
        for name, password in PASSWORDS.items():
            keep(Path(empty, "users"), name, password)
        accesses = [Access(mcp=True), Access(), Access(),
                    Access(mcp=True, passwords=read_passwords(Path(empty, "users"))), Access()]
        for assistant, port, access in zip(assistants, map(int, ports), accesses, strict=True):
            options = {"port": port, "access": access, "uploads": Path(empty, "uploads")}
            threading.Thread(target=serve, args=(assistant,), kwargs=options, daemon=True).start()
            wait_for(port)  # gradio builds one app at a time
        sys.stdin.read()


def writing(asked):
    """Reply with two statements on the harbour wall, of which its sentences bear out one, by the name of the model."""
    shown = asked.body["messages"][1]["content"]
    name = re.search(r"^\[(S\d+)\].*640 metres", shown, re.MULTILINE)[1]
    return Play(said((f"The wall will be 640 metres long, writes {asked.body['model']}.", [name]),
                     ("It will cost 99 crowns.", [name])), delay=0.02)


def wait_for(port):
    """Return once the app answers at the port; give up after two minutes."""
    for _ in range(480):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.settimeout(120)
            connection.sendall(f"GET /health HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            if connection.recv(64):
                return
        time.sleep(0.25)
    raise TimeoutError(f"nothing answers at port {port}")


if __name__ == "__main__":
    main(*sys.argv[1:])
