import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.folding import fold, same_words


@pytest.mark.parametrize(("printed", "typed"), [
    ("“We have had nine winters,” she said", '"We have had nine winters," she said'),
    ("the city’s ‘nine-year row’", "the city's 'nine-year row'"),
    ("7–2", "7-2"),
    ("it is − at last — done", "it is - at last - done"),
    ("12\u00a0million\u202fcrowns", "12 million crowns"),
    ("one\nline", "one line"),
    ("Tomáš", "Toma\u0301s\u030c"),
    ("har\u00adbour\u200b wall", "harbour wall"),
    ("  around  ", "around"),
])
def test_printings_of_the_same_words_are_the_same(printed, typed):
    assert same_words(printed, typed)


@pytest.mark.parametrize(("one", "other"), [
    ("45%", "4.5%"), ("The wall", "the wall"), ("the wall", "wall"), ("wall.", "wall"), ("7-2", "9-0"),
    ("“wall”", "‘wall’"), ("ﬁnance", "finance"), ("wall…", "wall..."), ("Förde", "Forde"), ("³", "3"), ("", ""),
    ("\u200b", " "),
])
def test_nothing_else_is_folded_and_nothing_equals_no_words(one, other):
    assert not same_words(one, other)


def test_the_index_leads_back_to_the_original():
    text = "e\u0301t  é\u200b “x” "    # é is 0–1, t 2, spaces 3–4, é 5, no width 6, space 7, “x” 8–10, space 11
    folded = fold(text)
    assert folded.text == 'ét é "x"'
    assert folded.original(0, 1) == (0, 2)
    assert folded.original(3, 4) == (5, 7)
    assert folded.original(5, 8) == (8, 11)
    assert text[8:11] == "“x”"


@given(st.text(alphabet=st.sampled_from("aé\u0301\u0327 \n\u00a0“”’–—\u200b\u1112\u1161\u11ab한🙂x<|>"), max_size=30))
def test_folding_twice_is_folding_once_and_the_index_is_in_order(text):
    folded = fold(text)
    assert fold(folded.text).text == folded.text
    assert unicodedata.is_normalized("NFC", folded.text)
    assert len(folded.index) == len(folded.text) + 1
    assert list(folded.index) == sorted(folded.index)


@given(st.text(max_size=40))
def test_every_folded_part_comes_from_a_part_of_the_original_that_folds_to_it(text):
    folded = fold(text)
    for start in range(len(folded.text)):
        part = text[slice(*folded.original(start, start + 1))]
        assert fold(part).text == folded.text[start].strip()
