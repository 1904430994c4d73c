"""What the server remembers of those who leave, with gradio's own sessions and real connections."""

import asyncio
import threading
import time
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn

from qa import Assistant
from tests.ui.answering import Overlap, open_assistant
from tests.ui.conftest import ROOT
from ui import app, leaving, server

KEPT = 2
LEFT = 5
QUESTION = "How long will the harbour wall be?"


@pytest.fixture
def visits(tmp_path, monkeypatch):
    """The address of a running server, and what gradio holds of its visitors."""
    opened = open_assistant(tmp_path)
    opened.add(ROOT / "examples" / "harbour-wall")
    built, build = [], app.build_app
    monkeypatch.setattr(app, "build_app", lambda *given: built.append(build(*given)) or built[0])
    monkeypatch.setattr(leaving, "KEPT", KEPT)

    async def configured():  # in a loop, since gradio leaves one of its own unclosed where there is none
        return server.configuration(Assistant(opened.store, opened.encoder, Overlap()), server.Access())

    configuration = asyncio.run(configured())
    configuration.port = 0
    running = uvicorn.Server(configuration)
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}", built[0].state_holder
    running.should_exit = True
    thread.join()


def test_of_those_who_left_only_the_last_are_remembered_and_who_stays_is(visits):
    address, held = visits

    async def call_in(client, page, event):
        body = {"data": [QUESTION, None], "fn_index": event, "session_hash": page}
        return (await client.post("/gradio_api/run/predict", json=body)).raise_for_status().json()["data"]

    @asynccontextmanager
    async def there(client, page):
        async with client.stream("GET", f"/gradio_api/heartbeat/{page}") as heart:
            beats = heart.aiter_bytes()  # named, since who drops it has left
            yield await anext(beats)

    async def come_and_leave(client, page, event):
        async with there(client, page):
            await call_in(client, page, event)
        while page in held and not held.session_data[page].is_closed:
            await asyncio.sleep(0.02)

    async def all_of_them():
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            begin = next(one["id"] for one in (await client.get("/config")).json()["dependencies"]
                         if one["api_name"] == "begin")
            async with there(client, "stays"):
                await call_in(client, "stays", begin)
                for number in range(LEFT):
                    await come_and_leave(client, f"left {number}", begin)
                while len(held.session_data) > 1 + KEPT:
                    await asyncio.sleep(0.02)
                assert list(held.session_data) == ["stays", "left 3", "left 4"]
                box, *_ = await call_in(client, "stays", begin)
                assert box == {"__type__": "update"}  # unchanged: the first question is still to be answered

    asyncio.run(asyncio.wait_for(all_of_them(), 120))


def test_pages_that_never_say_that_they_leave_are_forgotten_in_the_end(visits):
    _, held = visits
    for number in range(leaving.AT_ONCE + 3):
        held.session_data[f"silent {number}"] = None
        held.update(f"silent {number}")
    assert len(held.session_data) == leaving.AT_ONCE
    assert next(iter(held.session_data)) == "silent 3"
