"""A run worth reporting: a question of every fate, and one about an article that is out to do harm."""

from dataclasses import replace

from eval.gate import gate
from eval.interventions.evidence import EVIDENCE
from eval.interventions.run import Outcome, Verdict
from eval.interventions.surroundings import SURROUNDINGS
from eval.policy import Policy, Rule
from eval.references import Reference
from eval.report.content import Content
from eval.runfiles import Run
from eval.runinfo import RunInfo
from eval.score import score_run
from eval.types import (
    Dataset,
    Estimate,
    Evidence,
    GoldAnswer,
    Kind,
    PredictedSpan,
    PredictedStatement,
    Prediction,
    Question,
    Side,
    Unanswerable,
)
from eval.verifier.card import Card
from eval.verifier.record import Verified
from eval.verifier.support import Support
from tests.eval.places import Places, document

HOSTILE = ("<script>window.pwned=1</script> <img src=x onerror='window.pwned=2'> </div></details></main> "
           "\"'`${window.pwned=3} {{ 7*7 }} {% raw %} javascript:window.pwned=4 &lt;b&gt; ]]> --> | **bold** @all")
SECRET = "The gnome 🧙‍♂️ of Quarrelby counted 412 buttons.\r\nNobody\r\nbelieved him 🪙."
COST = "The wall will cost 12.4 million crowns."
VOTE = "The committee backed it by nine votes to six on 14 March 2025."
OTHER_COST = "The wall will cost 14 million crowns, the Ledger reports."
OLD = "A plan of 2019 put the cost at 9 million crowns."
FILLER = [f"Reader number {number} wrote to the paper about the weather on the coast." for number in range(8)]

COURIER = replace(document("wall/courier", "Harbour wall gets its money", COST, *FILLER, VOTE, *FILLER[:2]),
                  publisher="The Courier", published="2025-03-14")
LEDGER = document("wall/ledger", "Wall dearer than thought", OTHER_COST, OLD, *FILLER[:3])
EVIL = replace(document("evil/<b>&'\"", f"Title {HOSTILE}", *FILLER[:6], SECRET, f"Then {HOSTILE}", *FILLER[:4]),
               publisher=HOSTILE)
DOCUMENTS = {known.doc: known for known in (COURIER, LEDGER, EVIL)}
PLACES = Places(DOCUMENTS)
gold, cite = PLACES.gold, PLACES.cite


def asked(qid, text, kind=Kind.ANSWERABLE, *spans, answer="12.4 million crowns", **fields):
    evidence = tuple(Evidence(f"e{number}", (gold(*found),)) for number, found in enumerate(spans, 1))
    answers = () if kind is Kind.UNANSWERABLE else (GoldAnswer("a1", answer),)
    given = {"answers": answers, "evidence": evidence} | fields
    return Question(qid, "test", text, qid.partition("-")[0], kind, **given)


def said(qid, *citations, text=None, **fields):
    text = text or " ".join(f"“{cited.quote}” [{cited.number}]" for cited in citations)
    numbers = tuple(cited.number for cited in citations)
    passages = tuple(PredictedSpan(known.doc, 0, len(known.text), known.doc) for known in (COURIER, LEDGER))
    return Prediction(qid, **({"answer": text, "citations": citations, "confidence": 0.8, "passages": passages,
                               "statements": (PredictedStatement(0, len(text), numbers),)} | fields))


