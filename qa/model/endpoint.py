"""Asks a language model: one request, with what may go wrong with it; openai, tenacity and httpx enter here.

The reply is read as it is written: a server which stops in the midst of it, or never ends, is noticed, and who asks
need not wait for its end.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qa.errors import EndpointError, ModelError
from qa.model.prompt import Message, plain
from qa.model.settings import ModelSettings

if TYPE_CHECKING:
    from openai import OpenAI

LONGEST = 200_000  # characters of a reply; what goes on beyond these never ends
_SAID = 200  # characters of what a server says of an error
_LONGEST_PAUSE = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Written:
    """A reply so far: its text, whether the model `ended` it, the tokens `read` and `written`, 0 if none are told."""

    text: str
    ended: bool
    read: int = 0
    written: int = 0


class _BrokenError(Exception):
    """The server stopped in the midst of a reply."""


class Endpoint:
    """A model behind an OpenAI-compatible address. Threads may share one."""

    def __init__(self, settings: ModelSettings) -> None:
        self.settings = settings
        self._structured = True

    @cached_property
    def _client(self) -> "OpenAI":
        try:
            from openai import OpenAI
        except ImportError as error:
            raise ModelError("a language model needs the extra `model`: pip install 'pullquote[model]'") from error
        settings = self.settings
        client = OpenAI(base_url=settings.url, api_key=settings.key or "none", timeout=settings.timeout, max_retries=0,
                        default_headers={"User-Agent": "pullquote"})
        client.organization = client.project = None  # which it takes from the environment, for whatever address
        return client

    def write(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Iterator[Written]:
        """Yield the reply of the model as it grows, each time all of it so far, and last as it is.

        Where the server fails it is asked again, and the reply begins anew. Raises EndpointError where there is none in
        the end, ModelError where the extra is not installed.
        """
        client = self._client
        import httpx
        import openai
        from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

        def pause(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            own = self.settings.pause * 2.0 ** (state.attempt_number - 1)
            return min(_LONGEST_PAUSE, max(_asked_pause(error), own))

        passing = (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError, httpx.HTTPError,
                   _BrokenError)
        attempts = Retrying(stop=stop_after_attempt(self.settings.attempts), wait=pause, reraise=True,
                            retry=retry_if_exception_type(passing))
        try:
            for attempt in attempts:
                with attempt:
                    yield from self._write(client, messages, schema)
        except (openai.OpenAIError, httpx.HTTPError, _BrokenError, ValueError) as error:
            raise self._failure(error) from None  # the cause holds the request, and the request holds the key

    def _write(self, client: "OpenAI", messages: Sequence[Message], schema: Mapping[str, Any]) -> Iterator[Written]:
        import openai

        if self._structured:
            try:
                yield from self._read(client, messages, response_format={
                    "type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}})
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if _too_long(error):
                    raise
                self._structured = False  # many servers know no schemas, and some no more than plain text
            else:
                return
        yield from self._read(client, messages)

    def _read(self, client: "OpenAI", messages: Sequence[Message], **more: Any) -> Iterator[Written]:
        settings, deadline = self.settings, time.monotonic() + self.settings.timeout
        options: dict[str, Any] = {"stream_options": {"include_usage": True}, **more} if self._structured else more
        text, reason, read, written = "", None, 0, 0
        create: Any = client.chat.completions.create  # typed for keywords that are known beforehand
        with create(model=settings.model, messages=list(messages), temperature=0, max_tokens=settings.reply,
                    stream=True, **options) as stream:
            for chunk in stream:
                if chunk.usage:
                    read, written = chunk.usage.prompt_tokens, chunk.usage.completion_tokens
                for choice in chunk.choices[:1]:
                    text += choice.delta.content or ""
                    reason = choice.finish_reason or reason
                if time.monotonic() > deadline:
                    raise _BrokenError(f"it was not done after {settings.timeout:g} seconds")
                if len(text) > LONGEST:
                    yield Written(text[:LONGEST], ended=False, read=read, written=written)
                    return
                yield Written(text, ended=False)
        if reason is None:
            raise _BrokenError("it stopped in the midst of its reply")
        yield Written(text, reason == "stop", read, written)

    def _failure(self, error: Exception) -> EndpointError:
        """Return what went wrong in one line, without the key, as a reader may be told."""
        import openai

        settings = self.settings
        match error:
            case openai.APITimeoutError():
                what = f"it did not answer within {settings.timeout:g} seconds"
            case openai.APIConnectionError():
                what = "nothing answers there; is the server running?"
            case openai.AuthenticationError() | openai.PermissionDeniedError():
                what = "it refuses the key; PULLQUOTE_MODEL_KEY holds it"
            case openai.RateLimitError():
                what = "it has had too many requests, or the account has no credit left"
            case openai.NotFoundError():
                what = f"it knows no model {settings.model}, or the address is another (it often ends in /v1)"
            case openai.APIStatusError():
                what = f"it answers {error.status_code}: {_said(error)}"
            case _BrokenError():
                what = str(error)
            case _:
                what = f"what it answers is no reply of a model ({type(error).__name__})"
        if settings.key:
            what = what.replace(settings.key, "…")
        return EndpointError(settings.url, what, too_long=_too_long(error))


def _said(error: Any) -> str:
    body = error.body
    message = body.get("message") if isinstance(body, dict) else None
    return plain(str(message or error.message))[:_SAID]


def _too_long(error: Exception) -> bool:
    """Return whether a server complains that a prompt does not fit."""
    told = str(error).lower()
    return getattr(error, "status_code", None) in {400, 413} and "context" in told and (
        "exceed" in told or "length" in told or "size" in told or "maximum" in told)


def _asked_pause(error: BaseException | None) -> float:
    """Return for how many seconds a server asked to be left alone."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        return max(0.0, float(headers.get("retry-after", 0)))
    except ValueError:
        return 0.0
