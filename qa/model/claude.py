"""Anthropic's own protocol, whose models cite documents by themselves; anthropic and httpx2 enter here.

The articles are sent as documents, each sentence a block. A reply is text with citations, each a range of blocks; it is
handed on as the JSON that other models are asked for, so that all that follows is the same.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from qa.errors import ModelError
from qa.model.prompt import NOTHING, Message, plain
from qa.model.reply import ENDLESS, BrokenError, Written
from qa.model.settings import ModelSettings

if TYPE_CHECKING:
    from anthropic import Anthropic


@dataclass(slots=True)
class _Block:
    text: str = ""
    citations: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class _Heard:
    """What came of a reply so far, and the reason for which it ended, None where it has not."""

    blocks: list[_Block] = field(default_factory=list)
    reason: str | None = None
    read: int = 0
    written: int = 0

    @property
    def length(self) -> int:
        return sum(len(block.text) for block in self.blocks)

    def take(self, event: Any) -> None:
        """Add what an event of the stream brings."""
        match event.type, getattr(getattr(event, "delta", None), "type", None):
            case "message_start", _:
                usage = event.message.usage
                self.read = sum(filter(None, (usage.input_tokens, usage.cache_creation_input_tokens,
                                              usage.cache_read_input_tokens)))
            case "content_block_start", _:
                self.blocks.append(_Block(getattr(event.content_block, "text", "")))
            case "content_block_delta", "text_delta":
                self.blocks[-1].text += event.delta.text
            case "content_block_delta", "citations_delta":
                self.blocks[-1].citations.append(event.delta.citation)
            case "message_delta", _:
                self.reason, self.written = event.delta.stop_reason or self.reason, event.usage.output_tokens

    def so_far(self, documents: Sequence[Sequence[str]]) -> Written:
        """Return the reply: the JSON of statements where there are documents, else the text."""
        ended = None if self.reason is None else self.reason == "end_turn"
        text = _statements(self.blocks, documents, ended=ended) if documents else "".join(
            block.text for block in self.blocks)
        return Written(text, ended is True, self.read, self.written)


class Claude:
    """A model behind Anthropic's Messages API. Threads may share one."""

    cites = True

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings

    @property
    def errors(self) -> Any:
        """Return the module that has the errors of the client."""
        import anthropic

        return anthropic

    @property
    def failures(self) -> tuple[type[Exception], type[Exception]]:
        """Return the roots of the errors of the client and of its transport."""
        import anthropic
        import httpx2

        return anthropic.AnthropicError, httpx2.HTTPError

    @cached_property
    def client(self) -> "Anthropic":
        """Return the client. Raises ModelError where the extra is not installed."""
        try:
            from anthropic import Anthropic
        except ImportError as error:
            raise ModelError("this model needs the extra `anthropic`: pip install 'pullquote[anthropic]'") from error
        settings = self._settings
        return Anthropic(base_url=settings.url.rstrip("/").removesuffix("/v1"), api_key=settings.key or "none",
                         timeout=settings.timeout, max_retries=0, default_headers={"User-Agent": "pullquote"},
                         open_telemetry=False)

    def write(self, messages: Sequence[Message], _schema: Mapping[str, Any]) -> Iterator[Written]:
        """Yield the reply as it grows, and last as it is; raises `failures` and BrokenError.

        Where documents are among the messages, it is the JSON of statements with ids; else it is what the model says.
        """
        import anthropic

        documents = [[block["text"] for block in part["source"]["content"]] for one in messages
                     if isinstance(one["content"], list) for part in one["content"] if part["type"] == "document"]
        heard = _Heard()
        try:
            for event in self._events(messages):
                heard.take(event)
                if heard.length > ENDLESS:
                    heard.reason = "endless"
                    break
                if event.type == "content_block_stop":
                    yield heard.so_far(documents)
        except anthropic.APIStatusError as error:
            if error.status_code != 200:
                raise
            raise BrokenError(f"it stopped in the midst of its reply: {plain(error.api_message or '')}") from None
        if heard.reason is None:
            raise BrokenError("it stopped in the midst of its reply")
        yield heard.so_far(documents)

    def _events(self, messages: Sequence[Message]) -> Iterator[Any]:
        settings, deadline = self._settings, time.monotonic() + self._settings.timeout
        system = "\n\n".join(one["content"] for one in messages if one["role"] == "system")
        asked = [one for one in messages if one["role"] != "system"]
        create: Any = self.client.messages.create
        with create(model=settings.model, max_tokens=settings.reply, system=system, messages=asked,
                    stream=True) as stream:
            for event in stream:
                yield event
                if time.monotonic() > deadline:
                    raise BrokenError(f"it was not done after {settings.timeout:g} seconds")


def _statements(blocks: Sequence[_Block], documents: Sequence[Sequence[str]], *, ended: bool | None) -> str:
    """Return text with citations as JSON of statements, a line each, with the ids of the sentences that it cites.

    Until it is `ended` the last line may go on: of a reply that still comes it is left out, of one that was cut off the
    JSON is not closed.
    """
    lines: list[tuple[str, list[str]]] = [("", [])]
    for block in blocks:
        ids = [name for citation in block.citations for name in _ids(citation, documents)]
        for number, part in enumerate(block.text.split("\n")):
            if number:
                lines.append(("", []))
            text, named = lines[-1]
            lines[-1] = text + part, [*named, *(ids if part.strip() else [])]
    told = [(text.strip(), list(dict.fromkeys(ids))) for text, ids in (lines if ended is not None else lines[:-1])]
    told = [(text, ids) for text, ids in told if text and (ids or text.strip(".*") != NOTHING)]
    reply = json.dumps({"answerable": bool(told), "statements": [
        {"text": text, "sentences": ids} for text, ids in told]}, ensure_ascii=False)
    return reply[:-2] if ended is False else reply


def _ids(citation: Any, documents: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the ids of the sentences that a citation names; one that is not ours for what was not offered."""
    if citation.type != "content_block_location":
        yield citation.type
        return
    place, start, end = citation.document_index, citation.start_block_index, citation.end_block_index
    named = f"document-{place}-blocks-{start}-{end}"
    if not 0 <= place < len(documents) or not 0 <= start < end <= len(documents[place]):
        yield named
    elif "".join(citation.cited_text.split()) != "".join("".join(documents[place][start:end]).split()):
        yield f"{named}-altered"
    else:
        before = [0, *accumulate(map(len, documents))][place]
        yield from (f"S{before + block + 1}" for block in range(start, end))
