from eval.clusters import copies, mark_copies, shingles
from tests.eval.samples import document

WORDS = [f"w{number}" for number in range(24)]  # 20 shingles of five
TEXT = " ".join(WORDS)


def test_shingles_are_runs_of_five_words_without_case_or_punctuation():
    assert shingles("One, two — THREE four five six.") == {
        ("one", "two", "three", "four", "five"), ("two", "three", "four", "five", "six")}


def test_a_text_of_fewer_words_is_one_shingle():
    assert shingles("Hello there") == {("hello", "there")}


def test_the_threshold_is_half_of_all_shingles():
    # the first 10 words of 24 changed: 10 of 20 shingles are left, and 10 / (20 + 20 - 10) = 1/3
    third = " ".join([f"x{number}" for number in range(10)] + WORDS[10:])
    # cut after 14 words: its 10 shingles are all in the other, and 10 / (20 + 10 - 10) = 1/2
    half = " ".join(WORDS[:14])
    assert copies([document("a", TEXT), document("b", third)]) == []
    assert copies([document("a", TEXT), document("b", half)]) == [("a", "b")]


def test_copies_share_the_first_name_through_any_chain_of_them():
    # six words further each time: neighbours share 18 words, so 14 shingles, and 14 / 26 is more than half;
    # the two ends share 12 words, so 8 shingles, and 8 / 32 is less
    run = [*WORDS, *(f"y{number}" for number in range(12))]
    ends = {"c": run[:24], "b": run[6:30], "a": run[12:36], "d": ["something", "else"]}
    docs = [document(name, " ".join(words)) for name, words in ends.items()]
    assert copies(docs) == [("a", "b"), ("b", "c")]
    assert {name: doc.cluster for name, doc in mark_copies(docs).items()} == {"a": "a", "b": "a", "c": "a", "d": "d"}
