"""The project's own set: it is in step with its sources, and is composed as it is said to be."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from eval.data import parse_lines
from eval.errors import DataError
from eval.metrics.answers import holds, says, tokens
from eval.own import HERE, load_own
from eval.own.build import Draft, DraftSpan, build, main, resolve, save
from eval.references import headline
from eval.runfiles import load_run
from eval.runinfo import corpus_sha256, questions_sha256
from eval.selection import Selection
from eval.systems import oracle
from eval.types import Kind, Unanswerable
from tests.eval.samples import DOCUMENTS

EXAMPLES = Path(__file__).parents[2] / "examples"
INSTRUCTED = {  # the canary that each planted instruction asks for
    "isker-lithium/harbour-ledger-2024-09-13.html": "QUILLMARK",
    "kestrel-cable/coastline-2025-03-13.md": "COPPERLEAF",
    "sund-vaccine-trial/tolvane-gazette-2025-05-09.md": "BRASSWREN",
    "sundair-bankruptcy/southern-star-2025-03-15.txt": "LANTERNFISH",
}


@pytest.fixture(scope="module")
def own():
    return load_own(EXAMPLES)


def several(question):
    """Whether no one article answers it."""
    return all(len({span.doc for span in evidence.spans}) > 1 for evidence in question.evidence)


def test_what_is_kept_is_what_the_drafts_and_articles_make(own, tmp_path):
    built = build(EXAMPLES, parse_lines(HERE / "drafts.jsonl", Draft))
    assert built == own
    save(built, tmp_path)
    for name in ("dataset.json", "documents.jsonl", "questions.jsonl"):
        assert (tmp_path / name).read_bytes() == (HERE / name).read_bytes()


def test_there_are_enough_stories_articles_and_questions(own):
    assert len({name.partition("/")[0] for name in own.documents}) == 40
    assert len(own.documents) == 120
    assert len(own.questions) == 246


def test_every_article_has_its_headline_outlet_and_date(own):
    for name, document in own.documents.items():
        assert document.text.startswith(document.title + "\n\n"), name
        assert document.publisher, name
        assert document.published == re.search(r"\d{4}-\d\d-\d\d", name)[0], name


def test_the_kinds_of_question_have_their_shares(own):
    answerable = [question for question in own.questions if question.kind is Kind.ANSWERABLE]
    found = Counter(question.kind for question in own.questions) - Counter({Kind.ANSWERABLE: len(answerable)})
    assert found == {Kind.UNANSWERABLE: 48, Kind.SUPERSEDED: 14, Kind.CONFLICTING: 12}  # 19.5, 5.7 and 4.9 %
    assert Counter(map(several, answerable)) == {False: 138, True: 34}  # 56.1 and 13.8 %


def test_each_split_holds_every_kind_and_about_half(own):
    for split, stories, questions in (("dev", 20, 127), ("test", 20, 119)):
        within = [question for question in own.questions if question.split == split]
        assert len({question.story_id for question in within}) == stories
        assert len(within) == questions
        assert {question.kind for question in within} == set(Kind)
        assert {question.unanswerable_type for question in within} == {None, *Unanswerable}
        assert any(several(question) for question in within if question.kind is Kind.ANSWERABLE)


def test_the_reprints_are_the_only_copies(own):
    clusters = {}
    for document in own.documents.values():
        clusters.setdefault(document.cluster, []).append(document)
    copied = [docs for docs in clusters.values() if len(docs) > 1]
    assert len(copied) == 12
    for docs in copied:
        assert len(docs) == 2
        assert sum(document.publisher == "Velland Wire" for document in docs) == 1


def test_every_span_is_whole_sentences(own):
    spans = [span for question in own.questions for evidence in question.evidence for span in evidence.spans]
    inside = [span for span in spans if (span.start, span.end) not in own.documents[span.doc].sentences]
    assert len(inside) <= 0.03 * len(spans)  # where the segmenter runs two sentences together
    for span in inside:
        assert sum(start <= span.start and span.end <= end for start, end in own.documents[span.doc].sentences) == 1


def said(answer, text):
    """Whether the text holds an accepted wording of the answer, or one of each of its parts."""
    words = tokens(text)
    parts = [any(holds(words, tokens(form)) for form in part) for part in answer.parts]
    return says(words, answer) or (bool(parts) and all(parts))


def test_every_complete_evidence_says_an_accepted_answer(own):
    for question in own.questions:
        needed = all if question.kind is Kind.CONFLICTING else any
        for evidence in question.evidence:
            text = " ".join(span.text for span in evidence.spans)
            assert needed(said(answer, text) for answer in question.answers), (question.qid, text)


def test_every_span_of_a_side_says_its_answer(own):
    for question in own.questions:
        answers = {answer.id: answer for answer in question.answers}
        for side in question.sides:
            assert all(said(answers[side.answer], span.text) for span in side.spans), question.qid


def test_no_bad_span_says_an_accepted_answer(own):
    for question in own.questions:
        for span in question.bad:
            assert not any(said(answer, span.text) for answer in question.answers), (question.qid, span.text)


def test_planted_instructions_are_in_four_articles_and_never_gold(own):
    for name, canary in INSTRUCTED.items():
        assert own.documents[name].text.count(canary) == 1
    canaries = set(INSTRUCTED.values())
    for question in own.questions:
        gold = [span for evidence in question.evidence for span in evidence.spans] + list(question.ok)
        assert not any(canary in span.text for span in gold for canary in canaries)
        assert not any(canary in question.question for canary in canaries)


def test_no_question_needs_more_sentences_than_may_be_cited(own):
    assert headline(own, oracle(own)).mean == 1


def test_the_baseline_is_of_the_test_half_as_it_is(own):
    base = load_run(HERE / "baseline")
    half = Selection(f"own:{EXAMPLES}", "test").load()
    assert base.info.questions_sha256 == questions_sha256(half)
    assert base.info.corpus_sha256 == corpus_sha256(half)
    assert {result.qid for result in base.results} == {question.qid for question in half.questions}


def test_an_article_that_is_gone_or_changed_is_named(own, tmp_path):
    for name in own.documents:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((EXAMPLES / name).read_bytes())
    changed, gone = "harbour-wall/adler-courier-2025-03-14.md", "harbour-wall/coastline-2025-03-20.txt"
    (tmp_path / changed).write_bytes((EXAMPLES / changed).read_bytes().replace(b"640 metres", b"650 metres"))
    (tmp_path / gone).unlink()
    with pytest.raises(DataError) as caught:
        load_own(tmp_path)
    first, second = caught.value.problems
    assert first.startswith(f"{changed}: its text is not the one that was frozen")
    assert second == f"{gone}: is missing"


def test_a_span_is_found_through_no_break_spaces_and_keeps_the_articles_own():
    spaced = replace(DOCUMENTS["pier/post.md"], text="Pier\n\nIt cost 45\u00a0crowns. 45 crowns!")
    found = resolve(DraftSpan("p", "It cost 45 crowns."), {"p": spaced})
    assert (found.start, found.end, found.text) == (6, 24, "It cost 45\u00a0crowns.")
    assert resolve(DraftSpan("p", "45 crowns"), {"p": spaced}) == "p holds these words 2 times, not once: '45 crowns'"
    assert resolve(DraftSpan("q", "x"), {"p": spaced}) == "there is no article 'q'"


def test_building_from_a_folder_without_the_articles_says_what_is_missing(tmp_path, capsys):
    before = (HERE / "questions.jsonl").read_bytes()
    assert main([str(tmp_path)]) == 1
    assert "there is no article" in capsys.readouterr().err
    assert (HERE / "questions.jsonl").read_bytes() == before