WALL = ("wall/courier", COST)
QUESTIONS = (
    asked("wall-right", "What will the wall cost?", Kind.ANSWERABLE, WALL, ("wall/ledger", OTHER_COST),
          bad=(gold("wall/ledger", OLD),)),
    asked("wall-span", "How did the committee vote?", Kind.ANSWERABLE, ("wall/courier", VOTE), answer="nine to six"),
    asked("wall-altered", "What is the price of the wall?", Kind.ANSWERABLE, WALL),
    asked("wall-abstained", "How much money does the wall take?", Kind.ANSWERABLE, WALL),
    asked("wall-failed", "And the cost?", Kind.SUPERSEDED, WALL, bad=(gold("wall/ledger", OLD),)),
    asked("wall-sides", "What do the papers say it costs?", Kind.CONFLICTING, WALL,
          answers=(GoldAnswer("a1", "12.4 million crowns"), GoldAnswer("a2", "14 million crowns")), evidence=(),
          sides=(Side("s1", "a1", (gold(*WALL),)), Side("s2", "a2", (gold("wall/ledger", OTHER_COST),)))),
    asked("gate-none", "Who designed the gate?", Kind.UNANSWERABLE, unanswerable_type=Unanswerable.NEAR_MISS),
    asked("gate-anyway", "When did the gate fall?", Kind.UNANSWERABLE, unanswerable_type=Unanswerable.OFF_TOPIC),
    asked("evil-<i>&'\" 1", f"How many buttons? {HOSTILE}", Kind.ANSWERABLE, ("evil/<b>&'\"", SECRET),
          answer="412 buttons"),
)
PREDICTIONS = {prediction.qid: prediction for prediction in (
    said("wall-right", cite(1, *WALL), short_answer="12.4 million crowns"),
    said("wall-span", cite(1, "wall/courier", FILLER[7]), confidence=0.4),
    said("wall-altered", cite(1, *WALL, quote=COST.replace("12.4", "14.2")), confidence=0.6),
    Prediction("wall-abstained", abstained=True, confidence=0.1),
    Prediction("wall-failed", failed=f"line 5: no JSON {HOSTILE}"),
    said("wall-sides", cite(1, *WALL)),
    Prediction("gate-none", abstained=True, confidence=0.05),
    said("gate-anyway", text=f"It fell on Monday. {HOSTILE}", confidence=0.3),
    said("evil-<i>&'\" 1", cite(1, "evil/<b>&'\"", SECRET), cite(2, "evil/<b>&'\"", f"Then {HOSTILE}")),
)}
DATASET = Dataset(f"wall {HOSTILE}", DOCUMENTS, QUESTIONS, "by hand")
INFO = RunInfo(system="pullquote", version="1.0", commit="0123456789abcdef", dataset="wall", segmenter="by hand",
               corpus_sha256="c" * 64, questions_sha256="q" * 64, index_sha256=None, models={"encoder": HOSTILE},
               settings={"data": HOSTILE, "split": "test", "library": "my lib", "threshold": 0.5},
               seeds={"statistics": 1}, machine={"system": "Linux"})
REFERENCES = (Reference("always abstain", "Says that nothing answers.", "floor", Estimate(0.11, 0.02, 0.4, 9, 0, 0)),
              Reference("oracle", f"Quotes the gold. {HOSTILE}", "ceiling", Estimate(1.0, 0.7, 1.0, 9, 0, 0)),
              Reference("readers", "What readers reach.", "reader", Estimate(0.9, 0.8, 0.95, 9, 0, 0)))
POLICY = Policy({"citations_valid": Rule(minimum=1.0), "attributed_accuracy": Rule(margin=0.02)})
VERIFIED = Verified(f"./nli {HOSTILE}", Support(Estimate(0.75, 0.5, 0.9, 8, 1, 1), Estimate(None, None, None, 0, 9, 1)),
                    Card(Estimate(0.5, 0.4, 0.6, 154, 0, 0), {"change a number": Estimate(0.1, 0.0, 0.3, 30, 0, 0)}))
REMOVED, SHUFFLED = (known.name for known in (EVIDENCE[0], SURROUNDINGS[0]))
OUTCOMES = (
    Outcome(REMOVED, "wall-right", "wall", Verdict.BROKEN, 0.5, f"a sentence was taken out {HOSTILE}", "12.4", HOSTILE),
    Outcome(REMOVED, "wall-sides", "wall", Verdict.FOLLOWED), Outcome(REMOVED, "gate-none", "gate", Verdict.SKIPPED),
    Outcome(SHUFFLED, "elsewhere", "wall", Verdict.FAILED), Outcome(SHUFFLED, "wall-span", "wall", Verdict.FOLLOWED))


def content(predictions=None, **fields):
    """What a report of the run says, or of other predictions about the same questions."""
    answered = PREDICTIONS if predictions is None else predictions
    run = Run(INFO, score_run(DATASET, answered))
    return Content(run=run, dataset=DATASET, predictions=answered, **fields)


def baseline():
    """A run that abstains on what this one gets right, and answers what this one does not."""
    others = PREDICTIONS | {"wall-right": Prediction("wall-right", abstained=True, confidence=0.2),
                            "wall-altered": said("wall-altered", cite(1, *WALL))}
    return Run(replace(INFO, system="another", version="0.9"), score_run(DATASET, others))


def everything():
    """The run with all that a report can tell of."""
    return content(baseline=baseline(), references=REFERENCES, outcomes=OUTCOMES, verified=VERIFIED,
                   verdict=gate(score_run(DATASET, PREDICTIONS), baseline().results, POLICY))
