"""Arriving, asking and opening, without a browser: what is shown, and what a browser cannot make up."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from qa import Assistant
from qa.conversation import Conversation
from qa.errors import LibraryError, PullquoteError
from qa.filter import Filter
from tests.ui.answering import Overlap, open_assistant
from tests.ui.specimens import answer, article, quote, read, refusal
from ui import visit
from ui.conversation import NEAREST, Failure, place_at, places, turn_at
from ui.limits import Limits
from ui.overview import SCANNED, overview
from ui.visit import Choice

BRIDGE = article("Bridge opens\n\nThe bridge opened on 3 May.")
ANSWER = answer(quote(BRIDGE, "The bridge opened on 3 May."))


class Shelf:
    """An assistant that holds given articles and answers everything alike; with `error`, nothing works."""

    def __init__(self, *articles, error=None, count=None):
        self.held, self.error = articles, error
        self.count = len(articles) if count is None else count
        self.store = self
        self.strictness = 0.5
        self.answerer = None

    def counts(self):
        if self.error:
            raise self.error
        return self.count, self.count

    def articles(self):
        return iter(self.held)

    def article(self, article_id):
        for held in self.held:
            if held.id == article_id:
                return held
        raise LibraryError(f"no article {article_id!r}")

    def conversation(self, turns=(), answerer=None):
        return Conversation(lambda *given: iter([self.ask(*given)]), turns)

    def ask(self, question, where=None, strictness=None):
        if self.error:
            raise self.error
        self.asked = (question, where, strictness)
        return replace(ANSWER, question=question)


def test_the_overview_names_the_newest_dated_articles_and_the_period():
    dates = ["2024-01-05", "2025-03-14T06:10:00+01:00", None, "2024-12-31"]
    held = [article(f"Title {n}\n\ntext", key=str(n), published=date) for n, date in enumerate(dates)]
    found = overview(Shelf(*held))
    assert [newest.id for newest in found.newest] == ["1", "3", "0"]
    assert (found.articles, found.first, found.last) == (4, "2024-01-05", "2025-03-14T06:10:00+01:00")


def test_a_very_large_library_is_counted_but_not_read():
    found = overview(Shelf(BRIDGE, count=SCANNED + 1))
    assert (found.articles, found.newest) == (SCANNED + 1, ())


def test_arriving_shows_the_size_of_the_library_and_its_newest_headlines():
    masthead, desk = visit.arrive(Shelf(BRIDGE))
    assert read(masthead).one("p").text == "1 article, March 2025"
    assert read(desk).one("li", data_article="a1").one("button").text == "Bridge opens"


def test_an_error_is_one_line_everywhere():
    broken = Shelf(error=LibraryError("the library is locked"))
    assert read(visit.arrive(broken)[1]).one(role="alert").text == "the library is locked"
    assert visit.ask(broken, visit.begin((), "Why?")) == (Failure("Why?", "the library is locked"),)
    assert visit.stage(broken) == "Searching…"
    assert read(visit.open_choice(broken, (), Choice(article="none"))).one(role="alert").text == "no article 'none'"


def test_a_question_waits_is_answered_and_is_over():
    held = visit.begin((ANSWER,), "When?")
    assert (visit.is_pending(held), visit.is_waiting(held)) == (True, True)
    taken = visit.take(held)
    assert (visit.is_pending(taken), visit.is_waiting(taken)) == (True, False)
    assert visit.ask(Shelf(BRIDGE), taken) == (ANSWER, replace(ANSWER, question="When?"))
    assert visit.stage(Shelf(BRIDGE)) == "Searching 1 article and reading the nearest passages…"
    assert not visit.is_pending((ANSWER,))
    assert not visit.is_waiting(())


def test_one_question_is_answered_at_a_time_and_what_fails_or_is_stopped_is_settled():
    held = visit.begin((ANSWER,), "Why?")
    for turns, question in [(held, "When?"), (visit.take(held), "When?"), ((ANSWER,), "")]:
        with pytest.raises(PullquoteError):
            visit.begin(turns, question)
    for turns in (held, visit.take(held)):
        assert visit.settle(turns) == (ANSWER, Failure("Why?", visit.UNFORESEEN))
    assert visit.begin(visit.settle(held, visit.STOPPED), "When?")[1] == Failure("Why?", visit.STOPPED)
    assert visit.settle(()) == ()
    assert visit.settle((ANSWER,)) == (ANSWER,)


def test_what_a_reader_limits_reaches_the_library():
    shelf = Shelf(BRIDGE)
    visit.ask(shelf, visit.begin((), "When?"), Limits(["The Courier"], " 2024 ", "", "Only when surer"))
    assert shelf.asked == ("When?", Filter(("The Courier",), "2024"), pytest.approx(0.8))
    (failed,) = visit.ask(shelf, visit.begin((), "When?"), Limits(since="yesterday"))
    assert "'yesterday' is no date" in failed.message


@pytest.mark.parametrize(("key", "of"), [("exe", "all"), (None, "all"), ("json", "7"), ("json", "-1"), ("json", {})])
def test_only_formats_and_turns_that_exist_are_exported(key, of):
    with pytest.raises(PullquoteError):
        visit.file_of((ANSWER,), key, of)


def test_a_question_may_lean_on_the_answers_before_but_not_on_failures():
    turns = (replace(ANSWER, question="Who opened the Aune bridge?"), Failure("Why?", "broken"))
    answer = visit.ask(Shelf(BRIDGE), visit.begin(turns, "What did it cost?"))[-1]
    assert (answer.question, answer.rewritten) == ("What did it cost?", "Aune bridge: What did it cost?")
    assert visit.ask(Shelf(BRIDGE), visit.begin((), "What did it cost?"))[-1].rewritten is None


def test_the_desk_shows_the_latest_answer_or_else_the_library():
    assert read(visit.show(Shelf(BRIDGE), (ANSWER,))).one("mark").text == "The bridge opened on 3 May."
    for turns in [(), (ANSWER, Failure("Why?", "broken")), (ANSWER, refusal())]:
        assert read(visit.show(Shelf(BRIDGE), turns)).one("h2").text == "Newest in this library"


def test_an_article_can_be_opened_by_itself():
    page = read(visit.open_choice(Shelf(BRIDGE), (), Choice(article="a1")))
    assert page.one(class_="pq-body").text == BRIDGE.text
    assert page.one("li", aria_current="true")
    assert not page.all("mark")


def test_a_turn_can_be_opened_again():
    page = read(visit.open_choice(Shelf(BRIDGE), (ANSWER, refusal(BRIDGE)), Choice(turn=0)))
    assert page.one(class_="pq-evidence").one("h2").text == "Quotes"


@pytest.mark.parametrize("choice", [
    Choice(), Choice(turn=0), Choice(turn=5, place=0), Choice(turn=-1, place=0), Choice(turn="0", place=0),
    Choice(turn={"a": 1}, place=[])])
def test_what_the_session_does_not_hold_cannot_be_opened(choice):
    page = read(visit.open_choice(Shelf(BRIDGE), (), choice))
    assert "no longer holds" in page.one(role="alert").text


@pytest.mark.parametrize("index", [-1, 1, "0", None, 0.0])
def test_a_place_is_found_only_by_an_index_that_exists(index):
    with pytest.raises(PullquoteError):
        place_at(ANSWER, index)


def test_turns_and_places_are_found_by_number():
    assert turn_at((ANSWER,), 0) == (ANSWER, 0)
    assert place_at(ANSWER, 0).span.text == "The bridge opened on 3 May."


def test_only_a_few_near_passages_are_shown():
    assert len(places(refusal(*[BRIDGE] * (NEAREST + 3)))) == NEAREST


def test_twenty_questions_at_once_get_their_own_answers(library):
    opened = open_assistant(library)
    assistant = Assistant(opened.store, opened.encoder, Overlap())
    asked = ["How long will the harbour wall be?", "How many people died in the ferry fire?",
             "What did the finished Skarn bridge cost?", "Who won the chess olympiad of 1987 in Dubai?"]

    def said(question):
        answer = visit.ask(assistant, visit.begin((), question))[-1]
        return answer.question, answer.text, [hit.passage for hit in answer.passages]

    expected = {question: said(question) for question in asked}
    assert len({text for _, text, _ in expected.values()}) == 4
    with ThreadPoolExecutor(20) as readers:
        assert list(readers.map(said, asked * 5)) == [expected[question] for question in asked * 5]
