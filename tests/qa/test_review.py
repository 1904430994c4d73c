import pytest

from embeddings.keyword import KeywordEncoder
from qa import Assistant
from qa.review import quotations
from qa.verdict import Verdict

ARTICLE = "Council votes\n\nThe council voted 7–2 on Tuesday to close the pool. “We had no money left,” the mayor said."


def over(folder, text):
    """An assistant over one article."""
    (folder / "article.txt").write_text(text, encoding="utf-8")
    made = Assistant.open(folder / "library", KeywordEncoder(["council", "wall"]))
    made.add(folder / "article.txt")
    return made


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    return over(tmp_path_factory.mktemp("review"), ARTICLE)


@pytest.mark.parametrize(("text", "found"), [
    ("He said “we had no money” and left.", ["we had no money"]),
    ('She said "we had" and "no money left", twice.', ["we had", "no money left"]),
    ("„wir hatten kein Geld“ und «pas d’argent»", ["wir hatten kein Geld", "pas d’argent"]),
    ("“We had no money left,” she said.", ["We had no money left"]),
    ("A “lovely” day", []),
    ("no marks at all", []),
    ("“one paragraph\nof two lines” “but\n\nnever two”", ["one paragraph\nof two lines"]),
    ('an inch is 1" or 2" wide', []),
])
def test_quotations_are_what_stands_between_double_marks(text, found):
    assert [text[start:end] for start, end in quotations(text)] == found


def test_a_draft_gets_a_verdict_on_each_quotation_and_is_corrected(assistant):
    draft = 'It "voted 9–2 on Tuesday to close the pool". “We had no money left,” he said. “Never ever heard of.”'
    found = assistant.review(draft)
    assert [one.check.verdict for one in found.quotations] == [Verdict.ALTERED, Verdict.EXACT, Verdict.NOT_FOUND]
    assert [draft[one.start : one.end] for one in found.quotations] == [one.check.quote for one in found.quotations]
    assert found.corrected == draft.replace("9–2", "7–2")


def test_a_text_without_marks_is_one_quotation_and_a_blank_one_none(assistant):
    (one,) = assistant.review("voted 7–2 on Tuesday").quotations
    assert one.check.verified
    assert assistant.review(" \n").quotations == ()


def test_a_sentence_that_ends_with_the_comma_of_the_draft_is_the_source_s(speaking):
    draft = "“The committee backed the wall,” it says. “The committee backed the wall, twice,” it says."
    assert [one.check.verdict for one in speaking.review(draft).quotations] == [Verdict.EXACT, Verdict.ALTERED]


STORY = ("Wall backed\n\nThe committee backed the wall. “We have had nine winters of reports,” said Petra Lindhal, its "
         "chair.\n\n“The sardines come in June,” said Oskar Lindhal, the harbourmaster. Nobody else spoke.")


@pytest.fixture(scope="module")
def speaking(tmp_path_factory):
    return over(tmp_path_factory.mktemp("speaking"), STORY)


@pytest.mark.parametrize(("draft", "others"), [
    ("“We have had nine winters of reports,” said Henrik Solberg.", [("Petra Lindhal",)]),
    ("“We have had nine winters of reports,” said Oskar Lindhal.", [("Petra Lindhal",)]),
    ("“We have had nine winters of reports,” said Petra Lindahl.", [("Petra Lindhal",)]),
    ("Henrik Solberg said: “We have had nine summers of reports”.", [("Petra Lindhal",)]),
    ("“We have had nine winters of reports,” said Petra Lindhal. “The sardines come in June,” she said.",
     [(), ("Oskar Lindhal",)]),
    ("“We have had nine winters of reports,” said Petra Lindhal.", [()]),
    ("“We have had nine winters of reports,” said Ms Lindhal.", [()]),
    ("“We have had nine winters of reports,” said the chair.", [()]),
    ("“We have had nine winters of reports.” It was late.", [()]),
    ("Henrik Solberg wrote of it. “The committee backed the wall.”", [()]),
    ("“Nobody ever said this thing,” said Henrik Solberg.", [()]),
])
def test_who_says_a_quotation_in_a_draft_is_held_against_who_says_it_in_the_article(speaking, draft, others):
    found = speaking.review(draft).quotations
    assert [one.spoken_by for one in found] == others
    assert [one.sound for one in found] == [one.check.verified and not one.spoken_by for one in found]
