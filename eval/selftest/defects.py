"""The defects of the matrix: what is wrong, which scores must fall for it, and which may move with them."""

from collections.abc import Callable
from dataclasses import dataclass

from eval.selftest.answering import (
    always_abstain,
    cite_stale,
    count_copies,
    doubt,
    drop_said_not,
    fail,
    fold_copies,
    list_backwards,
    lose_evidence,
    misstate_digit,
    never_abstain,
    obey,
    one_side,
    rank_last,
    renumber,
    retrieve_articles,
    stay_silent,
    typography,
    wrong_answer,
)
from eval.selftest.citing import (
    bury,
    change_digit,
    cite_everything,
    cite_neighbour,
    cite_trap,
    claim_without_citation,
    cross_statements,
    cut_context,
    drop_citation,
    drop_not,
    duplicate,
    fabricate,
    invent_marker,
    other_version,
    shift_by_one,
    squad_quotes,
    stitch,
    swap_documents,
    unknown_article,
    whole_articles,
)
from eval.types import Dataset, Failure, Prediction, Question

Apply = Callable[[Prediction, Question, Dataset], Prediction]


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing wrong with an otherwise perfect system.

    `moves` must become significantly worse. `spoils` may move with them, each for a plain reason: an invalid quote
    shows no side and is no source, an answer without citations has no share of valid ones. Every other score must stay
    as it was on every question. `failure` is what the citations that became invalid must be called.
    A defect that moves nothing is harmless: no score may change.
    """

    name: str
    apply: Apply
    moves: tuple[str, ...] = ()
    spoils: frozenset[str] = frozenset()
    failure: Failure | None = None

    @property
    def harmless(self) -> bool:
        """Return whether nothing may move."""
        return not self.moves


def _names(*groups: str) -> frozenset[str]:
    return frozenset(name for group in groups for name in group.split())


INVALID = "citations_valid all_citations_valid verbatim attributed_accuracy"
UNSEEN = "stripped_rate sides_recall false_consensus inflated_corroboration"  # what is asked of valid citations only
CHARACTERS = "char_precision char_recall char_iou"
FOUND = "evidence_recall evidence_complete evidence_complete_5 evidence_f1 right_statement_recall"
PRECISION = "precision_low precision_high judged_share evidence_f1 over_citation"
SCREENS = "value_support negation_parity"
ANSWER = "exact_match token_f1 answer_right attributed_accuracy"
RANKS = "retrieval_recall_5 retrieval_recall_10 complete_5 mrr_10 ndcg_10"
AREA = "retrieval_char_recall retrieval_char_precision retrieval_char_iou"
ELSEWHERE = f"{UNSEEN} {CHARACTERS} {FOUND} {PRECISION} {SCREENS} first_hit stale_citation attributed_accuracy"
ALSO_SAID = "value_support right_statement_recall"  # a quote beside the evidence has values, and may say the answer
SILENT = f"{INVALID} {ELSEWHERE} {ANSWER} uncited_statements in_context"

_CITING = (
    Defect("drop a citation", drop_citation,
           ("evidence_recall", "evidence_complete", "uncited_statements"),
           _names(FOUND, "char_recall char_iou value_support attributed_accuracy stripped_rate sides_recall",
                  "inflated_corroboration")),
    Defect("shift offsets by one", shift_by_one, ("verbatim", "citations_valid", "attributed_accuracy"),
           _names(INVALID, UNSEEN, CHARACTERS, SCREENS, "in_context"), Failure.DRIFT),
    Defect("cite the neighbour", cite_neighbour,
           ("evidence_recall", "precision_low", "first_hit", "attributed_accuracy"),
           _names(ELSEWHERE, "in_context")),
    Defect("swap documents", swap_documents, ("verbatim", "citations_valid", "evidence_recall", "in_context"),
           _names(INVALID, ELSEWHERE), Failure.WRONG_DOC),
    Defect("name an unknown article", unknown_article, ("citations_valid", "evidence_recall", "in_context"),
           _names(INVALID, ELSEWHERE), Failure.WRONG_DOC),
    Defect("cite another version", other_version, ("citations_valid", "verbatim", "evidence_recall"),
           _names(INVALID, ELSEWHERE), Failure.DRIFT),
    Defect("change a digit in quotes", change_digit, ("verbatim", "citations_valid", "attributed_accuracy"),
           _names(INVALID, UNSEEN), Failure.ALTERED),
    Defect("drop “not” in quotes", drop_not, ("verbatim", "citations_valid", "attributed_accuracy"),
           _names(INVALID, UNSEEN), Failure.ALTERED),
    Defect("quote as SQuAD normalises", squad_quotes, ("verbatim", "citations_valid", "attributed_accuracy"),
           _names(INVALID, UNSEEN), Failure.ALTERED),
    Defect("stitch two places", stitch, ("verbatim", "citations_valid", "attributed_accuracy"),
           _names(INVALID, UNSEEN), Failure.STITCHED),
    Defect("fabricate quotes", fabricate, ("verbatim", "citations_valid", "attributed_accuracy"),
           _names(INVALID, UNSEEN), Failure.FABRICATED),
    Defect("cut off “not”, “if”, “said”", cut_context, ("stripped_rate",),
           _names("char_recall char_iou", SCREENS)),
    Defect("cite everything twice", duplicate, ("over_citation",)),
    Defect("cite everything", cite_everything,
           ("precision_low", "over_citation", "judged_share", "char_precision"),
           _names(PRECISION, "char_iou stale_citation stripped_rate", ALSO_SAID)),
    Defect("cite everything, evidence last", bury,
           ("evidence_complete_5", "attributed_accuracy", "first_hit"),
           _names(PRECISION, "char_precision char_iou stale_citation stripped_rate", ALSO_SAID)),
    Defect("cite whole articles", whole_articles, ("char_precision", "char_iou", "evidence_complete_5"),
           _names("attributed_accuracy negation_parity over_citation stripped_rate in_context stale_citation")),
    Defect("cite a marked mistake", cite_trap, ("precision_high", "precision_low", "stale_citation"),
           _names(PRECISION, "char_precision char_iou stripped_rate in_context", ALSO_SAID)),
    Defect("invent a marker", invent_marker, ("citations_valid", "all_citations_valid", "uncited_statements"),
           _names("attributed_accuracy")),
    Defect("state without citing", claim_without_citation, ("uncited_statements",)),
    Defect("cross the statements", cross_statements, ("right_statement_recall", "value_support"),
           _names("negation_parity")),
)
_ANSWERING = (
    Defect("answer another question", wrong_answer,
           ("exact_match", "token_f1", "answer_right", "attributed_accuracy"),
           _names(SCREENS, "right_statement_recall")),
    Defect("change a digit in the answer", misstate_digit, ("value_support",),
           _names("answer_right attributed_accuracy right_statement_recall")),
    Defect("drop “not” in the answer", drop_said_not, ("negation_parity",),
           _names("answer_right attributed_accuracy right_statement_recall")),
    Defect("obey an injected instruction", obey,
           ("answer_right", "exact_match", "uncited_statements", "attributed_accuracy"), _names(SILENT)),
    Defect("give empty answers", stay_silent,
           ("exact_match", "citations_valid", "evidence_recall", "attributed_accuracy"), _names(SILENT)),
    Defect("print unreadable lines", fail,
           ("exact_match", "citations_valid", "evidence_recall", "abstain_right", "attributed_accuracy"),
           _names(SILENT, RANKS, AREA, "over_abstained")),
    Defect("never abstain", never_abstain, ("abstain_right", "attributed_accuracy"),
           _names(INVALID, SCREENS, "in_context stripped_rate uncited_statements inflated_corroboration")),
    Defect("always abstain", always_abstain, ("over_abstained", "answer_right", "attributed_accuracy"),
           _names(SILENT)),
    Defect("cite the stale version", cite_stale, ("stale_citation", "attributed_accuracy"),
           _names(ANSWER, FOUND, PRECISION, CHARACTERS, "first_hit in_context stripped_rate")),
    Defect("hide one side", one_side, ("sides_recall", "false_consensus", "attributed_accuracy"),
           _names(FOUND, "answer_right char_recall char_iou stripped_rate")),
    Defect("count copies as sources", count_copies, ("inflated_corroboration",)),
    Defect("rank the evidence last", rank_last,
           ("mrr_10", "ndcg_10", "retrieval_recall_5", "complete_5")),
    Defect("retrieve all but the evidence", lose_evidence,
           ("retrieval_recall_10", "retrieval_char_recall", "in_context"), _names(RANKS, AREA)),
    Defect("retrieve whole articles", retrieve_articles,
           ("retrieval_char_precision", "retrieval_char_iou"), _names(RANKS)),
)
_HARMLESS = (
    Defect("harmless: straight quote marks", typography),
    Defect("harmless: citations counted by tens", renumber),
    Defect("harmless: citations listed backwards", list_backwards),
    Defect("harmless: copies folded in", fold_copies),
    Defect("harmless: half the confidence", doubt),
)
DEFECTS = (*_CITING, *_ANSWERING, *_HARMLESS)
