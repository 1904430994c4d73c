from dataclasses import replace
from math import inf

import pytest

from benchmarks.ramdocs import judged
from benchmarks.refusing import Refusal, answering, as_given, at, best
from eval.quoting import quote_answer, span_of
from eval.types import Dataset, Document, Evidence, GoldSpan, Kind, PredictedSpan, Prediction, Question, Side

CAN, CANNOT = [0.9, 0.8, 0.7, 0.2], [0.75, 0.3, 0.1, -inf]


def test_what_was_done_is_counted_on_either_side():
    said, refused = Prediction("1", answer="Yes."), Prediction("2", abstained=True)
    assert as_given([said, said, said, refused], [refused, said]) == Refusal(0.75, 0.5)


def test_a_limit_answers_what_reaches_it():
    assert at(0.75, CAN, CANNOT) == Refusal(0.5, 0.75)  # 0.9 and 0.8 are answered; 0.75 is too, wrongly


def test_the_limit_for_a_share_is_the_highest_that_gives_it():
    assert answering(0.75, CAN, CANNOT) == Refusal(0.75, 0.75)  # at 0.7
    assert answering(0.5, CAN, CANNOT) == Refusal(0.5, 1.0)     # at 0.8
    assert answering(0.51, CAN, CANNOT).answered == 0.75        # two of four would be too few


def test_the_best_limit_is_that_of_the_largest_macro_rate():
    assert best(CAN, CANNOT).macro == 0.75  # at 0.7 three of four either way, at 0.8 two and four
    assert best([0.1], [0.2]).macro == 0.5  # to refuse always, or never, is as good as it gets


TEXT = "The lake is in Norway. The lake is in Peru. The lake is in Chad."
GOLD = [GoldSpan("d", start, end, TEXT[start:end]) for start, end in ((0, 22), (23, 43), (44, 64))]
LAKE = Question("q", "dev", "Where is the lake?", "s", Kind.CONFLICTING, evidence=(Evidence("e1", tuple(GOLD[:2])),),
                bad=(GOLD[2],), sides=(Side("s1", "a1", GOLD[:1]), Side("s2", "a2", GOLD[1:2])))
DATASET = Dataset("lakes", {"d": Document("d", "", TEXT, "hash")}, (LAKE,), "")


@pytest.mark.parametrize(("quoted", "conflicts", "expected"), [
    ([0, 1], (), {"all": 1, "exact": 1, "as answer": 0, "as side": 0}),
    ([0, 1, 2], (), {"all": 1, "exact": 0, "as answer": 1, "as side": 0}),           # nothing says that they disagree
    ([0, 1, 2], ((1, 2, 3),), {"all": 1, "exact": 0, "as answer": 0, "as side": 1}),
    ([0, 1, 2], ((1, 2),), {"all": 1, "exact": 0, "as answer": 1, "as side": 0}),    # it is no side of what is told
    ([2], ((1,),), {"all": 0, "exact": 0, "as answer": 1, "as side": 0}),            # nothing valid stands beside it
    ([0], (), {"all": 0, "exact": 0, "as answer": 0, "as side": 0}),
])
def test_misinformation_is_a_side_where_a_disagreement_with_something_valid_is_told(quoted, conflicts, expected):
    document = DATASET.documents["d"]
    spans: list[PredictedSpan] = [span_of(document, (GOLD[n].start, GOLD[n].end)) for n in quoted]
    answer = replace(quote_answer("q", spans, DATASET.documents), conflicts=conflicts)
    assert judged(LAKE, answer, DATASET) == expected
