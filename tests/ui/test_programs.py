"""What programs are offered: four calls, checked arguments, every error a line and a status, a few at a time."""

import json
import threading
from functools import partial

import anyio
import pytest

from qa import Assistant
from qa.errors import LibraryError
from tests.ui.answering import Failing, Overlap, open_assistant
from ui.programs import AT_ONCE, Programs
from ui.service import Service

WALL = "How long will the harbour wall be?"
FIRE = "How many people died in the ferry fire?"


@pytest.fixture(scope="module")
def service(library):
    opened = open_assistant(library)
    return Service(Assistant(opened.store, opened.encoder, Overlap()))


@pytest.fixture(scope="module")
def call(service):
    """A function that makes a call as it comes in, with an object or with a text that is none."""
    programs = Programs(service)

    def call_one(name, given):
        body = given if isinstance(given, bytes) else json.dumps(given).encode()
        return anyio.run(programs.call, name, body)

    return call_one


def test_an_answer_is_what_the_command_line_prints_and_its_quotes_are_slices(call):
    status, answer = call("ask", {"question": WALL})
    assert (status, answer["abstained"]) == (200, False)
    for citation in answer["citations"]:
        place = {"article_id": citation["article_id"], "start": citation["start"], "end": citation["end"]}
        assert call("read-article", place)[1]["text"] == citation["quote"]


def test_what_is_asked_and_searched_can_be_limited(call):
    limits = {"publishers": ["Coastline"], "since": "2025", "until": "2025-03"}
    assert {hit["publisher"] for hit in call("search", {"question": WALL, **limits})[1]["passages"]} == {"Coastline"}
    assert {hit["publisher"] for hit in call("search", {"question": WALL})[1]["passages"]} > {"Coastline"}
    assert len(call("search", {"question": WALL, "k": 2})[1]["passages"]) == 2
    assert {one["publisher"] for one in call("ask", {"question": FIRE})[1]["citations"]} > {"Velland Wire"}
    limits = {"publishers": ["Velland Wire"], "until": "2024"}
    assert {one["publisher"] for one in call("ask", {"question": FIRE, **limits})[1]["citations"]} == {"Velland Wire"}
    assert call("ask", {"question": FIRE, "since": "2025"})[1]["abstained"]


def test_a_quotation_is_checked(call):
    checked = call("check-quote", {"quote": "will run 940 metres from Tern Mole to the Old Custom House"})[1]
    assert (checked["verdict"], checked["difference"][0]["source"]) == ("altered", "640")


def test_an_article_is_read_whole_or_in_part(call):
    article = call("ask", {"question": WALL})[1]["citations"][0]["article_id"]
    whole = call("read-article", {"article_id": article})[1]
    assert (whole["start"], whole["end"]) == (0, whole["characters"]) == (0, len(whole["text"]))
    part = call("read-article", {"article_id": article, "start": 5, "end": 9})[1]
    assert part["text"] == whole["text"][5:9]
    for start, end in [(9, 5), (-3, 0), (10**9, None), (7, -1)]:
        beyond = call("read-article", {"article_id": article, "start": start, "end": end})[1]
        assert beyond["text"] == whole["text"][beyond["start"] : beyond["end"]] == ""


@pytest.mark.parametrize(("name", "given", "status", "said"), [
    ("ask", b"no JSON", 400, "JSON"), ("ask", b"[]", 400, "object"), ("ask", {}, 400, "question"),
    ("ask", {"question": 7}, 400, "question"), ("ask", {"question": WALL, "strictnes": 1}, 400, "strictnes"),
    ("ask", {"question": WALL, "strictness": "1"}, 400, "strictness"),
    ("ask", {"question": WALL, "strictness": 7}, 400, "strictness of 7"),
    ("ask", {"question": WALL, "publishers": "Coastline"}, 400, "publishers"),
    ("search", {"question": WALL, "since": "yesterday"}, 400, "no date"),
    ("search", {"question": WALL, "publishers": ["Nobody"]}, 400, "Nobody"),
    ("read-article", {"article_id": "../../etc/passwd"}, 404, "no article"),
    ("check-quote", {"quote": "words", "article_id": "none"}, 404, "no article"),
    ("remove", {"article_id": "x"}, 404, "there are ask, search, check-quote, read-article"),
    ("__init__", {}, 404, "no such call")])
def test_what_cannot_be_is_refused_in_a_line(call, name, given, status, said):
    found, record = call(name, given)
    assert (found, list(record)) == (status, ["error"])
    assert said in record["error"]


def test_a_library_that_fails_is_no_fault_of_the_caller(service):
    broken = Service(Assistant(service._assistant.store, service._assistant.encoder, Failing()))
    status, record = anyio.run(Programs(broken).call, "ask", json.dumps({"question": WALL}).encode())
    assert (status, record["error"].partition(" <")[0]) == (503, str(LibraryError("the library is damaged")))


def test_only_a_few_calls_are_worked_on_at_a_time(service):
    programs, gate, running, most = Programs(service), threading.Barrier(AT_ONCE), [], []

    def slow(number):
        running.append(number)
        gate.wait(timeout=10)
        most.append(len(running))
        running.remove(number)
        return {"number": number}

    async def all_at_once():
        async with anyio.create_task_group() as group:
            for number in range(3 * AT_ONCE):
                group.start_soon(programs.in_turn, partial(slow, number))

    anyio.run(all_at_once)
    assert max(most) <= AT_ONCE
    assert len(most) == 3 * AT_ONCE
