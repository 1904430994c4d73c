"""What every number of the report is called and what it says, in words: the legend, and the text shown on hover."""

from dataclasses import dataclass
from typing import Literal

from eval.compare import LOWER_IS_BETTER

Group = Literal["Headline", "Citations are what they say", "Citations point at the evidence", "Answers",
                "Abstention and confidence", "Several sources", "Retrieval", "Other"]


@dataclass(frozen=True, slots=True)
class Term:
    """A measure as a reader meets it. `is_share` tells a share of something, shown in percent, from other scores."""

    name: str
    label: str
    meaning: str
    group: Group
    is_share: bool = True

    @property
    def lower_is_better(self) -> bool:
        """Return whether the best value is 0."""
        return self.name in LOWER_IS_BETTER or self.name in _ERRORS


HEADLINE = "attributed_accuracy"


def term(name: str) -> Term:
    """Return what is said of a metric; one that is not known is called by its name."""
    return _BY_NAME.get(name) or Term(name, name.replace("_", " ").capitalize(), "Not described here.", "Other")


_ERRORS = {"aurc", "augrc", "brier", "ece"}
_TERMS = (
    Term("attributed_accuracy", "Right, with the evidence",
         "The answer is right, a complete set of evidence stands within its first five cited sentences, and every "
         "citation is valid. A question without an answer counts when the system abstains; a disagreement counts when "
         "every side is cited.", "Headline"),
    Term("citations_valid", "Valid citations",
         "Of an answer’s citations, the share whose words stand, word for word, at the place they point to.",
         "Citations are what they say"),
    Term("all_citations_valid", "All citations valid", "Every citation of the answer is valid.",
         "Citations are what they say"),
    Term("verbatim", "Word for word",
         "Share of citations whose quoted words are those of the article. Quote marks, dashes and spaces may differ; "
         "letters, case and punctuation may not.", "Citations are what they say"),
    Term("in_context", "From what was retrieved",
         "Share of citations that lie inside a passage the system had retrieved.", "Citations are what they say"),
    Term("stripped_rate", "Qualifier cut off",
         "Share of citations that leave out a negation, a doubt, a condition or a speaker standing in the same "
         "sentence.", "Citations are what they say"),
    Term("evidence_recall", "Evidence found",
         "Of the sentences needed for the answer, the share that was cited; the best of the accepted sets counts.",
         "Citations point at the evidence"),
    Term("evidence_complete", "Evidence complete", "Every sentence of at least one accepted set was cited.",
         "Citations point at the evidence"),
    Term("evidence_complete_5", "Evidence complete within five",
         "Every sentence of at least one accepted set is among the first five cited sentences, as the headline asks.",
         "Citations point at the evidence"),
    Term("precision_low", "Citations on target, at least",
         "Share of citations that hit evidence, if every citation nobody judged were off target.",
         "Citations point at the evidence"),
    Term("precision_high", "Citations on target, at most",
         "Share of the judged citations that hit evidence, as if the unjudged ones were not there.",
         "Citations point at the evidence"),
    Term("judged_share", "Citations judged", "Share of citations that a person has marked as right or as wrong.",
         "Citations point at the evidence"),
    Term("evidence_f1", "Evidence F1",
         "One number for evidence found and the lower end of citations on target: their harmonic mean.",
         "Citations point at the evidence", is_share=False),
    Term("over_citation", "Citations that add nothing",
         "Share of citations that bring no evidence which an earlier one has not brought.",
         "Citations point at the evidence"),
    Term("first_hit", "First citation hits", "The first citation points at evidence.",
         "Citations point at the evidence"),
    Term("uncited_statements", "Statements without a citation", "Share of the answer’s statements that cite nothing.",
         "Citations point at the evidence"),
    Term("right_statement_recall", "Evidence on the right statement",
         "Share of the statements holding the answer that cite evidence themselves.",
         "Citations point at the evidence"),
    Term("char_precision", "Character precision",
         "Of the cited characters, the share that is marked as evidence. People agree on sentences, less on "
         "characters: a diagnostic.", "Citations point at the evidence"),
    Term("char_recall", "Character recall", "Of the characters marked as evidence, the share that was cited.",
         "Citations point at the evidence"),
    Term("char_iou", "Character overlap", "Characters both cited and marked, over characters that are either.",
         "Citations point at the evidence"),
    Term("answer_right", "Answer right", "The answer says an accepted answer, whatever it cites.", "Answers"),
    Term("exact_match", "Exact match",
         "The short answer is an accepted one word for word, after values such as dates are put into one form.",
         "Answers"),
    Term("token_f1", "Token F1", "How many words the short answer shares with the closest accepted one.", "Answers",
         is_share=False),
    Term("value_support", "Values stand in the quotes",
         "Share of the numbers, dates, sums, percentages and names of the answer that occur in its quotes. A screen "
         "for wrong values, no proof of support.", "Answers"),
    Term("negation_parity", "Negations agree", "Share of statements that deny as often as their quotes do.", "Answers"),
    Term("abstain_right", "Abstains rightly", "The articles have no answer, and the system says so.",
         "Abstention and confidence"),
    Term("over_abstained", "Abstains wrongly", "The articles have an answer, and the system says they do not.",
         "Abstention and confidence"),
    Term("abstain_recall", "Abstains where it should",
         "Of the questions without an answer, the share on which the system abstains.", "Abstention and confidence"),
    Term("abstain_precision", "Abstentions that are right",
         "Of the questions on which the system abstains, the share without an answer.", "Abstention and confidence"),
    Term("abstain_macro", "Answering and abstaining, balanced",
         "The mean of two shares: answerable questions that are answered, others on which it abstains.",
         "Abstention and confidence"),
    Term("aurc", "Area under the risk–coverage curve",
         "The mean share of wrong answers over all levels of coverage; 0 is best.", "Abstention and confidence",
         is_share=False),
    Term("augrc", "Area under the generalised curve",
         "How often, on average over all levels of coverage, an answer is given and wrong; 0 is best.",
         "Abstention and confidence", is_share=False),
    Term("accuracy_at_50", "Right among the surest half", "Share right of the half of its answers it is surest of.",
         "Abstention and confidence"),
    Term("accuracy_at_70", "Right among the surest 70%", "Share right of the 70% of its answers it is surest of.",
         "Abstention and confidence"),
    Term("accuracy_at_90", "Right among the surest 90%", "Share right of the 90% of its answers it is surest of.",
         "Abstention and confidence"),
    Term("coverage_at_5_risk", "Answered at 5% wrong",
         "The largest share of its answers, surest first, of which at most 5% are wrong.",
         "Abstention and confidence"),
    Term("brier", "Brier score", "The mean squared distance of confidence from what happened; 0 is best.",
         "Abstention and confidence", is_share=False),
    Term("ece", "Calibration error",
         "How far, on average, confidence lies from the share that is right; told from 100 answers on.",
         "Abstention and confidence", is_share=False),
    Term("sides_recall", "Sides shown", "Of the sides of a disagreement, the share that is cited.", "Several sources"),
    Term("false_consensus", "Disagreement hidden", "The sources disagree, and the answer shows one side only.",
         "Several sources"),
    Term("stale_citation", "Outdated source cited",
         "The answer rests on a version that a later article has replaced.", "Several sources"),
    Term("inflated_corroboration", "Copies counted as sources",
         "The answer claims more independent sources than its valid citations come from; copies of one story are one.",
         "Several sources"),
    Term("retrieval_recall_5", "Evidence in the first 5 passages",
         "Share of the needed sentences inside the first five passages retrieved.", "Retrieval"),
    Term("retrieval_recall_10", "Evidence in the first 10 passages",
         "Share of the needed sentences inside the first ten passages retrieved.", "Retrieval"),
    Term("complete_5", "All evidence in the first 5 passages",
         "A complete set of evidence lies inside the first five passages.", "Retrieval"),
    Term("mrr_10", "Rank of the first hit (MRR@10)",
         "One over the rank of the first passage with evidence, 0 beyond the tenth.", "Retrieval", is_share=False),
    Term("ndcg_10", "Ranking quality (nDCG@10)",
         "How close the first ten passages come to the best possible order.", "Retrieval", is_share=False),
    Term("retrieval_char_recall", "Retrieved characters, recall",
         "Of the characters marked as evidence, the share that was retrieved.", "Retrieval"),
    Term("retrieval_char_precision", "Retrieved characters, precision",
         "Of the retrieved characters, the share that is marked as evidence.", "Retrieval"),
    Term("retrieval_char_iou", "Retrieved characters, overlap",
         "Characters both retrieved and marked, over characters that are either.", "Retrieval"),
)
SHARE = Term("share", "Share", "A share of questions.", "Other")
"""What stands for a share that is no measure of its own."""
_BY_NAME = {known.name: known for known in _TERMS}
ORDER = {known.name: place for place, known in enumerate(_TERMS)}
"""The place of each known metric in lists: by group, what matters most first."""
