import hashlib
from importlib.resources import files
from pathlib import Path

import pytest

import qa
from qa import Assistant, Filter, PullquoteError, Reason

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def wall(tmp_path_factory, bundled):
    """An assistant over three articles on one harbour wall: a Markdown, a text and an HTML file."""
    made = Assistant.open(tmp_path_factory.mktemp("wall") / "library", bundled)
    made.add(EXAMPLES / "harbour-wall")
    return made


def test_the_public_names_are_these():
    assert sorted(qa.__all__) == [
        "Answer", "Answerer", "Article", "Assistant", "Change", "Citation", "Conversation", "Filter", "Hit", "Match",
        "Passage", "PullquoteError", "Quote", "QuoteCheck", "Reason", "Report", "Span", "Statement", "Verdict"]
    assert all(getattr(qa, name).__doc__ for name in qa.__all__)


def test_an_answer_carries_quotes_that_are_slices_of_the_stored_articles(wall):
    answer = wall.ask("How many metres long will the harbour wall be?")
    assert not answer.abstained
    assert answer.reason is None
    for number, citation in enumerate(answer.citations, 1):
        quote = citation.quote
        stored = wall.article(quote.article.id)
        assert citation.number == number
        assert stored.text[quote.start : quote.end] == quote.text
        assert any(hit.passage.holds(quote) for hit in answer.passages)
    assert any("640 metres" in citation.quote.text for citation in answer.citations)


def test_every_statement_is_a_part_of_the_answer_with_the_quotes_that_support_it(wall):
    answer = wall.ask("How long will the harbour wall be?")
    quotes = {citation.number: citation.quote.text for citation in answer.citations}
    assert {number for statement in answer.statements for number in statement.citations} == set(quotes)
    for statement in answer.statements:
        said = answer.text[statement.start : statement.end]
        assert all(quotes[number] in said and f"[{number}]" in said for number in statement.citations)


def test_a_question_that_the_articles_do_not_answer_abstains_with_a_reason_and_passages(wall):
    answer = wall.ask("Which orchestra played at the southern opera festival?")
    assert answer.abstained
    assert answer.reason is Reason.NOT_SUPPORTED
    assert answer.passages
    assert (answer.text, answer.citations) == ("", ())
    assert 0 <= answer.confidence < 1


def test_a_refusal_says_what_the_nearest_passages_lack(wall):
    answer = wall.ask("Which orchestra of Merrow played at the harbour wall in 2031?")
    assert answer.missing == ("Merrow", "2031", "orchestra", "played")
    assert wall.ask("How long will the harbour wall be?").missing == ()


def test_strictness_moves_the_confidence_that_an_answer_needs(wall):
    question = "How long will the harbour wall be?"
    lenient, usual, strict = (wall.ask(question, strictness=given) for given in (0, 0.5, 1))
    assert not usual.abstained
    assert (lenient.citations, usual.confidence) == (usual.citations, strict.confidence)
    assert (strict.abstained, strict.reason) == (True, Reason.NOT_SUPPORTED)
    assert not wall.ask("Which orchestra played at the southern opera festival?", strictness=0).abstained
    assert Assistant(wall.store, wall.encoder, strictness=1).ask(question).abstained
    with pytest.raises(PullquoteError, match=r"a strictness of 1\.5 is none"):
        wall.ask(question, strictness=1.5)


def test_the_steps_are_timed(wall):
    timings = wall.ask("How long will the harbour wall be?").timings_ms
    assert set(timings) == {"retrieve", "rerank", "answer"}
    assert all(value > 0 for value in timings.values())


def test_titles_are_part_of_the_first_passage_so_that_they_can_be_cited(wall):
    for article in wall.articles():
        first = min((hit.passage for hit in wall.search(article.title, k=50) if hit.passage.article == article),
                    key=lambda passage: passage.start)
        assert first.sentences[0].text == article.title
        assert first.embedded_text == first.text


def test_metadata_of_all_formats_are_read(wall):
    about = {Path(one.source).suffix: (one.publisher, one.published, one.language) for one in wall.articles()}
    assert about == {".md": ("The Adler Courier", "2025-03-14", "en"), ".txt": ("Coastline", "2025-03-20", "en"),
                     ".html": ("Harbour Ledger", "2025-03-14", "en")}


def test_search_finds_by_meaning_and_by_words(wall):
    hits = wall.search("How tall is the barrier against the sea?", k=4)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert {finder for hit in hits for finder in hit.found_by} == {"vectors", "words"}


def test_half_a_surrogate_pair_in_a_question_is_passed_over(wall):
    question = "\ud83d How long will the harbour wall be?"  # as JSON may escape the half of an emoji
    assert wall.search(question)[0].passage == wall.search("How long will the harbour wall be?")[0].passage
    assert not wall.ask(question).abstained


def test_an_empty_library_abstains_and_says_that_it_is_empty(tmp_path, encoder):
    answer = Assistant.open(tmp_path / "library", encoder).ask("Who opened the bridge?")
    assert (answer.abstained, answer.reason, answer.passages) == (True, Reason.EMPTY_LIBRARY, ())


@pytest.mark.parametrize("question", ["", " \n\t\u00a0"])
def test_an_empty_question_abstains(assistant, question):
    assert assistant.search(question) == ()
    answer = assistant.ask(question)
    assert (answer.abstained, answer.reason) == (True, Reason.NOTHING_FOUND)


def test_an_answerer_of_one_s_own_is_given_the_retrieved_passages(assistant, encoder):
    class Refusing:
        def answer(self, question, hits, strictness):
            return qa.Answer(question, "", (), (), hits, abstained=True, reason=Reason.NOT_SUPPORTED, confidence=0.0)

    answer = Assistant(assistant.store, encoder, Refusing()).ask("Who cut the ribbon on the bridge?")
    assert answer.passages[0].passage.article.title == "Bridge opens"
    assert set(answer.timings_ms) == {"retrieve"}


def test_a_removed_article_is_not_found(assistant):
    gone = next(one for one in assistant.articles() if one.title == "storm")
    assistant.remove(gone.id)
    assert "storm" not in [hit.passage.article.title for hit in assistant.search("storm damage")]
    with pytest.raises(PullquoteError, match=f"no article '{gone.id}' in the library"):
        assistant.article(gone.id)


def test_a_library_remembers_the_model_it_was_made_with(tmp_path, wall):
    again = Assistant.open(wall.store.folder)
    assert again.encoder.name == "bge-small-en-v1.5-int8"
    with pytest.raises(PullquoteError, match="was made with the encoder"):
        Assistant.open(wall.store.folder, "all-MiniLM-L6-v2")


def test_a_home_folder_that_does_not_exist_is_an_error_of_ours():
    with pytest.raises(PullquoteError):
        Assistant.open("~no-such-user/library")


def test_an_assistant_names_its_models(assistant, wall):
    weights = hashlib.sha256((files("embeddings") / "reader.onnx").read_bytes()).hexdigest()
    assert wall.models == {"encoder": "bge-small-en-v1.5-int8", "reader": f"pullquote-reader-int8, sha256 {weights}"}
    assert assistant.models["encoder"] == assistant.encoder.name != wall.models["encoder"]


def test_a_filter_that_selects_no_article_is_the_reason_for_finding_nothing(assistant):
    answer = assistant.ask("Who cut the ribbon on the bridge?", Filter(since="2030"))
    assert (answer.abstained, answer.reason, answer.passages) == (True, Reason.NOTHING_SELECTED, ())


def test_an_answer_keeps_to_the_articles_selected(wall):
    question = "How long will the harbour wall be?"
    for where in (Filter(publishers=("Coastline",)), Filter(until="2025-03-14")):
        answer = wall.ask(question, where)
        outlets = {hit.passage.article.publisher for hit in answer.passages}
        assert outlets == ({"Coastline"} if where.publishers else {"The Adler Courier", "Harbour Ledger"})
