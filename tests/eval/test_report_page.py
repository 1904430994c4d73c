"""The page is one document that loads nothing, runs nothing from outside, and leads nowhere that is not there."""

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from eval.gate import Check, Verdict
from eval.own import load_own
from eval.paired import Outcome
from eval.report.content import Content
from eval.report.page import html_report
from eval.report.save import write_html
from eval.runfiles import Run
from eval.score import score_run
from eval.systems import bm25_paragraphs, top_passage
from eval.types import Prediction
from tests.eval.reported import DOCUMENTS, EVIL, HOSTILE, INFO, PREDICTIONS, content, everything

EXAMPLES = Path(__file__).parents[2] / "examples"
VOID = {"meta", "input", "br", "img"}
OPTIONAL_END = {"th", "td", "tr"}


class Page(HTMLParser):
    """What a browser would build: elements with their attributes, the text below each id, and what is badly nested."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.problems = [], [], []
        self.text = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag not in VOID:
            self.open.append((tag, attributes.get("id")))

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        while self.open[-1][0] != tag and self.open[-1][0] in OPTIONAL_END:
            self.open.pop()
        if self.open[-1][0] == tag:
            self.open.pop()
        else:
            self.problems.append(f"</{tag}> closes <{self.open[-1][0]}>")

    def handle_data(self, data):
        for _, identity in self.open:
            if identity:
                self.text[identity] = self.text.get(identity, "") + data

    def all(self, name):
        return [attributes[name] for _, attributes in self.elements if name in attributes]


@pytest.fixture(scope="module")
def html():
    return html_report(everything())


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_elements_are_nested_as_they_should_be(page):
    assert not page.problems
    assert not page.open


def test_nothing_is_loaded(page):
    assert not {tag for tag, _ in page.elements} & {"link", "img", "image", "iframe", "object", "embed", "base"}
    assert not page.all("src") + page.all("action") + page.all("srcset")
    assert all(href.startswith("#") for href in page.all("href"))


def test_one_script_runs_and_it_is_known_by_its_hash(html, page):
    assert [tag for tag, _ in page.elements].count("script") == 1
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = [attributes["content"] for _, attributes in page.elements if "http-equiv" in attributes]
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_no_word_from_outside_becomes_an_element_or_an_attribute(page):
    assert not [attributes for _, attributes in page.elements if any(name.startswith("on") for name in attributes)]
    assert not [tag for tag, _ in page.elements if tag in {"i", "img", "iframe"}]


def test_templates_in_the_data_are_not_rendered(html):
    assert "{{ 7*7 }}" in html
    assert "{% raw %}" in html


def test_ids_are_unique_and_every_link_leads_somewhere(page):
    assert not [name for name, count in Counter(page.all("id")).items() if count > 1]
    assert not {href[1:] for href in page.all("href")} - set(page.all("id"))


def test_an_article_stands_in_full_once_character_by_character(html, page):
    shown = {identity: text for identity, text in page.text.items() if identity.startswith("a-")}
    assert sorted(shown.values()) == sorted(document.text for document in DOCUMENTS.values())
    assert html.count("Reader number 3 wrote to the paper") < 3 * 3  # in full once an article, beside few questions


def test_a_nul_is_shown_and_moves_nothing():
    evil = replace(EVIL, text=EVIL.text.replace("gnome", "gno\0e"))
    found = everything()
    dataset = replace(found.dataset, documents={**DOCUMENTS, EVIL.doc: evil})
    page = Page(html_report(replace(found, dataset=dataset)))
    (text,) = [text for identity, text in page.text.items() if identity.startswith("a-evil")]
    assert text == evil.text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def test_every_question_has_its_place_and_its_fate(page):
    questions = [attributes for tag, attributes in page.elements
                 if tag == "details" and "question" in attributes.get("class", "")]
    assert len(questions) == 9
    assert Counter(found["data-loss"] for found in questions) == {
        "right": 3, "wrong_span": 1, "quote_invalid": 1, "not_retrieved": 1, "failed": 1, "side_missing": 1,
        "answered_anyway": 1}
    assert {found["data-change"] for found in questions} == {"", "fixed", "broken"}


def test_places_in_articles_are_marked_by_word_and_not_by_colour_alone(html):
    for label in ("gold", "missed", "1 altered", "would do too", "marked wrong"):
        assert re.search(rf'<mark class="[a-z ]+"><b class="l-[a-z]+">[^/]*{label}', html), label


def test_the_difference_of_an_altered_quote_is_shown(html):
    assert "<del>12.4</del> → <ins>14.2</ins>" in html


def test_parts_without_data_are_left_out():
    bare = html_report(content())
    for section in ("references", "comparison", "interventions", "verifier"):
        assert f'id="{section}"' not in bare
        assert f'href="#{section}"' not in bare
    assert 'id="verdict"' in bare


def test_a_run_without_confidence_says_so():
    silent = {qid: replace(prediction, confidence=None) for qid, prediction in PREDICTIONS.items()}
    assert "No answer of this run has a confidence." in html_report(content(silent))


def test_a_run_that_only_fails_is_reported():
    failed = {qid: Prediction(qid, failed="no line") for qid in PREDICTIONS}
    page = Page(html_report(content(failed)))
    assert not page.problems
    assert "0 of 9 questions count as right" in " ".join(page.text["verdict"].split())


def test_a_run_without_questions_is_reported():
    found = content()
    empty = replace(found, run=replace(found.run, results=()))
    assert "No question of this run has a headline score" in html_report(empty)


def test_the_verdict_of_a_gate_is_shown():
    check = Check("citations_valid", Outcome.FAIL, f"0.9 over 9 questions breaks the minimum 1 {HOSTILE}", 0.9)
    shown = html_report(content(verdict=Verdict(Outcome.FAIL, 1, (check,))))
    assert "Gate: ✗ fail" in shown
    assert "fail: citations_valid, 0.9 over 9 questions" in shown


def test_a_verifier_is_shown_with_its_card(page):
    told = "".join(page.text["verifier"].split())
    assert "Citationrecall75%50to90%8scored,1excluded,1failed" in told
    assert "Citationprecision–0scored" in told
    assert "Card:right50%" in told
    assert "Card:changeanumber10%" in told


def test_the_same_run_gives_the_same_page(html):
    assert html_report(everything()) == html


def test_it_is_saved_byte_by_byte(html, tmp_path):
    write_html(everything(), tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes() == html.encode()


def test_four_hundred_questions_stay_below_five_megabytes():
    own = load_own(EXAMPLES)
    lacking = 400 - len(own.questions)
    more = tuple(replace(question, qid=f"{question.qid}-again") for question in own.questions[:lacking])
    dataset = replace(own, questions=own.questions + more)
    assert len(dataset.questions) == 400
    predictions = top_passage(dataset, bm25_paragraphs(dataset))
    run = Run(INFO, score_run(dataset, predictions))
    assert len(html_report(Content(run, dataset, predictions, run)).encode()) < 5_000_000
