"""The public sets, read from beside the repository; skipped where they are not."""

from collections import Counter

import pytest

from eval.adapters import load_named
from eval.adapters.documents import make_document, moved_span, only_span
from eval.data import save_dataset
from eval.errors import EvalError
from eval.lint import check_dataset
from eval.types import Kind
from tests.eval.samples import DATASET

FOLDERS = {"squad": "squad2", "xquad-de": "xquad", "xquad-es": "xquad", "chroma": "chroma_chunking"}


@pytest.fixture(scope="module")
def load(shared_data):
    return lambda name: load_named(f"{name}:{shared_data / FOLDERS.get(name, name)}")


@pytest.mark.data
@pytest.mark.parametrize(("name", "documents", "kinds"), [
    ("onestopqa", 189, {Kind.ANSWERABLE: 177}),
    ("squad", 646, {Kind.ANSWERABLE: 2910, Kind.UNANSWERABLE: 3168}),
    ("xquad", 240, {Kind.ANSWERABLE: 1190}),
    ("xquad-de", 240, {Kind.ANSWERABLE: 1190}),
    ("xquad-es", 240, {Kind.ANSWERABLE: 1190}),
    ("chroma", 5, {Kind.ANSWERABLE: 472}),
    ("quotesum", 280, {Kind.ANSWERABLE: 91}),
    ("clapnq", 310, {Kind.ANSWERABLE: 154, Kind.UNANSWERABLE: 159}),
    ("ramdocs", 1383, {Kind.ANSWERABLE: 67, Kind.CONFLICTING: 182}),
])
def test_a_set_is_read_whole_and_sound(load, name, documents, kinds):
    dataset = check_dataset(load(name))
    assert len(dataset.documents) == documents
    assert Counter(question.kind for question in dataset.questions) == kinds


@pytest.mark.data
def test_onestopqa_marks_the_critical_span_and_all_distractors_but_two(load):
    questions = load("onestopqa").questions
    first = next(q for q in questions if q.qid == "can-the-us-electric-bike-market-get-a-jump-start-0-1")
    ((gold,),) = (evidence.spans for evidence in first.evidence)
    assert gold.text == "Pizzi, who is now CEO of Currie Technologies, the number one seller of e-bikes in the US,"
    assert first.bad[0].text == "electric bikes nearly 20 years ago,"
    assert {len(question.evidence) for question in questions} == {1}
    assert sum(len(question.bad) for question in questions) == 175


@pytest.mark.data
def test_squad_marks_the_sentence_of_the_answer(load):
    question = load("squad").questions[0]
    assert question.question == "In what country is Normandy located?"
    assert (question.answers[0].text, question.answers[0].aliases) == ("France", ())
    (evidence,) = question.evidence  # four people gave the same answer
    assert evidence.spans[0].text.startswith("The Normans (Norman: Nourmands;")
    assert evidence.spans[0].text.endswith("gave their name to Normandy, a region in France.")


@pytest.mark.data
def test_xquad_asks_the_same_in_every_language(load):
    sets = [load(name) for name in ("xquad", "xquad-de", "xquad-es")]
    asked = [[(question.qid, question.split) for question in dataset.questions] for dataset in sets]
    assert asked[0] == asked[1] == asked[2]


@pytest.mark.data
def test_chroma_keeps_its_offsets_through_texts_that_are_made_canonical(load):
    dataset = load("chroma")
    first = next(question for question in dataset.questions if question.story_id == "chatlogs")
    (evidence,) = first.evidence
    assert all(span.text == dataset.documents["chatlogs"].text[span.start : span.end] for span in evidence.spans)
    assert dataset.documents["wikitexts"].text.startswith("= Valkyria Chronicles III =")  # a space stood before


@pytest.mark.data
def test_clapnq_keeps_its_own_sentences_and_every_annotators_choice(load):
    dataset = load("clapnq")
    question = dataset.questions[0]
    assert question.qid == "6401197308716204890"
    assert len(question.evidence[0].spans) == 3
    assert len(dataset.documents[question.evidence[0].spans[0].doc].sentences) == 5
    assert sum(len(question.evidence) for question in dataset.questions) == 253


@pytest.mark.data
def test_ramdocs_has_a_side_for_each_answer_and_marks_misinformation(load):
    questions = {question.qid: question for question in load("ramdocs").questions}
    director = questions["ramdocs-000"]
    assert (director.kind, director.answers[0].text) == (Kind.ANSWERABLE, "Mahesh Bhatt")
    assert all("Raj Kapoor" in span.text for span in director.bad)
    for question in questions.values():
        for side, answer in zip(question.sides, question.answers, strict=question.kind is Kind.CONFLICTING):
            assert all(answer.text.casefold() in span.text.casefold() for span in side.spans)


def test_a_folder_with_a_dataset_is_loaded_by_its_path_alone(tmp_path):
    save_dataset(DATASET, tmp_path)
    assert load_named(str(tmp_path)) == DATASET


@pytest.mark.parametrize("name", ["squad:/no/such/folder", "sqaud:.", "nowhere"])
def test_a_set_or_a_folder_that_does_not_exist_is_named(name):
    with pytest.raises(EvalError, match="there is no folder"):
        load_named(name)


@pytest.mark.parametrize(("raw", "words"), [
    ("Plain text.", "text"),
    ("\n  Spaces before it.  ", "before"),
    ("Cafe\u0301 by the sea\u0301.", "sea\u0301"),  # two code points each become one
    ("  e\u0301 ends here", "here"),
])
def test_a_span_moves_with_its_text_when_that_is_made_canonical(raw, words):
    document = make_document("d", "", raw)
    start = raw.index(words)
    moved = moved_span(document, raw, start, start + len(words))
    assert moved.text == words.replace("a\u0301", "á")
    assert document.text[moved.start : moved.end] == moved.text


def test_a_span_that_reaches_into_what_is_cut_off_ends_with_the_text():
    document = make_document("d", "", "The end.  ")
    assert moved_span(document, "The end.  ", 4, 10).text == "end."


def test_words_that_occur_twice_or_never_have_no_only_span():
    document = make_document("d", "", "One two one.")
    assert only_span(document, "two").start == 4
    assert only_span(document, "o") is None
    assert only_span(document, "three") is None
