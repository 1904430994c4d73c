"""Calls of programs as they come in over HTTP or MCP: few of them at a time, and every error as a line and a status."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread

from eval.errors import DataError
from eval.records import parse_arguments
from qa.errors import FilterError, PullquoteError, SettingError, UnknownArticleError
from ui.service import Record, Service

if TYPE_CHECKING:
    from ui.agents import Tools

AT_ONCE = 2  # calls that are worked on at a time; the page has as many of its own


class Programs:
    """The calls of a service, each made on a thread when it is its turn."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._turns = CapacityLimiter(AT_ONCE)

    async def in_turn(self, call: Callable[[], Record]) -> Record:
        """Return what a call returns, made when fewer than `AT_ONCE` others are."""
        return await to_thread.run_sync(call, limiter=self._turns)

    async def call(self, name: str, body: bytes) -> tuple[int, Record]:
        """Return the HTTP status and the record for a call, whose arguments are a JSON object."""
        call = self._service.calls.get(name)
        if call is None:
            return 404, {"error": f"there is no such call; there are {', '.join(self._service.calls)}"}
        try:
            return 200, await self.in_turn(partial(call, **parse_arguments(body, call)))
        except DataError as error:
            return 400, {"error": "; ".join(error.problems)}
        except PullquoteError as error:
            return _status(error), {"error": str(error)}

    def tools(self, host: str) -> "Tools":
        """Return the same calls as tools for agents; see `ui.agents.tools`."""
        from ui.agents import tools

        return tools(self._service, self.in_turn, host)


def _status(error: PullquoteError) -> int:
    if isinstance(error, UnknownArticleError):
        return 404
    return 400 if isinstance(error, (FilterError, SettingError)) else 503
