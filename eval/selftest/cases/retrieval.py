"""Ranked passages against gold, and the one place where an answer was lost."""

from math import log2

from eval.selftest.golds import BOTH, RULER, TOLL
from eval.selftest.language import Case, Cite, Said
from eval.types import Stage

OTHERS = ("list 1", "list 2", "list 3", "list 4", "list 5", "list 6", "list 7", "wall 1", "wall 2", "wall 3")
IDEAL = 1 + 1 / log2(3)  # two spans at ranks 1 and 2

RETRIEVAL = (
    Case("rank 1", "The first passage holds the evidence.",
         TOLL, Said(("flood 2",), passages=("flood 2", "wall 2")),
         {"mrr_10": 1, "ndcg_10": 1, "retrieval_recall_5": 1, "complete_5": 1}, stage=Stage.RIGHT),
    Case("rank 2", "1 / 2, and 1 / log₂ 3. Of 30 characters 20 are gold.",
         RULER, Said(("ruler 2",), passages=("ruler 1", "ruler 2")),
         {"mrr_10": 1 / 2, "ndcg_10": 1 / log2(3), "retrieval_char_recall": 1, "retrieval_char_precision": 20 / 30,
          "retrieval_char_iou": 20 / 30}),
    Case("rank 3", "1 / 3, and 1 / log₂ 4.",
         TOLL, Said(("flood 2",), passages=("wall 2", "wall 3", "flood 2")), {"mrr_10": 1 / 3, "ndcg_10": 1 / 2}),
    Case("rank 6", "Within ten, not within five.",
         TOLL, Said(("flood 2",), passages=(*OTHERS[:5], "flood 2")),
         {"retrieval_recall_5": 0, "complete_5": 0, "retrieval_recall_10": 1, "mrr_10": 1 / 6}),
    Case("rank 11", "Beyond ten it was not found, though it was retrieved.",
         TOLL, Said(("flood 2",), passages=(*OTHERS, "flood 2")),
         {"retrieval_recall_10": 0, "mrr_10": 0, "ndcg_10": 0, "retrieval_char_recall": 1}),
    Case("two spans", "Gains at ranks 1 and 3: (1 + 1 / log₂ 4) over the ideal.",
         BOTH, Said(("flood 2", "flood 3"), passages=("flood 2", "wall 2", "flood 3")),
         {"retrieval_recall_5": 1, "complete_5": 1, "mrr_10": 1, "ndcg_10": 1.5 / IDEAL}),
    Case("one span of two", "Half of what is needed; the ideal has both.",
         BOTH, Said(("flood 2",), passages=("flood 2", "wall 2")),
         {"retrieval_recall_5": 1 / 2, "complete_5": 0, "mrr_10": 1, "ndcg_10": 1 / IDEAL}, stage=Stage.NOT_RETRIEVED),
    Case("passage repeated", "The same passage again gains nothing, and recall is 1, not 2.",
         TOLL, Said(("flood 2",), passages=("flood 2", "flood 2")),
         {"retrieval_recall_5": 1, "ndcg_10": 1, "retrieval_char_recall": 1, "retrieval_char_precision": 1}),
    Case("overlapping passages", "72 characters are retrieved, 20 of them twice: recall 1, precision 20 / 72.",
         RULER, Said(("ruler 2",), passages=("ruler 1-2", "ruler 2-3")),
         {"retrieval_char_recall": 1, "retrieval_char_precision": 20 / 72, "retrieval_char_iou": 20 / 72}),
    Case("passages not told", "A system that does not say what it retrieved is not scored on it.",
         TOLL, Said(("flood 2",)), {"retrieval_recall_5": None, "mrr_10": None, "ndcg_10": None},
         stage=Stage.RIGHT),
    Case("lost before indexing", "The article never was in the index.",
         TOLL, Said(("wall 2",), passages=("wall 2",)), {"attributed_accuracy": 0},
         stage=Stage.NOT_INDEXED, indexed=("wall", "audit")),
    Case("lost in retrieval", "It was indexed, and not found.",
         TOLL, Said(("wall 2",), passages=("wall 2",)), {"attributed_accuracy": 0}, stage=Stage.NOT_RETRIEVED),
    Case("lost in selection", "It was found, and its article not cited.",
         TOLL, Said(("wall 2",), passages=("wall 2", "flood 2")), {"attributed_accuracy": 0},
         stage=Stage.NOT_SELECTED),
    Case("lost by a wrong span", "Its article was cited, in another place.",
         TOLL, Said(("flood 3",), passages=("flood 2-3",)), {"attributed_accuracy": 0}, stage=Stage.WRONG_SPAN),
    Case("lost by a bad quote", "The place was cited, and another quote is invalid.",
         TOLL, Said(("flood 2", Cite("flood 3", moved=1)), passages=("flood 2-4",)), {"attributed_accuracy": 0},
         stage=Stage.QUOTE_INVALID),
    Case("lost in the answer", "The evidence is there, and the answer says something else.",
         TOLL, Said(("flood 2",), says=(("Nine people died [1].", (1,)),), passages=("flood 2",)),
         {"attributed_accuracy": 0, "evidence_complete": 1}, stage=Stage.ANSWER_WRONG),
)
