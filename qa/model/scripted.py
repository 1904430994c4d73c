"""A test double: a server of language models that replies by a script. Public, so that users can test.

    with ScriptedServer([said(("The bridge opened in 1932.", ["S2"]))]) as server:
        answerer = ModelAnswerer(ModelSettings("scripted", server.url))

It speaks the protocol of OpenAI and, where it is asked by it (`api="anthropic"`), that of Anthropic: the statements of
a reply become lines with citations of the documents, any other text one block without. It lists its models, listens on
this computer only, and keeps what it was asked in `requests`.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from qa.model.prompt import NOTHING

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


def _events(play: Play, asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the events by which Anthropic's protocol tells a reply, with the citations of the documents asked about."""
    places = [(document, block, text["text"]) for document, part in enumerate(_documents(asked))
              for block, text in enumerate(part["source"]["content"])]
    yield {"type": "message_start", "message": {
        "id": "scripted", "type": "message", "role": "assistant", "model": "scripted", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 100, "output_tokens": 1}}}
    for index, (text, names) in enumerate(_lines(play.text)):
        yield {"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": ""}}
        for at in range(0, len(text), PIECE):
            yield _delta(index, {"type": "text_delta", "text": text[at : at + PIECE]})
        for name in names:
            number = int(name.removeprefix("S")) - 1
            document, block, cited = places[number] if number < len(places) else (0, number, "")
            yield _delta(index, {"type": "citations_delta", "citation": {
                "type": "content_block_location", "cited_text": cited, "document_index": document,
                "document_title": None, "start_block_index": block, "end_block_index": block + 1}})
        yield {"type": "content_block_stop", "index": index}
    if play.finish:
        reason = {"stop": "end_turn", "length": "max_tokens"}.get(play.finish, play.finish)
        yield {"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": None},
               "usage": {"output_tokens": 20}}
        yield {"type": "message_stop"}


def _chunks(play: Play) -> Iterator[dict[str, Any]]:
    """Yield the chunks by which OpenAI's protocol tells a reply."""
    def chunk(choices: list[dict[str, Any]], usage: dict[str, int] | None = None) -> dict[str, Any]:
        return {"id": "scripted", "object": "chat.completion.chunk", "created": 0, "model": "scripted",
                "choices": choices, "usage": usage}

    for at in range(0, len(play.text), PIECE):
        yield chunk([{"index": 0, "delta": {"content": play.text[at : at + PIECE]}, "finish_reason": None}])
    if play.finish:
        yield chunk([{"index": 0, "delta": {}, "finish_reason": play.finish}])
        yield chunk([], {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120})


def _documents(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [part for one in asked["messages"] if isinstance(one["content"], list) for part in one["content"]
            if part["type"] == "document"]


def _lines(text: str) -> list[tuple[str, list[str]]]:
    """Return the blocks of a reply with the ids that each cites: the statements of `said`, a line each, or the text."""
    try:
        listed = json.loads(text)["statements"]
    except (ValueError, KeyError, TypeError):
        return [(text, [])]
    blocks = [(one["text"], one["sentences"]) for one in listed] or [(NOTHING, list[str]())]
    return [part for block in blocks for part in (block, ("\n", list[str]()))][:-1]


def _delta(index: int, delta: dict[str, Any]) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": delta}


class ScriptedServer:
    """Plays one part of the script for each request, the last one for all that follow."""

    def __init__(self, script: Iterable[Part], models: Sequence[str] = ("scripted",)) -> None:
        self._script = list(script)
        self._models = models
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
        play_for, models = self._play, self._models

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                play = play_for(Asked(body, {name.lower(): value for name, value in self.headers.items()}))
                if play.status != 200:
                    self._reply(play.status, {"error": {"message": play.text}}, play.headers)
                    return
                self._begin(200, "text/event-stream", play.headers)
                with suppress(OSError):  # who asked may have gone
                    for event in _events(play, body) if self.path.endswith("/messages") else _chunks(play):
                        time.sleep(play.delay)
                        self.wfile.write(f"event: {event.get('type')}\n".encode() if "type" in event else b"")
                        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
                        self.wfile.flush()
                    self.wfile.write(b"data: [DONE]\n\n" if play.finish and "/chat/" in self.path else b"")

            def do_GET(self) -> None:
                found = [{"id": name, "object": "model", "created": 0, "owned_by": "script"} for name in models]
                self._reply(200 if self.path.endswith("/models") else 404, {"object": "list", "data": found})

            def _reply(self, status: int, record: Mapping[str, Any], headers: Iterable[tuple[str, str]] = ()) -> None:
                self._begin(status, "application/json", headers)
                with suppress(OSError):
                    self.wfile.write(json.dumps(record).encode())

            def _begin(self, status: int, media: str, headers: Iterable[tuple[str, str]]) -> None:
                self.send_response(status)
                for name, value in (*headers, ("content-type", media)):
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler
