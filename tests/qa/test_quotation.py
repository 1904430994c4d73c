"""Whether an article has the words of a quotation: other typography is let pass, another word or number never."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.quotation import find, read
from qa.read import canonical
from qa.wording import words
from tests.qa.texts import article, texts

TEXT = """Council backs bond

The city council voted 7–2 on Tuesday to approve the $41 million stadium bond.

Mayor Ana Ruiz called the vote “a step forward” — and the boys’ room—well, 12.5 million.
He said ‘no’ and “he told us ‘yes’,” they say. A ﬁne oﬃce. The « mot » is a well-known one. It was the first.
• first item
• second item"""


def found(quotation, text=TEXT):
    return [place.text for place in find(read(quotation), [article(text)])]


@pytest.mark.parametrize(("pasted", "expected"), [
    ("a step", "a step"), (" a step\n", "a step"), ('"a step"', "a step"), ("“a step”", "a step"),
    ("‘a step’", "a step"),
    ("«a step»", "a step"), ("„a step“", "a step"), ("“‘a step’”", "a step"), ("“ a step ”", "a step"),
    ("…a step…", "a step"), ("“[…] a step...”", "a step"), ("\u200b“a step”\u00ad", "a step"),
    ('"A step," she said', '"A step," she said'), ('"No," she said, "not yet"', '"No," she said, "not yet"'),
    ('"She said "no" to us"', 'She said "no" to us'), ("“have had coffee,””", "have had coffee,”"),
    ("", ""), ("…", ""), ("“”", ""), ("--- !", ""), ("\u200b", ""),
])
def test_what_stands_around_a_paste_is_no_part_of_its_words(pasted, expected):
    read_as = read(pasted)
    assert read_as.words == expected
    assert read_as.text == pasted


@pytest.mark.parametrize(("pasted", "expected"), [
    ("voted 7-2 on", "voted 7–2 on"), ("voted 7−2 on", "voted 7–2 on"),
    ('called the vote "a step forward" -', "called the vote “a step forward” —"),
    ('the vote "a step forward" -- and', "the vote “a step forward” — and"),
    ("“called the vote ‘a step forward’”", "called the vote “a step forward”"),
    ("called the vote 'a step forward'", "called the vote “a step forward”"),
    ('said "no" and \'he told us "yes",\' they', "said ‘no’ and “he told us ‘yes’,” they"),
    ("the boys' room - well", "the boys’ room—well"), ("room-well", "room—well"), ("room — well", "room—well"),
    ("stadium\u00a0bond.  Mayor\nAna", "stadium bond.\n\nMayor Ana"),
    ("Council backs bond The city", "Council backs bond\n\nThe city"),
    ("million sta\u00addium\u200b bond", "million stadium bond"),
    ("million sta-\ndium bond", "million stadium bond"),
    ("a well-\nknown one", "a well-known one"), ("a well–known one", "a well-known one"),
    ("A fine office", "A ﬁne oﬃce"), ("A ﬁne oﬃce", "A ﬁne oﬃce"), ("the ﬁrst", "the first"),
    ('The "mot" is', "The « mot » is"), ("• first item\r\n• second", "• first item\n• second"),
    ("$ 41 million", "$41 million"),
])
def test_other_typography_is_found_and_shown_as_the_article_has_it(pasted, expected):
    assert found(pasted) == [expected]


@pytest.mark.parametrize("pasted", [
    "voted 9-0 on", "to reject the $41", "the $41 billion", "The City Council", "the vote a step forward", "Mayor Anna",
    "called the vote “a step forward” and", "stadium bond Mayor", "the boys room", "wellknown", "well - known",
    "fineoffice", "12 5 million", "125 million", "12,5 million", "he told us yes", "The mot is",
    "first item second item",
])
def test_another_word_number_mark_or_case_is_not_found(pasted):
    assert found(pasted) == []


@pytest.mark.parametrize("pasted", [
    "5 million", "2 on Tuesday", "41 million", "voted 7", "ouncil backs", "Mayor An", "known one", "a well", "oﬃ",
])
def test_a_part_of_a_word_or_number_is_not_found(pasted):
    assert found(pasted) == []


def test_a_point_that_ends_a_sentence_makes_no_number():
    assert found("5.4 people", "It is in section 5. 4 people died.") == []
    assert found("5. 4 people", "They were 5.4 people each.") == []
    assert found("no-one is enough", "He said no — one is enough.") == []
    assert found("no - one is sure", "They say no-one is sure.") == []


@pytest.mark.parametrize(("text", "pasted", "expected"), [
    ("İstanbul’da ısı I ı arttı.", "İstanbul'da ısı I", "İstanbul’da ısı I"),
    ("İstanbul’da ısı arttı.", "istanbul'da ısı", None), ("İstanbul’da ısı arttı.", "Istanbul'da ısı", None),
    ("ISI arttı.", "ısı arttı", None),
    ("She won 👍🏽 at last 👩‍👩‍👧.", "won 👍🏽 at last 👩‍👩‍👧", "won 👍🏽 at last 👩‍👩‍👧"),
    ("She won 👍🏽.", "won 👍", None),
    ("قالت: «لن نوقع اليوم» في دبي.", '"لن نوقع اليوم"', "لن نوقع اليوم"),
    ("قالت لن نوقع اليوم", "\u202bقالت لن\u202c", "قالت لن"),
    ("דו״ח חדש", 'דו"ח חדש', "דו״ח חדש"),
    ("Caf\u00e9 Zoë", "Cafe\u0301 Zoe\u0308", "Caf\u00e9 Zoë"),
    ("他走了。她来了！", "她来了", "她来了"),
])
def test_other_scripts(text, pasted, expected):
    assert found(pasted, text) == ([expected] if expected else [])


def test_every_place_is_found():
    text = "A bond. The bond, a bond; abonds."
    assert [place.start for place in find(read("bond"), [article(text)])] == [2, 12, 20]
    assert len(list(find(read("bond"), [article(text), article(text, "/b")]))) == 6
    assert found("5 5", "15 5 5") == ["5 5"]  # the first, inside 15, is none, and hides none


@pytest.mark.timeout(20)
@pytest.mark.parametrize("pasted", [
    ". " * 80 + "x", '" ' * 80 + "x", "- " * 80 + "x", "[" * 3000 + "x", "a" + " " * 20_000 + "x"])
def test_a_paste_of_many_marks_takes_no_longer_than_another(pasted):
    assert found(pasted, ". " * 100 + '" ' * 100 + "- " * 100 + "a y") == []


def told(text):
    """The letters, digits and marks of a text, without quotation marks, dashes and what does not show."""
    text = unicodedata.normalize("NFKC", re.sub("[´`′″]", "", text))
    return [character for character in text if not character.isspace() and character not in "\"'“”„‟‘’‚‛‹›«»−"
            and unicodedata.category(character) not in {"Pd", "Cf", "Lm"}]


@given(texts.map(canonical), texts, st.data())
def test_what_is_found_has_the_letters_digits_and_marks_of_the_quotation(text, other, data):
    start = data.draw(st.integers(0, len(text)))
    pasted = data.draw(st.sampled_from([text[start : start + data.draw(st.integers(0, 40))], other]))
    for place in find(read(pasted), [article(text)]):
        assert text[place.start : place.end] == place.text
        assert told(place.text) == told(read(pasted).words)


@given(texts.map(canonical).filter(words), st.data())
def test_whole_words_of_an_article_are_found_where_they_stand(text, data):
    bounds = words(text)
    first = data.draw(st.integers(0, len(bounds) - 1))
    last = data.draw(st.integers(first, len(bounds) - 1))
    start, end = bounds[first][0], bounds[last][1]
    pasted = read(text[start:end])
    places = [(place.start, place.end) for place in find(pasted, [article(text)])]
    if pasted.words:
        assert (start + pasted.start, start + pasted.end) in places
