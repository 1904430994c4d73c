"""The server: the app, pages with addresses of their own, and what every reply tells the browser.

    /                       the app
    /article/ID#START-END   an article, the characters [START, END) of its text marked
    /health                 JSON: whether the library can be read, and how much is in it
    /api/NAME               JSON by POST: the calls of `ui.service`, for programs
    /mcp                    the same calls for agents, where it is offered
    /look/…                 style sheets, scripts and typefaces

Only this machine is listened to unless another address is given. starlette and uvicorn enter here.
"""

import asyncio
import base64
import contextlib
import errno
import hmac
import os
import secrets
import socket
import ssl
import sys
import webbrowser
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from qa.assistant import Assistant
from qa.errors import PullquoteError, UnknownArticleError
from ui.leaf import article_page, missing_page
from ui.notebooks import READER
from ui.programs import Programs
from ui.service import Service

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 4_000_000  # bytes of a call
JOINED = "/queue/join"  # where gradio takes events of the page
MOMENT = 0.05           # seconds
LOCAL = {"127.0.0.1", "localhost", "::1"}
HEADERS = {
    "Content-Security-Policy": "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
                               "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; "
                               "form-action 'self'; frame-ancestors 'none'",  # gradio evaluates its own scripts
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
CONFIG: dict[str, Any] = {"log_level": "warning", "timeout_graceful_shutdown": 1, "server_header": False,
                          "proxy_headers": False}


@dataclass(frozen=True, slots=True)
class Access:
    """Who gets at a server, and how.

    Only this machine can reach it unless `host` says otherwise. With `passwords`, hashes by name, nothing is served to
    who knows none of them. With `certificate` and `key`, files in PEM, it speaks HTTPS; without, a proxy in front must
    where it is reached over a network. With `mcp`, agents are offered the calls of `ui.service`.
    """

    host: str = "127.0.0.1"
    passwords: Mapping[str, str] | None = None
    certificate: Path | None = None
    key: Path | None = None
    mcp: bool = False


def serve(assistant: Assistant, port: int = 7860, access: Access = Access(), *, uploads: Path | None = None,
          open_browser: bool = False) -> None:
    """Serve the app until interrupted.

    What readers upload is kept in the folder `uploads`; without one, nothing can be uploaded.
    Raises PullquoteError when nothing can listen at this address, and for a certificate that cannot be used.
    """
    if not 0 < port < 65536:
        raise PullquoteError(f"{port} is no port; choose one from 1 to 65535")
    host = access.host
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family)  # before gradio is set up, which takes seconds
    except OSError as error:
        raise PullquoteError(f"cannot serve at {host}:{port}: {_reason(error)}; "
                             "choose another address or port") from error
    with listening:
        server = uvicorn.Server(configuration(assistant, access, uploads))
        scheme = "https" if access.certificate else "http"
        address = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/"
        sys.stderr.write(f"pullquote is open at {address} (Ctrl-C stops it)\n")
        if open_browser:
            webbrowser.open(address)
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn stops in order, then passes the signal on
            server.run(sockets=[listening])


def configuration(assistant: Assistant, access: Access, uploads: Path | None = None) -> uvicorn.Config:
    """Return how uvicorn is to serve the app. Raises PullquoteError for a certificate that cannot be used."""
    found = uvicorn.Config(site(assistant, access, uploads), ssl_certfile=access.certificate, ssl_keyfile=access.key,
                           **CONFIG)
    try:
        found.load()
    except ssl.SSLError as error:
        raise PullquoteError(f"{access.certificate}: is no certificate with its key, in PEM") from error
    except OSError as error:
        raise PullquoteError(f"{access.certificate}, or its key: {_reason(error)}") from error
    return found


def site(assistant: Assistant, access: Access = Access(), uploads: Path | None = None) -> Starlette:
    """Return everything that is served, to whom `access` says."""
    from ui.app import mount

    programs = Programs(Service(assistant))
    pages = _Pages(assistant, programs)
    routes = [Route("/health", pages.health), Route("/article/{article_id}", pages.article),
              Route("/api/{name}", pages.call, methods=["POST"]),
              Mount("/look", StaticFiles(directory=str(files("ui") / "look")))]
    tools = programs.tools(access.host) if access.mcp else None
    guard = Middleware(Guard, local=access.host in LOCAL, passwords=access.passwords)
    whole = Starlette(routes=[*routes, *(tools.routes if tools else ())], middleware=[guard, Middleware(Joining)],
                      lifespan=(lambda _: tools.running()) if tools else None)
    mount(whole, assistant, uploads)
    return whole


