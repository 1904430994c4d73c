import numpy as np
import pytest

from qa.copies import PERMUTATIONS, bands, is_covered, jaccard, kept, shingles, signature

LETTERS = "a b c d e f g h"  # 4 runs of five


def test_a_text_is_its_runs_of_terms_without_case_inflection_or_punctuation():
    assert shingles("One bridge, TWO bridges: opened!", 4) == {
        ("one", "bridg", "two", "bridg"), ("bridg", "two", "bridg", "open")}
    assert shingles("Hello there") == {("hello", "there")}
    assert shingles("") == {()}


def test_jaccard_is_the_share_of_all_runs_that_both_have():
    assert jaccard(shingles(LETTERS), shingles("c d e f g h i j")) == 2 / 6  # cdefg and defgh, of 4 + 4 − 2
    assert jaccard(shingles(LETTERS), shingles(LETTERS.upper())) == 1


def test_kept_is_the_share_of_the_older_runs():
    assert kept(shingles(LETTERS), shingles("a b c d e f x y z x y z")) == 2 / 4  # abcde and bcdef
    assert kept(shingles("a b c d e f x y z x y z"), shingles(LETTERS)) == 2 / 8


def test_signatures_agree_in_about_the_share_of_places_that_the_runs_are_alike():
    words = [f"w{number}" for number in range(604)]
    one, other = shingles(" ".join(words[:404])), shingles(" ".join(words[200:]))
    assert jaccard(one, other) == pytest.approx(1 / 3)  # 400 runs each, 200 of them the same
    agree = float(np.mean(signature(one) == signature(other)))
    assert agree == pytest.approx(1 / 3, abs=4 * (1 / 3 * 2 / 3 / PERMUTATIONS) ** 0.5)  # four deviations


def test_a_signature_is_always_the_same():
    made = signature(shingles("A b c d e"))  # stored ones are compared with new ones: another figure
    assert made[:3].tolist() == [2612858330, 1089717218, 2325012154]  # here makes those of every library useless
    assert bands(made)[0] == 2278770534215446020


def test_copies_share_a_band_and_other_texts_do_not():
    text = " ".join(f"w{number}" for number in range(300))
    copy = text + " and a line of their own"
    other = " ".join(f"v{number}" for number in range(300))
    keys = [set(bands(signature(shingles(one)))) for one in (text, copy, other)]
    assert keys[0] & keys[1]
    assert not keys[0] & keys[2]


STORY = ("The council approved the plan for the harbour wall on Tuesday. Work is to begin in the spring and last two "
         "years. The wall will be 640 metres long.")


@pytest.mark.parametrize(("text", "covered"), [
    (STORY, True),
    (STORY.replace("Tuesday", "TUESDAY,").replace(".", " –"), True),
    (STORY.replace("on Tuesday", "yesterday"), True),        # a word or two differ
    (STORY.replace("640", "460"), False),                    # a figure
    (STORY.replace("two years", "three years"), False),      # a figure in words
    (STORY.replace("is to begin", "is not to begin"), False),  # the opposite
    (STORY + " The mayor called it the best news for the town in a decade, and thanked the engineers.", False),
    ("Nothing of the kind was said.", False),
])
def test_a_passage_is_covered_by_one_that_says_the_same_almost_word_for_word(text, covered):
    assert is_covered(text, [STORY]) is covered


def test_a_passage_is_covered_by_several_together():
    first, second = STORY[:110], STORY[100:]
    assert not is_covered(STORY, [first])
    assert not is_covered(STORY, [second])
    assert is_covered(STORY, [first, second])
    assert not is_covered(STORY, [])
