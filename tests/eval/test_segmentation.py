from importlib.metadata import version

from eval.segmentation import freeze, segmenter, sentences_around
from tests.eval.samples import DOCUMENTS, document

COURIER = DOCUMENTS["pier/courier.md"]


def words(doc):
    return [doc.text[start:end] for start, end in doc.sentences]


def test_the_headline_and_each_sentence_are_frozen():
    assert words(COURIER) == ["Pier opens", "The pier opened on 3 May.", "It cost 40 crowns.", "It has a café."]


def test_sentences_that_are_there_are_never_cut_again():
    kept = document("a", "One. Two.")
    (once,) = freeze([kept]).values()
    (again,) = freeze([document("a", "One. Two.")]).values()
    assert once == again
    coarse = type(kept)(kept.doc, kept.title, kept.text, kept.sha256, sentences=((0, 9),))
    assert freeze([coarse]) == {"a": coarse}


def test_the_segmenter_is_named_with_its_version():
    assert segmenter().endswith(f"nupunkt {version('nupunkt')}")


def test_a_span_grows_to_the_sentences_it_touches():
    start = COURIER.text.index("May")
    assert sentences_around(COURIER, start, start + 3).text == "The pier opened on 3 May."
    assert sentences_around(COURIER, start, COURIER.text.index("40")).text == (
        "The pier opened on 3 May. It cost 40 crowns.")


def test_a_span_between_sentences_stays_as_it_is():
    assert sentences_around(COURIER, 10, 12).text == "\n\n"
