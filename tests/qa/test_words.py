import math

import pytest
from hypothesis import given

from qa.errors import LibraryError
from qa.words import analyze, new_words, open_words
from tests.qa.texts import texts

DOCUMENTS = {
    1: "The bridge opened on Monday.", 2: "A bridge, a second bridge and a third bridge.", 3: "The river rose.",
    4: "The river rose under the bridge on Monday, and the mayor of the city closed the bridge for a week.",
    5: "Nothing happened.",
}


@pytest.fixture
def words(tmp_path):
    index = new_words(tmp_path / "words")
    index.update(DOCUMENTS.items(), [])
    return index


@pytest.mark.parametrize(("text", "terms"), [
    ("Bridges opened, opening", ["bridg", "open", "open"]),
    ("the city’s council's", ["the", "citi", "council"]),
    ("25,000 men", ["25000", "men"]),
    ("$4.5 million in 2024", ["4.5", "million", "in", "2024"]),
    ("ＡＢＣ ﬁne", ["abc", "fine"]),  # full-width letters and the fi ligature
    ("CAFÉ cafe\u0301", ["café", "café"]),
    ("北京の橋", ["北", "京", "の", "橋"]),
    ("İstanbul", ["istanbul"]),  # the dot above must not cut the word in two
    ("B-52 COVID19", ["b", "52", "covid19"]),
    ("…—!", []),
    ("", []),
])
def test_a_text_becomes_these_terms(text, terms):
    assert analyze(text) == terms


@pytest.mark.parametrize(("one", "other"), [("O’Brien", "O’Neill"), ("d'Angelo", "d'Estaing")])
def test_names_with_an_apostrophe_are_told_apart(one, other):
    assert analyze(one) != analyze(other)


@pytest.mark.parametrize(("one", "other"), [
    ("Lee’s", "Lee"), ("don’t", "don't"), ("İSTANBUL", "istanbul"), ("STRASSE", "straße"), ("O’Brien’s", "O'Brien"),
])
def test_spellings_of_one_word_have_the_same_terms(one, other):
    assert analyze(one) == analyze(other)


@given(texts)
def test_terms_are_never_empty_and_hold_no_space(text):
    assert all(term and not any(char.isspace() for char in term) for term in analyze(text))


def bm25(question, documents, k1=1.2, b=0.75):
    """Return (id, score), best first, of the documents that share a term, by the textbook formula."""
    terms = {key: analyze(text) for key, text in documents.items()}
    average = sum(map(len, terms.values())) / len(terms)
    scores = {}
    for term in set(analyze(question)):
        having = [key for key in terms if term in terms[key]]
        idf = math.log(1 + (len(terms) - len(having) + 0.5) / (len(having) + 0.5))
        for key in having:
            tf, length = terms[key].count(term), len(terms[key])
            score = idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average))
            scores[key] = scores.get(key, 0) + score
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


@pytest.mark.parametrize("question", ["bridge", "bridges on Monday", "Did the river rise? rose!", "a bridge bridge"])
def test_search_ranks_by_bm25(words, question):
    found, expected = words.search(question, 10), bm25(question, DOCUMENTS)
    assert [key for key, _ in found] == [key for key, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-5)


def test_search_gives_no_more_than_k_and_nothing_without_a_shared_word(words):
    assert len(words.search("bridge", 2)) == 2
    assert words.search("zebra", 10) == []
    assert words.search("?!", 10) == []


@pytest.mark.parametrize("question", ["title:bridge AND (", "\"unclosed", "bridge*", "id:1", "\0", "a" * 5000])
def test_a_question_is_words_and_never_a_query_language(words, question):
    assert words.search(question, 10) == [] or "bridge" in question or "id" in question


def test_a_word_of_any_length_is_found(words):
    words.update([(9, "x" * 300)], [])
    assert [key for key, _ in words.search("x" * 300, 5)] == [9]


def test_removed_passages_are_not_found_and_others_are(words):
    words.update([], [2, 99])
    assert [key for key, _ in words.search("bridge", 10)] == [1, 4]


def test_an_id_added_again_is_replaced(words):
    words.update([(1, "The tunnel opened.")], [])
    assert 1 not in [key for key, _ in words.search("bridge", 10)]
    assert [key for key, _ in words.search("tunnel", 10)] == [1]


def test_an_id_given_twice_at_once_keeps_the_later_text(words):
    words.update([(7, "zebra"), (7, "giraffe")], [])
    assert words.search("zebra", 5) == []
    assert len(words.search("giraffe", 5)) == 1


def test_an_opened_index_finds_what_was_written(words):
    again = open_words(words.folder, words.checksums())
    assert again.search("river bridge", 10) == words.search("river bridge", 10)


def test_a_file_that_is_missing_or_differs_is_refused(words):
    checksums = words.checksums()
    name = next(name for name in checksums if name.endswith(".store"))
    path = words.folder / name
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(LibraryError, match=f"{name} is damaged"):
        open_words(words.folder, checksums)
    path.unlink()
    with pytest.raises(LibraryError, match=f"{name}: No such file or directory"):
        open_words(words.folder, checksums)


def test_a_new_index_replaces_whatever_was_there(words):
    (words.folder / "meta.json").write_text("not an index")
    assert new_words(words.folder).search("bridge", 10) == []


@pytest.mark.parametrize("narrow", [0, 5000])
@pytest.mark.parametrize("among", [[], [3], [2, 4], [1, 2, 4, 99], range(1, 6)])
def test_among_some_passages_search_finds_the_best_of_them_with_the_scores_they_always_have(
        words, among, narrow, monkeypatch):
    monkeypatch.setattr("qa.words.NARROW", narrow)  # both ways of doing it
    for k in (1, 2, 10):
        expected = [hit for hit in bm25("the bridge on Monday", DOCUMENTS) if hit[0] in among][:k]
        found = words.search("the bridge on Monday", k, among)
        assert [key for key, _ in found] == [key for key, _ in expected]
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-5)


def test_a_narrow_search_goes_as_deep_as_it_must(words, monkeypatch):
    monkeypatch.setattr("qa.words.NARROW", 0)
    others = dict.fromkeys(range(100, 600), "bridge " * 5)
    words.update(others.items(), [])
    expected = [key for key, _ in bm25("bridge", DOCUMENTS | others) if key < 100]
    assert [key for key, _ in words.search("bridge", 3, [1, 2, 4])] == expected
    assert len(expected) == 3


@pytest.mark.parametrize(("phrases", "found"), [
    (["bridge opened"], [1]), (["a bridge"], [2]), (["on Monday", "the bridge"], [1, 4]), (["river bridge"], []),
    (["opening bridges"], []), (["bridges opening"], [1]),  # stems in a row
])
def test_a_phrase_is_terms_in_a_row_and_changes_no_score(words, phrases, found):
    hits = words.search("the bridge on Monday, a bridge", 10, phrases=phrases)
    assert sorted(key for key, _ in hits) == found
    scores = dict(words.search("the bridge on Monday, a bridge", 10))
    assert [score for _, score in hits] == pytest.approx([scores[key] for key, _ in hits])
