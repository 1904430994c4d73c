import pytest

from qa.answer import Reason
from qa.article import Span
from qa.extract import Extractive
from qa.saying import Saying, asked_speaker, is_same
from qa.speech import Speaker
from tests.qa.texts import article, hits

COUNCIL = article(
    "Sund council argues over the ferry\n\n"
    "Ilse Moor, the mayor of Sund, said the ferry was too old and would have to be sold before winter. "
    "“It leaks, and everybody knows it,” she said.\n\n"
    "“The ferry is in better health than the mayor,” said Odd Brenner, who leads the opposition. He wants it.\n\n"
    "The school roof was not discussed. The deputy mayor, Ana Reyes, said the roof would last another year.",
    title="Sund council argues over the ferry", publisher="The Post")


ARGUMENT = article(
    "Isker council argues\n\nOdd Brenner said the ferry was late.\n\n"
    "Ilse Moor, who keeps sheep, has seen three wolves.\n\n"
    "“I counted them twice. Nobody believed me,” she said.", title="Isker council argues")


@pytest.mark.parametrize(("question", "speaker"), [
    ("What did Ilse Moor say about the ferry?", "Ilse Moor"),
    ("What does the mayor of Sund claim about the ferry?", "the mayor of Sund"),
    ("What has the river board said on the breach?", "the river board"),
    ("What is the mayor's view of the ferry?", "the mayor"),
    ("What was Odd Brenner’s first comment on the sale?", "Odd Brenner"),
    ("What was Odd Brenner’s reaction to the sale?", None),  # which need not be words
    ("What does Odd Brenner’s party say of the sale?", "Odd Brenner’s party"),
    ("What did Brenner tell the council about the sale?", "Brenner"),
    ("Why did Brenner say the ferry should stay?", None),  # any sentence that gives the reason will do
    ("What does carbon dating tell us about the wreck?", None),
    ("What did she say about it?", None),
    ("What does the report say about the ferry?", None),
    ("What do people say about the ferry?", None),
    ("When did the ferry sink?", None),
    ("Who said that the ferry leaks?", None),
])
def test_whose_words_a_question_asks_for(question, speaker):
    asked = asked_speaker(question)
    assert (asked and asked.speaker) == speaker


def test_the_subject_may_stand_in_the_paragraph_before_or_in_the_headline_but_no_farther():
    def words(fragment):
        start = ARGUMENT.text.index(fragment)
        return Span(ARGUMENT, start, start + len(fragment))

    moor = "“I counted them twice. Nobody believed me,” she said."
    assert asked_speaker("What did Ilse Moor say about the wolves?").answers(words(moor))
    assert asked_speaker("What did Ilse Moor say about the council?").answers(words(moor))  # it is in the headline
    assert not asked_speaker("What did Ilse Moor say about the ferry?").answers(words(moor))
    assert Saying("Ilse Moor").answers(words(moor))
    assert not asked_speaker("What did Odd Brenner say about the wolves?").answers(words(moor))


MOOR = Speaker("Ilse Moor", frozenset({"the", "mayor", "of", "sund"}))


@pytest.mark.parametrize(("asked", "speaker", "same"), [
    ("Ilse Moor", MOOR, True),
    ("Moor", MOOR, True),
    ("mayor Ilse Moor", MOOR, True),
    ("the mayor of Sund", MOOR, True),
    ("Knut Moor", MOOR, False),
    ("mayor Knut Moor", MOOR, False),
    ("the harbour master", MOOR, False),
    ("Sund", MOOR, False),
    ("Ilse Moor", None, False),
    ("Captain Ilse Moor", MOOR, True),
    ("the mayor", Speaker("Ana Reyes", frozenset({"deputi", "mayor"})), False),
    ("the deputy mayor", Speaker("Ana Reyes", frozenset({"deputi", "mayor"})), True),
    ("the Aune River Board", Speaker("", frozenset({"the", "board"})), True),
    ("the board", Speaker("Aune River Board"), True),
    ("Kestrel Line", Speaker("", frozenset({"a", "spokeswoman", "for", "kestrel", "line"})), True),
    ("Ilse Moor", Speaker("", frozenset({"lawyer", "for", "ils", "moor"})), False),
    ("the coastguard", Speaker("Reyk Ollander", frozenset({"command", "of", "the", "coastguard"})), True),
])
def test_a_speaker_is_the_one_asked_for_by_name_or_by_what_they_are(asked, speaker, same):
    assert is_same(asked, speaker) is same


@pytest.fixture(scope="module")
def extractive(reranker):
    return Extractive(reranker)


def quoted(answer):
    return " ".join(citation.quote.text for citation in answer.citations)


def test_only_words_of_the_speaker_asked_for_are_quoted(extractive):
    of_moor = quoted(extractive.answer("What did Ilse Moor say about the ferry?", hits(COUNCIL)))
    of_brenner = quoted(extractive.answer("What did Odd Brenner say about the ferry?", hits(COUNCIL)))
    assert "leak" in of_moor or "too old" in of_moor
    assert "better health" not in of_moor
    assert "better health" in of_brenner
    assert "leaks" not in of_brenner
    assert "too old" not in of_brenner


@pytest.mark.parametrize("question", ["What did Knut Haller say about the ferry?",
                                      "What did Odd Brenner say about wolves?"])
def test_a_speaker_of_whom_there_are_no_words_on_it_is_the_reason_to_refuse(extractive, question):
    answer = extractive.answer(question, hits(COUNCIL))
    assert (answer.abstained, answer.reason) == (True, Reason.NOT_SAID)
    assert answer.passages


def test_strictness_0_answers_nothing_where_nothing_was_said(extractive):
    assert extractive.answer("What did Knut Haller say about the ferry?", hits(COUNCIL), 0).abstained


def test_a_run_with_a_sentence_of_somebody_else_is_not_admitted():
    moor, text = Saying("Ilse Moor"), COUNCIL.text
    sentences = [Span(COUNCIL, text.index(words), text.index(words) + len(words)) for words in (
        "“It leaks, and everybody knows it,” she said.",
        "“The ferry is in better health than the mayor,” said Odd Brenner, who leads the opposition.",
        "The school roof was not discussed.")]
    assert moor.admits(sentences[:1])
    assert moor.admits([sentences[0], sentences[2]])
    assert not moor.admits(sentences[:2])
    assert [moor.holds(one) for one in sentences] == [True, False, False]
