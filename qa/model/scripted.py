"""A test double: a server that speaks the protocol of OpenAI and replies by a script. Public, so that users can test.

    with ScriptedServer([said(("The bridge opened in 1932.", ["S2"]))]) as server:
        answerer = ModelAnswerer(ModelSettings("scripted", server.url))

It listens on this computer only, and keeps what it was asked in `requests`.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

PIECE = 7  # characters of a reply that are sent at once


@dataclass(frozen=True, slots=True)
class Play:
    """What the server does when it is asked: it sends `text` in pieces, or an error of that `status` with it.

    `finish` is the reason that it gives for ending, None for none: a reply that breaks off. It waits `delay` seconds
    before each piece. `headers` are sent too. With `schemas` False a request that asks for a schema is refused.
    """

    text: str
    status: int = 200
    finish: str | None = "stop"
    delay: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()
    schemas: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its body, and its headers by their names in small letters."""

    body: dict[str, Any]
    headers: dict[str, str]


Part = str | Play | Callable[[Asked], str | Play]


def said(*statements: tuple[str, Sequence[str]]) -> str:
    """Return the reply with these statements, each with the ids of the sentences that it names; a refusal for none."""
    return json.dumps({"answerable": bool(statements), "statements": [
        {"text": text, "sentences": list(ids)} for text, ids in statements]})


class ScriptedServer:
    """Plays one part of the script for each request, the last one for all that follow."""

    def __init__(self, script: Iterable[Part]) -> None:
        self._script = list(script)
        self.requests: list[Asked] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Return its address, as `ModelSettings` takes it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> "ScriptedServer":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _play(self, asked: Asked) -> Play:
        part = self._script[min(len(self.requests), len(self._script) - 1)]
        played = part(asked) if callable(part) else part
        play = Play(played) if isinstance(played, str) else played
        if not play.schemas and "response_format" in asked.body:
            return Play("this server knows no response_format", status=400)
        self.requests.append(asked)
        return play

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        play_for = self._play

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                play = play_for(Asked(body, {name.lower(): value for name, value in self.headers.items()}))
                self.send_response(play.status)
                for name, value in play.headers:
                    self.send_header(name, value)
                self.send_header("content-type", "text/event-stream" if play.status == 200 else "application/json")
                self.end_headers()
                with suppress(OSError):  # who asked may have gone
                    self._stream(play) if play.status == 200 else self.wfile.write(
                        json.dumps({"error": {"message": play.text}}).encode())

            def _stream(self, play: Play) -> None:
                for at in range(0, len(play.text), PIECE):
                    time.sleep(play.delay)
                    self._send([{"index": 0, "delta": {"content": play.text[at : at + PIECE]}, "finish_reason": None}])
                if play.finish:
                    self._send([{"index": 0, "delta": {}, "finish_reason": play.finish}])
                    self._send([], {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120})
                    self.wfile.write(b"data: [DONE]\n\n")

            def _send(self, choices: list[dict[str, Any]], usage: dict[str, int] | None = None) -> None:
                chunk = {"id": "scripted", "object": "chat.completion.chunk", "created": 0, "model": "scripted",
                         "choices": choices, "usage": usage}
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                self.wfile.flush()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler
