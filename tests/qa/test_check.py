"""The verdict on a pasted quotation over a library, from the paste to the places and the difference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.keyword import KeywordEncoder
from qa import Assistant, Verdict
from qa.errors import UnknownArticleError
from qa.quotation import read
from tests.qa.texts import PIECES, texts

COUNCIL = """City council approves stadium bond

The city council voted 7-2 on Tuesday to approve the $41 million stadium bond after a debate of six hours. Opponents had
asked for a referendum in the autumn.

Mayor Ana Ruiz called the vote “a step forward” for the city. “We can build now,” said Ana Ruiz. Carl Brandt, who leads
the opposition, spoke of a bad day.

The bond has not been approved by the state treasurer, who is due to rule in June."""
WIRE = ("Bond for stadium\n\nThe city council voted 7-2 on Tuesday to approve the $41 million stadium bond after a "
        "debate of six hours. The treasurer is due to rule.")
POST = "Vote\n\nThe city council voted 6-3 on Tuesday to approve the $39 million stadium bond, the Post has learnt."
HARBOUR = "Harbour\n\nThe harbour wall will run 640 metres from Tern Mole. It was a bad day for the ferries."
HOSTILE = ["".join(PIECES[first::3]).replace("\0", "") * 2 for first in range(3)]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    folder = tmp_path_factory.mktemp("check")
    news = {"council": COUNCIL, "wire": WIRE, "post": POST, "harbour": HARBOUR,
            **{f"hostile{number}": text for number, text in enumerate(HOSTILE)}}
    for name, text in news.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    made = Assistant.open(folder / "library", KeywordEncoder(["council"]))
    assert not made.add(*(folder / f"{name}.txt" for name in news)).failed
    return made


@pytest.fixture(scope="module")
def ids(assistant):
    """The id of each article by the name of its file."""
    return {article.source.rpartition("/")[2].removesuffix(".txt"): article.id for article in assistant.articles()}


def told(check):
    return [(change.op, change.given, change.source) for change in check.difference]


@pytest.mark.parametrize("falsified", [
    "The city council voted 9-0 on Tuesday to approve the $84 million stadium bond",
    "The city council voted 7-2 on Tuesday to reject the $41 million stadium bond",
    "Mayor Carl Brandt called the vote “a step forward”",
    "The city council voted 7-2 on Tuesday to approve the $41 million stadium bond. Mayor Ana Ruiz called the vote “a "
    "step forward”",
    "The city council voted 7-2 on Tuesday to approve the $41 million stadium bond, and promised to double it",
    "Officials said the new arena would open to the public next spring, with concerts planned for the summer.",
])
def test_six_falsified_quotations_are_refused(assistant, falsified):
    assert not assistant.check_quote(falsified).verified
    assert not assistant.check_quote(f'"{falsified}"').verified


@pytest.mark.parametrize("quotation", [
    "asked for a referendum in the autumn", "City council approves stadium bond", "“a step forward”", "7-2", "for the",
    "in the autumn.\n\nMayor Ana Ruiz", "stadium bond\n\nThe city",
])
def test_the_words_of_an_article_are_exact_however_short_and_wherever_they_stand(assistant, ids, quotation):
    check = assistant.check_quote(quotation, ids["council"])
    assert (check.verdict, check.verified, check.quote, check.difference) == (Verdict.EXACT, True, quotation, ())
    assert check.matches[0].text == read(quotation).words
    assert check.matches[0].article.id == ids["council"]
    assert check.matches[0].similarity == 1


def test_other_typography_is_verified_and_the_article_s_own_words_are_shown(assistant):
    check = assistant.check_quote('"Mayor Ana Ruiz called the vote \'a step\u00a0forward\'\nfor the city."')
    assert check.verdict is Verdict.TYPOGRAPHIC
    assert [match.text for match in check.matches] == ["Mayor Ana Ruiz called the vote “a step forward” for the city."]


def test_all_copies_are_places_and_the_named_article_s_comes_first(assistant, ids):
    quotation = "to approve the $41 million stadium bond after a debate"
    both = {ids["council"], ids["wire"]}
    assert {match.article.id for match in assistant.check_quote(quotation).matches} == both
    for article_id in both:
        check = assistant.check_quote(quotation, article_id)
        assert check.verdict is Verdict.EXACT
        assert [match.article.id for match in check.matches] == [article_id, *(both - {article_id})]


def test_a_place_with_the_same_characters_comes_before_one_in_other_typography(assistant, ids):
    check = assistant.check_quote("six hours. Opponents had\nasked")
    assert (check.verdict, len(check.matches)) == (Verdict.EXACT, 1)
    check = assistant.check_quote("six hours. Opponents had asked")
    assert (check.verdict, len(check.matches)) == (Verdict.TYPOGRAPHIC, 1)


def test_true_words_said_to_be_of_another_article_are_misattributed(assistant, ids):
    check = assistant.check_quote("asked for a referendum", ids["harbour"])
    assert (check.verdict, check.verified) == (Verdict.MISATTRIBUTED, False)
    assert [match.article.id for match in check.matches] == [ids["council"]]
    assert assistant.check_quote("voted 6-3 on Tuesday", ids["council"]).verdict is Verdict.MISATTRIBUTED


def test_an_altered_quotation_shows_the_nearest_words_their_copies_and_the_difference(assistant, ids):
    quotation = '“The city council voted 9-0 on Tuesday to approve the $41 million stadium bond”'
    check = assistant.check_quote(quotation)
    assert check.verdict is Verdict.ALTERED
    assert {match.article.id for match in check.matches} == {ids["council"], ids["wire"]}
    assert {match.text for match in check.matches} == {
        "The city council voted 7-2 on Tuesday to approve the $41 million stadium bond"}
    assert 0.9 < check.matches[0].similarity < 1
    (change,) = check.difference
    assert told(check) == [("replace", "9-0", "7-2")]
    assert quotation[slice(*change.given_at)] == "9-0"
    assert check.matches[0].article.text[slice(*change.source_at)] == "7-2"


def test_near_wordings_of_two_articles_are_told_apart(assistant, ids):
    quotation = "The city council voted 6-3 on Tuesday to approve the $41 million stadium bond"
    assert told(assistant.check_quote(quotation, ids["post"])) == [("replace", "$41", "$39")]
    assert told(assistant.check_quote(quotation, ids["wire"])) == [("replace", "6-3", "7-2")]


@pytest.mark.parametrize(("quotation", "difference"), [
    ('"We can build now," said Carl Brandt.', [("replace", "Carl Brandt", "Ana Ruiz")]),
    ("The bond has been approved by the state treasurer", [("delete", "", "not")]),
    ("The bond has “not” been approved by the State treasurer", [("replace", "State", "state")]),
    ("41 million stadium bond", [("replace", "41", "$41")]),
    ("[The bond] has not been approved by the state treasurer", [("insert", "[", ""), ("insert", "]", "")]),
])
def test_another_speaker_a_lost_not_and_a_cut_number_are_alterations(assistant, quotation, difference):
    check = assistant.check_quote(quotation)
    assert check.verdict is Verdict.ALTERED
    assert [change for change in told(check) if change[1] not in {"“", "”"}] == difference


def test_parts_of_several_places_are_stitched_and_shown_in_the_order_of_the_quotation(assistant, ids):
    check = assistant.check_quote("“The bond has not been approved … the vote “a step forward” for the city”")
    assert (check.verdict, check.difference) == (Verdict.STITCHED, ())
    assert [match.text for match in check.matches] == [
        "The bond has not been approved", "the vote “a step forward” for the city"]
    across = assistant.check_quote("The bond has not been approved. It was a bad day for the ferries.", ids["council"])
    assert [match.article.id for match in across.matches] == [ids["council"], ids["harbour"]]
    assert across.verdict is Verdict.STITCHED


@pytest.mark.parametrize("nothing", ["", " ", "\u200b", "…", "“”", '"', "—", "?!", "\ud800", "zeppelin",
                                     "the zeppelins flew"])
def test_what_has_no_words_or_words_of_no_article_is_not_found(assistant, nothing):
    check = assistant.check_quote(nothing)
    assert (check.verdict, check.matches, check.difference) == (Verdict.NOT_FOUND, (), ())


def test_an_article_that_is_not_there_is_an_error(assistant):
    with pytest.raises(UnknownArticleError, match="no article 'nowhere'"):
        assistant.check_quote("7-2", "nowhere")


def test_an_empty_library_has_no_words(tmp_path):
    made = Assistant.open(tmp_path / "library", KeywordEncoder(["council"]))
    assert made.check_quote("The city council voted").verdict is Verdict.NOT_FOUND


def test_a_changed_article_is_checked_as_it_is_now(tmp_path):
    made = Assistant.open(tmp_path / "library", KeywordEncoder(["council"]))
    path = tmp_path / "a.txt"
    path.write_text("The wall is blue.")
    made.add(path)
    assert made.check_quote("The wall is blue.").verified
    path.write_text("The wall is red.")
    made.add(path)
    assert told(made.check_quote("The wall is blue.")) == [("replace", "blue", "red")]
    made.remove(next(made.articles()).id)
    assert made.check_quote("The wall is red.").verdict is Verdict.NOT_FOUND


@given(st.one_of(texts, st.sampled_from([COUNCIL, *HOSTILE]).flatmap(
    lambda text: st.tuples(st.integers(0, len(text)), st.integers(0, 80)).map(lambda at: text[at[0] : at[0] + at[1]]))))
def test_whatever_is_pasted_the_places_are_slices_and_exact_means_equal(assistant, pasted):
    check = assistant.check_quote(pasted)
    words = read(check.quote).words
    for match in check.matches:
        assert assistant.article(match.article.id).text[match.start : match.end] == match.text
    if check.verified:
        assert (check.verdict is Verdict.EXACT) == any(match.text == words for match in check.matches)
    else:
        assert not any(words == match.text for match in check.matches)
    assert bool(check.matches) == (check.verdict is not Verdict.NOT_FOUND)
    assert bool(check.difference) == (check.verdict is Verdict.ALTERED)
