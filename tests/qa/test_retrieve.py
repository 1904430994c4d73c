import pytest

from qa import Assistant
from qa.filter import Filter
from qa.retrieve import fuse, retrieve
from tests.qa.conftest import BOTH

STORES = BOTH


def test_scores_are_scaled_and_fused_half_and_half():
    fused = fuse({"vectors": [(7, 0.9), (8, 0.8), (6, 0.5)], "words": [(8, 12.0), (9, 3.0)]})
    assert fused == [
        (8, pytest.approx(0.875), ("vectors", "words")),  # (0.8 − 0.5) / (0.9 − 0.5) = 0.75 and 1: their mean
        (7, pytest.approx(0.5), ("vectors",)),            # 1 and 0
        (9, pytest.approx(0.125), ("words",)),            # 0 and 3 / 12
        (6, pytest.approx(0.0), ("vectors",)),            # 0 and 0
    ]


def test_equal_scores_come_in_order_of_id():
    assert [key for key, _, _ in fuse({"vectors": [(9, 0.5)], "words": [(3, 1.0)]})] == [3, 9]


def test_equal_cosines_are_all_the_best():
    assert fuse({"vectors": [(1, 0.7), (2, 0.7)], "words": [(2, 0.0)]}) == [
        (2, 1.0, ("vectors", "words")), (1, 0.5, ("vectors",))]


def test_nothing_found_is_nothing_fused():
    assert fuse({"vectors": [], "words": []}) == []


def test_hits_are_ranked_from_one_and_name_the_retrievers_that_found_them(assistant):
    hits = retrieve(assistant.store, assistant.encoder, "the river", 10)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert hits[0].passage.article.title == "River rises"
    assert hits[0].found_by == ("vectors", "words")
    assert hits[0].score == pytest.approx(1.0)  # first by both
    assert sorted((hit.score for hit in hits), reverse=True) == [hit.score for hit in hits]


def test_no_more_than_k_hits_are_given(assistant):
    assert len(retrieve(assistant.store, assistant.encoder, "the river", 1)) == 1


def test_a_passage_that_was_removed_since_the_indexes_were_saved_is_passed_over(assistant):
    gone = next(one for one in assistant.articles() if one.title == "River rises")
    expected = [hit.passage for hit in assistant.search("the river bridge") if hit.passage.article != gone]
    assistant.store.remove(gone.id)  # as another process would, before it has brought the indexes up to date
    hits = retrieve(assistant.store, assistant.encoder, "the river bridge", 10)
    assert [hit.passage for hit in hits] == expected
    assert [hit.rank for hit in hits] == [1, 2]


WIRE = ("The council of Port Adler approved the plan for a new bridge over the river on Tuesday. The bridge will be "
        "640 metres long and is to open in the spring. Work is to begin at once, the mayor said.")


@pytest.fixture
def wire(tmp_path, encoder, place):
    """Return what is found for a question when outlets print `texts`, in order of name."""
    def found(*texts, k=10):
        folder = tmp_path / "wire"
        folder.mkdir()
        for number, text in enumerate(texts):
            (folder / f"{number}.md").write_text(f"---\npublisher: Outlet {number}\n---\n{text}")
        assistant = Assistant.open(place("wire-library"), encoder)
        assistant.add(folder)
        return retrieve(assistant.store, encoder, "How long will the bridge over the river be?", k)
    return found


def outlets(hit):
    return [passage.article.publisher for passage in (hit.passage, *hit.copies)]


def test_copies_are_folded_into_the_best_of_them_and_leave_room_for_others(wire):
    hits = wire(WIRE, f"{WIRE} (Wire)", WIRE.replace("at once", "soon"), "The river bridge is old.", "A river.", k=3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert sorted(outlets(hits[0])) == ["Outlet 0", "Outlet 1", "Outlet 2"]
    assert [outlets(hit) for hit in hits[1:]] == [["Outlet 3"], ["Outlet 4"]]
    assert len({hit.cluster for hit in hits}) == 3


def test_a_copy_with_another_figure_stays(wire):
    hits = wire(WIRE, WIRE.replace("640", "460"))
    assert sorted(map(outlets, hits)) == [["Outlet 0"], ["Outlet 1"]]
    assert hits[0].cluster == hits[1].cluster


def test_independent_reports_with_much_the_same_words_in_one_passage_stay(wire):
    more = [" ".join(f"{letter}{number}" for number in range(200)) for letter in "ab"]
    hits = wire(*(f"{WIRE}\n\n{text}." for text in more))
    assert len([hit for hit in hits if "640 metres" in hit.passage.text]) == 2


def test_a_newer_version_of_an_article_is_named(tmp_path, encoder, place):
    folder = tmp_path / "versions"
    folder.mkdir()
    for day, length in (("14", "640"), ("16", "660")):
        (folder / f"{day}.md").write_text(f"---\npublisher: The Post\npublished: 2025-03-{day}\n---\n"
                                          f"{WIRE.replace('640', length)}")
    assistant = Assistant.open(place("version-library"), encoder)
    assistant.add(folder)
    hits = {hit.passage.article.published: hit for hit in retrieve(assistant.store, encoder, "bridge", 10)}
    assert hits["2025-03-14"].superseded_by == hits["2025-03-16"].passage.article.id
    assert hits["2025-03-16"].superseded_by is None


def titles(hits):
    return [hit.passage.article.title for hit in hits]


def test_a_filter_limits_both_searches(assistant):
    def found(**where):
        return titles(retrieve(assistant.store, assistant.encoder, "bridge river storm", 10, Filter(**where)))

    assert found(publishers=("the post",)) == found(since="2025") == ["River rises"]
    assert found(until="2024") == []
    ids = tuple(one.id for one in assistant.articles() if one.title != "River rises")
    assert sorted(found(articles=ids)) == ["Bridge opens", "storm"]


def test_passages_with_a_quoted_phrase_come_first_and_others_are_found_by_meaning_only(assistant, news):
    (news / "phrase.txt").write_text("In the town they spoke of the day that passed without a storm.")
    assistant.add(news)
    plain = retrieve(assistant.store, assistant.encoder, "storm passed on Friday", 10)
    assert titles(plain)[0] == "storm"
    hits = retrieve(assistant.store, assistant.encoder, 'storm “that passed without” Friday', 10)
    assert titles(hits)[0] == "phrase"
    assert [hit.passage.article.title for hit in hits if "words" in hit.found_by] == ["phrase"]


@pytest.mark.parametrize("question", ['storm "that never passed" Friday', 'storm "storms passed" Friday'])
def test_a_phrase_that_stands_nowhere_word_for_word_leaves_the_search_as_it_is(assistant, question):
    plain = retrieve(assistant.store, assistant.encoder, question.replace('"', ""), 10)
    assert retrieve(assistant.store, assistant.encoder, question, 10) == plain
