import pytest

from qa.retrieve import fuse, retrieve


def test_ranks_are_fused_by_their_reciprocals():
    fused = fuse({"vectors": [(7, 0.9), (8, 0.8)], "words": [(8, 12.0), (9, 3.0)]})
    assert fused == [
        (8, 1 / 62 + 1 / 61, ("vectors", "words")),  # second by vectors, first by words: 0.03252
        (7, 1 / 61, ("vectors",)),                   # first of one: 0.01639
        (9, 1 / 62, ("words",)),                     # second of one: 0.01613
    ]


def test_equal_scores_come_in_order_of_id():
    assert [key for key, _, _ in fuse({"vectors": [(9, 0.5)], "words": [(3, 1.0)]})] == [3, 9]


def test_nothing_found_is_nothing_fused():
    assert fuse({"vectors": [], "words": []}) == []


def test_hits_are_ranked_from_one_and_name_the_retrievers_that_found_them(assistant):
    hits = retrieve(assistant.store, assistant.encoder, "the river", 10)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert hits[0].passage.article.title == "River rises"
    assert hits[0].found_by == ("vectors", "words")
    assert hits[0].score == pytest.approx(1 / 61 + 1 / 61)  # first by both
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