class _Pages:
    """What has an address of its own."""

    def __init__(self, assistant: Assistant, programs: Programs) -> None:
        self._assistant = assistant
        self._programs = programs

    def health(self, _request: "Request") -> JSONResponse:
        try:
            articles, passages = self._assistant.store.counts()
        except PullquoteError as error:
            return JSONResponse({"status": "failing", "reason": str(error)}, status_code=503)
        return JSONResponse({"status": "ok", "articles": articles, "passages": passages})

    def article(self, request: "Request") -> HTMLResponse:
        try:
            return HTMLResponse(article_page(self._assistant.article(request.path_params["article_id"])))
        except UnknownArticleError:
            return HTMLResponse(missing_page("No article of this address is in the library; it may have been removed."),
                                status_code=404)
        except PullquoteError as error:
            return HTMLResponse(missing_page(str(error)), status_code=503)

    async def call(self, request: "Request") -> JSONResponse:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return JSONResponse({"error": f"the call is longer than {LARGEST:,} bytes"}, status_code=413)
        status, record = await self._programs.call(request.path_params["name"], body)
        return JSONResponse(record, status_code=status)


class Guard:
    """Adds the headers to every reply; served locally, it refuses requests made under any other name of this machine.

    Otherwise a page elsewhere could read the library, once its own name were made to lead here (DNS rebinding).
    """

    def __init__(self, app: "ASGIApp", *, local: bool, passwords: Mapping[str, str] | None = None) -> None:
        self._app = app
        self._local = local
        self._passwords = passwords
        self._key = secrets.token_bytes(32)
        self._verified: set[bytes] = set()  # hashing a password takes a while, and a page makes many requests

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass a request on, or refuse it."""
        async def send_guarded(message: "Message") -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["type"] == "http" and self._local and not _names_this_machine(scope):
            refusal = PlainTextResponse("This address is not served here.", status_code=421)
            await refusal(scope, receive, send)
        elif scope["type"] != "lifespan" and not await self._is_known(scope):
            headers = {"WWW-Authenticate": 'Basic realm="pullquote", charset="UTF-8"'}
            await PlainTextResponse("Who are you?", status_code=401, headers=headers)(scope, receive, send)
        else:
            await self._app(self._with_reader(scope), receive, send_guarded)

    def _with_reader(self, scope: "Scope") -> "Scope":
        """Return a request that says who makes it: the name whose password it has, nobody where none is asked for."""
        if "headers" not in scope:
            return scope
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != READER.encode()]
        if self._passwords is not None:
            headers.append((READER.encode(), quote(_credentials(_authorization(scope))[0]).encode()))
        return {**scope, "headers": headers}

    async def _is_known(self, scope: "Scope") -> bool:
        if self._passwords is None:
            return True
        given = _authorization(scope)
        seal = hmac.digest(self._key, given, "sha256")
        if seal not in self._verified and await run_in_threadpool(_verify, self._passwords, given):
            self._verified.add(seal)
        return seal in self._verified


class Joining:
    """Holds the reply to a new event of the page back for a `MOMENT`.

    Gradio closes the stream that tells a page of its events when none is left, and says so at the end of it. The reply
    must not overtake that, or the page would go on listening to a stream that is closed, and never hear of the event.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass a request on."""
        async def send_later(message: "Message") -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(MOMENT)
            await send(message)

        joins = scope["type"] == "http" and scope["path"].endswith(JOINED)
        await self._app(scope, receive, send_later if joins else send)


def _verify(known: Mapping[str, str], given: bytes) -> bool:
    """Return whether an Authorization header of the kind Basic holds a name and its password."""
    from ui.passwords import verify

    try:
        return verify(known, *_credentials(given))
    except ValueError:
        return False


def _authorization(scope: "Scope") -> bytes:
    return next((value for name, value in scope["headers"] if name == b"authorization"), b"")


def _credentials(given: bytes) -> tuple[str, str]:
    """Return the name and the password in an Authorization header. Raises ValueError for what is no header of Basic."""
    kind, _, coded = given.partition(b" ")
    name, colon, password = base64.b64decode(coded, validate=True).decode().partition(":")
    if kind.lower() != b"basic" or not colon:
        raise ValueError("not a name and a password")
    return name, password


def _names_this_machine(scope: "Scope") -> bool:
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    try:
        return all(urlsplit(f"//{host}").hostname in LOCAL for host in hosts)
    except ValueError:
        return False


def _reason(error: OSError) -> str:
    """Return what is wrong with an address, without the address, which the system may repeat."""
    number = error.errno or 0
    return os.strerror(number) if number in errno.errorcode else error.strerror or str(error)
