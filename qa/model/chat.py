"""The protocol of OpenAI, which nearly every server of language models speaks; openai and httpx enter here."""

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qa.errors import ModelError
from qa.model.prompt import Message
from qa.model.reply import ENDLESS, BrokenError, Written
from qa.model.settings import ModelSettings

if TYPE_CHECKING:
    from openai import OpenAI


class Chat:
    """A model behind an OpenAI-compatible address. Threads may share one."""

    cites = False

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._structured = True

    @property
    def errors(self) -> Any:
        """Return the module that has the errors of the client."""
        import openai

        return openai

    @property
    def failures(self) -> tuple[type[Exception], type[Exception]]:
        """Return the roots of the errors of the client and of its transport."""
        import httpx
        import openai

        return openai.OpenAIError, httpx.HTTPError

    @cached_property
    def client(self) -> "OpenAI":
        """Return the client. Raises ModelError where the extra is not installed."""
        try:
            from openai import OpenAI
        except ImportError as error:
            raise ModelError("a language model needs the extra `model`: pip install 'pullquote[model]'") from error
        settings = self._settings
        client = OpenAI(base_url=settings.url, api_key=settings.key or "none", timeout=settings.timeout, max_retries=0,
                        default_headers={"User-Agent": "pullquote"})
        client.organization = client.project = None  # which it takes from the environment, for whatever address
        return client

    def write(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Iterator[Written]:
        """Yield the reply as it grows, and last as it is; raises `failures` and BrokenError."""
        import openai

        if self._structured:
            try:
                yield from self._read(messages, response_format={
                    "type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}})
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if is_too_long(error):
                    raise
                self._structured = False  # many servers know no schemas, and some no more than plain text
            else:
                return
        yield from self._read(messages)

    def _read(self, messages: Sequence[Message], **more: Any) -> Iterator[Written]:
        settings, deadline = self._settings, time.monotonic() + self._settings.timeout
        options: dict[str, Any] = {"stream_options": {"include_usage": True}, **more} if self._structured else more
        text, reason, read, written = "", None, 0, 0
        create: Any = self.client.chat.completions.create  # typed for keywords that are known beforehand
        with create(model=settings.model, messages=list(messages), temperature=0, max_tokens=settings.reply,
                    stream=True, **options) as stream:
            for chunk in stream:
                if chunk.usage:
                    read, written = chunk.usage.prompt_tokens, chunk.usage.completion_tokens
                for choice in chunk.choices[:1]:
                    text += choice.delta.content or ""
                    reason = choice.finish_reason or reason
                if time.monotonic() > deadline:
                    raise BrokenError(f"it was not done after {settings.timeout:g} seconds")
                if len(text) > ENDLESS:
                    yield Written(text[:ENDLESS], ended=False, read=read, written=written)
                    return
                yield Written(text, ended=False)
        if reason is None:
            raise BrokenError("it stopped in the midst of its reply")
        yield Written(text, reason == "stop", read, written)


def is_too_long(error: Exception) -> bool:
    """Return whether a server complains that a prompt does not fit."""
    told = str(error).lower()
    return getattr(error, "status_code", None) in {400, 413} and ("context" in told or "prompt" in told) and any(
        word in told for word in ("exceed", "length", "size", "maximum", "too long"))
