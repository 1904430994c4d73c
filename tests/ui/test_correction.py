"""The corrected draft: verified quotations untouched, altered ones in the source's words, every change marked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import PullquoteError
from qa.review import review
from tests.ui.answering import open_assistant
from ui import visit
from ui.correction import markdown, plain

DRAFT = ("It is *old*. “We have had nine winters of reports,” she said. The wall \"will run 940 metres along the quay "
         "from Tern Mole to Old Custom House\". «We had had ten winters of reports.»\n\n“Nobody ever said this thing "
         "at all.” “We have had nine winters … to the Old Custom House”.")
VERIFIED = "“We have had nine winters of reports,” she said."


@pytest.fixture(scope="module")
def store(library):
    return open_assistant(library).store


def unmarked(text):
    """Return the corrected draft without its marks: what a reader sees who accepts every change."""
    body = re.sub(r"\[\^pullquote-\d+\]", "", text.partition("\n\n---\n")[0])
    return re.sub(r"\\([\\`*_\[\]<>~])", r"\1", re.sub(r"~~.*?~~ ?|\*\*", "", body))


def unnoted(text):
    return re.sub(r" \[note \d+\]", "", text.partition("\n\n----\n")[0])


def test_markdown_marks_what_was_changed_and_says_in_a_footnote_where_the_words_stand(store):
    text = markdown(review(store, DRAFT))
    assert VERIFIED in text
    assert ('"will run ~~940~~ **640** metres ~~along the quay~~ from Tern Mole to **the** Old Custom House"'
            "[^pullquote-1]." in text)
    assert "«We ~~had~~ **have** had ~~ten~~ **nine** winters of reports~~.~~»[^pullquote-2]" in text
    first = next(line for line in text.splitlines() if line.startswith("[^pullquote-1]:"))
    assert re.search(r"Corrected to the words of Committee backs .*, The Adler Courier, 14 March 2025 \(article "
                     r"[0-9a-f]{12}, characters \d+–\d+\)\.$", first)
    assert "5 quotations, 1 verified, 2 corrected, 2 to be put right." in text


def test_what_copying_cannot_put_right_stands_as_it_was_and_the_note_says_why(store):
    text = plain(review(store, DRAFT))
    assert "“Nobody ever said this thing at all.” [note 3]" in text
    assert "[note 3] Left as it was: no article has these words" in text
    assert "“We have had nine winters … to the Old Custom House” [note 4]." in text
    assert re.search(r"\[note 4\] Left as it was: these words stand apart .*“We have had nine winters”, Committee "
                     r"backs .*; “to the Old Custom House”, Committee backs", text)


def test_a_wrong_speaker_is_told_in_a_note_and_the_draft_is_left(store):
    draft = "“We have had nine winters of reports,” said Henrik Solberg."
    text = plain(review(store, draft))
    assert text.startswith("“We have had nine winters of reports,” [note 1] said Henrik Solberg.")
    assert re.search(r"\[note 1\] The words are those of Committee backs .*\)\. There Petra Lindhal says it, not "
                     r"Henrik Solberg\.$", text, re.MULTILINE)
    assert "1 quotation, 1 to be put right." in text


def test_plain_text_shows_both_wordings_with_the_change_in_brackets(store):
    text = plain(review(store, DRAFT))
    assert ("  draft   We [had] had [ten] winters of reports[.]\n"
            "  source  We [have] had [nine] winters of reports\n" in text)


def test_without_its_marks_each_file_is_the_corrected_draft(store):
    found = review(store, DRAFT)
    assert unmarked(markdown(found)) == unnoted(plain(found)) == found.corrected
    assert found.corrected.startswith(DRAFT[: DRAFT.index("940")])


WORDS = st.sampled_from(["we", "have", "had", "nine", "ten", "winters", "of", "reports", "*", "“", "”", '"', "«", "»",
                         "\n\n", "[note 1]", "the quarter that moved its beds upstairs", "said."])


@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_nothing_outside_altered_quotations_ever_changes(store, draft):
    found = review(store, draft)
    text = plain(found)
    kept, at = [], 0
    for one in found.quotations:
        if one.check.verdict.value == "altered":
            kept.append(draft[at : one.start])
            at = one.end
    for part in [*kept, draft[at:]]:
        for piece in re.split(r"[”»\"]", part):
            assert piece in text


def test_a_browser_gets_the_file_and_no_other_format(store):
    found = review(store, DRAFT)
    sent = visit.corrected(found, "markdown")
    assert (sent["name"], sent["media"], sent["text"]) == ("draft-corrected.md", "text/markdown", markdown(found))
    for wrong in ("exe", None, {}, 0):
        with pytest.raises(PullquoteError, match="no such format"):
            visit.corrected(found, wrong)
