"""Abstaining is a field, not a phrase."""

from eval.selftest.golds import NOTHING, THERE, TOLL
from eval.selftest.language import Case, Said
from eval.types import Stage

ABSTENTION = (
    Case("rightly abstained", "There is no answer, and the system says so.",
         NOTHING, Said(abstained=True),
         {"abstain_right": 1, "over_abstained": None, "attributed_accuracy": 1, "answer_right": None}),
    Case("answered anyway", "A valid quote does not make an answer of what is none.",
         NOTHING, Said(("flood 2",)), {"abstain_right": 0, "attributed_accuracy": 0, "citations_valid": 1}),
    Case("refusal in prose", "A sentence that sounds like a refusal is an answer where the field says so.",
         NOTHING, Said(answer="I could not find this in the articles."),
         {"abstain_right": 0, "attributed_accuracy": 0}),
    Case("an answer that sounds like a refusal", "“Was not in Harrow” is what the article says.",
         THERE, Said(("flood 4",)), {"over_abstained": 0, "answer_right": 1, "attributed_accuracy": 1}),
    Case("wrongly abstained", "There is an answer, and the system says that there is none.",
         TOLL, Said(abstained=True, passages=("flood 2",)),
         {"over_abstained": 1, "abstain_right": None, "answer_right": 0, "evidence_recall": 0,
          "attributed_accuracy": 0, "retrieval_recall_5": 1}, stage=Stage.NOT_SELECTED),
    Case("abstained in words too", "The field counts: an answer beside it is not read.",
         TOLL, Said(answer="Two people died.", abstained=True),
         {"over_abstained": 1, "answer_right": 0, "attributed_accuracy": 0}),
    Case("failure is no abstention", "No line at all does not say that there is no answer.",
         NOTHING, "", {"abstain_right": 0, "attributed_accuracy": 0}),
    Case("empty is no abstention", "Neither does an empty answer.",
         NOTHING, Said(), {"abstain_right": 0, "attributed_accuracy": 0}),
)
