"""Answers as files: their places kept, their words literal, their articles listed."""

import json

import bibtexparser
import pytest

from tests.ui.specimens import HOSTILE, answer, article, quote, read, refusal
from ui.citations import bibtex, reference_list
from ui.conversation import Failure
from ui.export import FORMATS, export

BRIDGE = article("Bridge opens\n\nThe bridge opened on 3 May.", url="https://courier.example/a_b")
ANSWER = answer(quote(BRIDGE, "The bridge opened on 3 May."), short_answer="3 May")


def test_every_format_names_question_answer_and_place_and_leaves_failures_out():
    turns = (ANSWER, Failure("Why?", "broken"), refusal(BRIDGE))
    for key in ("markdown", "page", "json"):
        file = export(turns, key)
        assert "The bridge opened on 3 May." in file.text
        assert "broken" not in file.text
        assert "What is not there?" in file.text
    record = json.loads(export(turns, "json").text)[0]["citations"][0]
    assert (record["start"], record["end"]) == (14, 41)
    assert "characters 14–41" in read(export(turns, "page").text.partition("<body>")[2].partition("</body>")[0]).text


def test_hostile_words_stay_words_in_every_format():
    source = article(f"{HOSTILE}\n\n{HOSTILE} twice", title=HOSTILE, publisher=HOSTILE, authors=(HOSTILE,), url=HOSTILE)
    turns = (answer(quote(source, f"{HOSTILE} twice"), question=HOSTILE, short_answer=HOSTILE),)
    page = read(export(turns, "page").text.partition("<body>")[2].partition("</body>")[0])
    assert page.one("blockquote").text == f"{HOSTILE} twice"
    assert not page.all("script") + page.all("img")
    text = export(turns, "markdown").text
    assert "\\<script\\>" in text
    assert "<script" not in text.replace("\\<script", "")
    (entry,) = bibtexparser.parse_string(export(turns, "bibtex").text).entries
    assert "window.pwned=1" in entry["title"]


@pytest.mark.parametrize("style", ["apa", "chicago-author-date-16th-edition"])
def test_references_name_author_date_title_outlet_and_address_once(style):
    text = reference_list([BRIDGE, BRIDGE], style)
    assert len(text.split("\n\n")) == 2
    assert all(part in text for part in ("Ana Reyes", "2025", "March 14", "The Courier", "https://courier.example/a_b"))
    assert "bridge opens" in text.lower()


def test_an_article_without_author_or_date_is_listed_too():
    bare = article("Bridge opens", publisher=None, authors=(), published=None)
    assert "Bridge opens" in reference_list([bare], "apa")
    (entry,) = bibtexparser.parse_string(bibtex([bare, bare])).entries
    assert entry.key == "pullquote:a1"


def test_every_format_has_a_name_and_an_ending_of_its_own():
    assert len({suffix for _, suffix, *_ in FORMATS.values()}) == len(FORMATS)
