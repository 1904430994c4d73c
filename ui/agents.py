"""The four calls as tools for agents, by the Model Context Protocol over Streamable HTTP. The mcp SDK enters here.

Each request stands alone: no session is kept. Who may ask is decided before a request comes here; see `ui.server`.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from qa.errors import PullquoteError
from ui.service import Record, Service

PATH = "/mcp"
INSTRUCTIONS = ("A library of articles that answers in exact quotes. Cite an article by its title and outlet, and "
                "quote only the words of `quote` and `text`; check words from elsewhere with check-quote.")

InTurn = Callable[[Callable[[], Record]], Awaitable[Record]]
"""Makes a call on a thread when it is its turn, and returns what comes back."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a server adds to offer the tools: its routes, and what runs as long as it does."""

    routes: list[Any]
    running: Callable[[], AbstractAsyncContextManager[None]]


def tools(service: Service, in_turn: InTurn, host: str) -> Tools:
    """Return the tools for a server that listens at `host`. Raises PullquoteError where the SDK is not installed."""
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp_types import ToolAnnotations
    except ImportError as error:
        raise PullquoteError("--mcp needs a package that is not here: pip install 'pullquote[mcp]'") from error
    server = MCPServer("pullquote", instructions=INSTRUCTIONS, log_level="WARNING", subscriptions=False)
    about = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    for name, call in service.calls.items():
        server.add_tool(_tool(call, in_turn), name, annotations=about)
    app = server.streamable_http_app(streamable_http_path=PATH, json_response=True, stateless_http=True, host=host)
    return Tools(list(app.routes), server.session_manager.run)


def _tool(call: Callable[..., Record], in_turn: InTurn) -> Callable[..., Awaitable[Record]]:
    """Return a call as a tool: it waits for its turn, and an error of ours is told to the agent as it is."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(call)
    async def tool(**given: Any) -> Record:
        try:
            return await in_turn(lambda: call(**given))
        except PullquoteError as error:
            raise ToolError(str(error)) from error

    return tool
