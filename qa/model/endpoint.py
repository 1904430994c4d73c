"""Asks a language model, once more where the server fails for the moment, and says in a line what went wrong.

The reply is read as it is written: a server which stops in the midst of it, or never ends, is noticed, and who asks
need not wait for its end. tenacity enters here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from qa.errors import EndpointError
from qa.model.chat import Chat, is_too_long
from qa.model.claude import Claude
from qa.model.prompt import Message, plain
from qa.model.reply import BrokenError, Written
from qa.model.settings import ModelSettings

_SAID = 200  # characters of what a server says of an error
_LONGEST_PAUSE = 30.0  # seconds
_LISTING = 5.0  # seconds for the list of models


class Wire(Protocol):
    """A protocol that servers speak. It `cites` where the articles are to be sent as documents."""

    cites: bool

    @property
    def errors(self) -> Any:
        """The module that has the errors of the client."""

    @property
    def failures(self) -> tuple[type[Exception], type[Exception]]:
        """The roots of the errors of the client and of its transport."""

    @property
    def client(self) -> Any:
        """The client; raises ModelError where it is not installed."""

    def write(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Iterator[Written]:
        """Yield the reply as it grows, and last as it is; raises `failures` and BrokenError."""


class Endpoint:
    """A model that is served somewhere. Threads may share one."""

    def __init__(self, settings: ModelSettings) -> None:
        self.settings = settings
        self._wire: Wire = Claude(settings) if settings.protocol == "anthropic" else Chat(settings)
        self.cites = self._wire.cites

    def write(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Iterator[Written]:
        """Yield the reply of the model as it grows, each time all of it so far, and last as it is.

        Where the server fails it is asked again, and the reply begins anew. Raises EndpointError where there is none in
        the end, ModelError where the extra is not installed.
        """
        wire = self._wire
        _ = wire.client  # before its errors, which it brings
        from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

        def pause(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            own = self.settings.pause * 2.0 ** (state.attempt_number - 1)
            return min(_LONGEST_PAUSE, max(_asked_pause(error), own))

        errors, (failure, transport) = wire.errors, wire.failures
        passing = (errors.APIConnectionError, errors.RateLimitError, errors.InternalServerError, transport, BrokenError)
        attempts = Retrying(stop=stop_after_attempt(self.settings.attempts), wait=pause, reraise=True,
                            retry=retry_if_exception_type(passing))
        try:
            for attempt in attempts:
                with attempt:
                    yield from wire.write(messages, schema)
        except (failure, transport, BrokenError, ValueError) as error:
            raise self._failure(error) from None  # the cause holds the request, and the request holds the key

    def models(self) -> tuple[str, ...]:
        """Return the names of the models that are served there, in order. Raises EndpointError, and soon, for none."""
        client, (failure, transport) = self._wire.client, self._wire.failures
        try:
            return tuple(sorted(one.id for one in client.with_options(timeout=_LISTING).models.list()))
        except (failure, transport, AttributeError, TypeError, ValueError) as error:
            raise self._failure(error) from None

    def _failure(self, error: Exception) -> EndpointError:
        """Return what went wrong in one line, without the key, as a reader may be told."""
        errors, settings = self._wire.errors, self.settings
        match error:
            case errors.APITimeoutError():
                what = f"it did not answer within {settings.timeout:g} seconds"
            case errors.APIConnectionError():
                what = "nothing answers there; is the server running?"
            case errors.AuthenticationError() | errors.PermissionDeniedError():
                what = "it refuses the key; PULLQUOTE_MODEL_KEY holds it"
            case errors.RateLimitError():
                what = "it has had too many requests, or the account has no credit left"
            case errors.NotFoundError():
                what = f"it knows no model {settings.model}, or the address is another (it often ends in /v1)"
            case errors.APIStatusError():
                what = f"it answers {error.status_code}: {_said(error)}"
            case BrokenError():
                what = str(error)
            case _:
                what = f"what it answers is no reply of a model ({type(error).__name__})"
        if settings.key:
            what = what.replace(settings.key, "…")
        return EndpointError(settings.url, what, too_long=is_too_long(error))


def _said(error: Any) -> str:
    body = error.body.get("error", error.body) if isinstance(error.body, dict) else None
    message = body.get("message") if isinstance(body, dict) else None
    return plain(str(message or error.message))[:_SAID]


def _asked_pause(error: BaseException | None) -> float:
    """Return for how many seconds a server asked to be left alone."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        return max(0.0, float(headers.get("retry-after", 0)))
    except ValueError:
        return 0.0
