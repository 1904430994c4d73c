"""Events of the page: each is told to be done, whenever it falls together with the end of another."""

import asyncio
import json
from random import Random
from uuid import uuid4

import httpx

EVENT = "look"  # quick, and without anything that has to be given


class Page:
    """A page as gradio's own script runs it: one stream for all events, opened by an event where none is open."""

    def __init__(self, client, config):
        self._client = client
        self._event = next(one for one in config["dependencies"] if one["api_name"] == EVENT)
        values = {one["id"]: one["props"].get("value") for one in config["components"]}
        self._data = [values.get(one) or "" for one in self._event["inputs"]]
        self._session, self._open, self._streams, self._done = uuid4().hex[:12], False, [], {}

    async def join(self):
        """Join an event, and return once it is told to be done."""
        body = {"data": self._data, "fn_index": self._event["id"], "session_hash": self._session, "trigger_id": None}
        reply = await self._client.post("/gradio_api/queue/join", json=body)
        if not self._open:
            self._open = True
            self._streams.append(asyncio.create_task(self._listen()))
        await self._told(reply.json()["event_id"]).wait()

    def _told(self, event):
        return self._done.setdefault(event, asyncio.Event())

    async def _listen(self):
        url = f"/gradio_api/queue/data?session_hash={self._session}"
        async with self._client.stream("GET", url, timeout=None) as stream:
            async for line in stream.aiter_lines():
                said = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                if said.get("msg") == "close_stream":
                    self._open = False
                    return
                if said.get("msg") == "process_completed":
                    self._told(said["event_id"]).set()


def test_an_event_that_comes_as_another_ends_is_told_to_be_done(addresses):
    chance = Random(0)

    async def read(client, config):
        page, loop = Page(client, config), asyncio.get_running_loop()
        for _ in range(30):
            start = loop.time()
            await asyncio.wait_for(page.join(), 60)
            took = loop.time() - start
            first = asyncio.create_task(page.join())
            await asyncio.sleep(took * chance.random() * 1.2)
            await asyncio.wait_for(asyncio.gather(first, page.join()), 60)

    async def readers():
        async with httpx.AsyncClient(base_url=addresses[0], timeout=60) as client:
            config = (await client.get("/config")).json()
            await asyncio.gather(*(read(client, config) for _ in range(3)))

    asyncio.run(readers())
