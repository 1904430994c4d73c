"""A running server as programs and agents meet it: plain HTTP, a real MCP client, and passwords before both."""

import base64
import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.ui.serving import PASSWORDS

LISTING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
WALL = "How long will the harbour wall be?"
TOOLS = ["ask", "search", "check-quote", "read-article"]
ANA = "Basic " + base64.b64encode(f"ana:{PASSWORDS['ana']}".encode()).decode()
WRONG = "Basic " + base64.b64encode(b"ana:wrong password").decode()


def post(address, given, **headers):
    body = given if isinstance(given, bytes) else json.dumps(given).encode()
    with urlopen(Request(address, body, {"Content-Type": "application/json", **headers})) as reply:
        return json.load(reply)


def refused(address, given=None, **headers):
    """Return the status and the text of an error."""
    with pytest.raises(HTTPError) as caught:
        urlopen(Request(address, headers=headers)) if given is None else post(address, given, **headers)
    with caught.value as reply:
        return reply.code, reply.read().decode()


def with_tools(address, use, **headers):
    """Connect to the MCP server of an address, and return what `use` makes of the client."""
    async def connect():
        async with (httpx2.AsyncClient(headers=headers, timeout=60) as http,
                    Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client):
            return await use(client)

    return anyio.run(connect)


def test_an_http_client_asks_searches_checks_and_reads(addresses):
    answer = post(f"{addresses[0]}/api/ask", {"question": WALL})
    cited = answer["citations"][0]
    read = post(f"{addresses[0]}/api/read-article", {"article_id": cited["article_id"]})
    assert read["text"][cited["start"] : cited["end"]] == cited["quote"]
    assert post(f"{addresses[0]}/api/search", {"question": WALL, "k": 1})["passages"][0]["rank"] == 1
    assert post(f"{addresses[0]}/api/check-quote", {"quote": cited["quote"]})["verdict"] == "exact"


@pytest.mark.parametrize(("call", "given", "status"), [
    ("ask", {"question": 7}, 400), ("remove", {}, 404), ("ask", b"x" * 5_000_000, 413)])
def test_http_errors_are_json(addresses, call, given, status):
    found, record = refused(f"{addresses[0]}/api/{call}", given)
    assert found == status
    assert json.loads(record)["error"]


def test_an_agent_is_offered_the_four_tools_and_nothing_else(addresses):
    async def use(client):
        return (await client.list_tools()).tools

    found = with_tools(addresses[0], use)
    assert [tool.name for tool in found] == TOOLS
    for tool in found:
        assert tool.description
        assert tool.annotations.read_only_hint
    assert found[0].input_schema["required"] == ["question"]
    assert set(found[0].input_schema["properties"]) == {
        "question", "publishers", "since", "until", "articles", "strictness"}


def test_an_agent_asks_and_reads_the_article_that_is_cited(addresses):
    async def use(client):
        answer = (await client.call_tool("ask", {"question": WALL})).structured_content
        cited = answer["citations"][0]
        read = await client.call_tool("read-article", {"article_id": cited["article_id"]})
        hits = await client.call_tool("search", {"question": WALL, "k": 2, "publishers": ["Coastline"]})
        checked = await client.call_tool("check-quote", {"quote": cited["quote"]})
        return cited, read.structured_content, hits.structured_content, checked.structured_content

    cited, read, hits, checked = with_tools(addresses[0], use)
    assert read["text"][cited["start"] : cited["end"]] == cited["quote"]
    assert {hit["publisher"] for hit in hits["passages"]} == {"Coastline"}
    assert checked["verdict"] == "exact"


def test_an_error_is_told_to_the_agent_as_it_is(addresses):
    async def use(client):
        return [await client.call_tool("read-article", {"article_id": "none"}), await client.call_tool("ask", {}),
                await client.call_tool("remove", {"article_id": "x"})]

    missing, incomplete, unknown = with_tools(addresses[0], use)
    assert missing.is_error
    assert "no article 'none' in the library" in missing.content[0].text
    assert incomplete.is_error
    assert "question" in incomplete.content[0].text
    assert unknown.is_error


def test_without_the_option_no_agent_is_served(addresses):
    assert refused(f"{addresses[1]}/mcp", LISTING)[0] == 404


def test_a_page_from_elsewhere_reaches_no_tool(addresses):
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        assert refused(f"{addresses[0]}/mcp", LISTING, Accept="application/json, text/event-stream",
                       **headers)[0] in {403, 421}


def test_behind_a_proxy_the_page_knows_by_which_address_it_was_called(addresses):
    proxied = {"X-Forwarded-Host": "news.example.org", "X-Forwarded-Proto": "https"}
    with urlopen(Request(f"{addresses[0]}/config", headers=proxied)) as reply:
        assert json.load(reply)["root"] == "https://news.example.org"


def test_without_a_password_nothing_can_be_read(addresses):
    article = post(f"{addresses[3]}/api/ask", {"question": WALL}, Authorization=ANA)["citations"][0]["article_id"]
    gradio = ["gradio_api/info", "config", "gradio_api/queue/data?session_hash=x", "gradio_api/startup-events",
              "gradio_api/file=/etc/passwd", "theme.css"]
    for path in ["", "health", f"article/{article}", "look/app.css", "api/ask", "mcp", *gradio]:
        for headers in ({}, {"Authorization": WRONG}, {"Authorization": "Bearer x"}):
            assert refused(f"{addresses[3]}/{path}", **headers) == (401, "Who are you?"), path
    for path in ["api/ask", "mcp", "gradio_api/queue/join", "gradio_api/upload"]:
        assert refused(f"{addresses[3]}/{path}", {"question": WALL}) == (401, "Who are you?"), path
    with urlopen(Request(f"{addresses[3]}/article/{article}", headers={"Authorization": ANA})) as reply:
        assert b"pq-article" in reply.read()


def test_an_agent_needs_the_password_too(addresses):
    async def use(client):
        return (await client.call_tool("ask", {"question": WALL})).structured_content["abstained"]

    assert with_tools(addresses[3], use, Authorization=ANA) is False
    with pytest.raises(ExceptionGroup) as caught:
        with_tools(addresses[3], use, Authorization=WRONG)
    assert caught.group_contains(Exception, match="error response")
