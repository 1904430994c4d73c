"""A run from end to end: a dataset, answers from pullquote or any program's file, scores, a folder that keeps all."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from eval.data import read_lines, write_lines
from eval.errors import EvalError
from eval.gate import gate
from eval.policy import load_policy
from eval.predictions import read_predictions
from eval.readers import readers_of
from eval.references import Reference, load_references, reference_lines, references, save_references
from eval.report.content import Content
from eval.run import Progress, add_documents, ask_questions
from eval.runfiles import Run, load_info, load_pair, load_run, save_run
from eval.runinfo import RunInfo, Setting, commit_of, corpus_sha256, describe_machine, questions_sha256
from eval.score import score_run
from eval.selection import Selection, selection_of
from eval.statistics import SEED
from eval.summary import Summary, mean_estimate, summary
from eval.trials import FILE as INTERVENTIONS
from eval.trials import load_outcomes, try_interventions
from eval.types import Dataset, Prediction
from eval.verifier.card import card
from eval.verifier.command import command_verifier
from eval.verifier.record import FILE as VERIFIER
from eval.verifier.record import Verified, load_verified, save_verified, verified_lines
from eval.verifier.support import support
from qa import evidence, passages, retrieve
from qa.assistant import EVIDENCE, Answerer, Assistant
from qa.confidence import STRICTNESS, threshold

HEADLINE = "attributed_accuracy"
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class System:
    """Which pullquote is asked: its name in reports, who answers (None: quotes alone), how strictly as in `ask`.

    `settings` are what a run is to keep of it beside that.
    """

    name: str = "pullquote"
    answerer: Answerer | None = None
    strictness: float = STRICTNESS
    settings: Mapping[str, Setting] = field(default_factory=dict)


def run_pullquote(selection: Selection, out: Path, library: Path | None = None, progress: Progress | None = None,
                  interventions: int = 0, system: System = System()) -> Summary:
    """Ask pullquote the questions selected, score the answers, keep the run in `out`, and return it in numbers.

    `library` keeps the documents for the next run; None: a temporary one. Interventions are tried on as many
    questions as `interventions` says, by quotes alone. Raises SettingError for a strictness outside 0 to 1.
    """
    settings = {**_answering(system.strictness), "library": str(library) if library else None,
                "interventions": interventions, **system.settings}
    dataset = selection.load()
    with tempfile.TemporaryDirectory() as temporary:
        assistant = Assistant.open(library or temporary, answerer=system.answerer)
        add_documents(assistant, dataset.documents.values())
        numbers = _ask(assistant, dataset, out, _info(system.name, dataset, selection, settings), progress)
        if interventions:
            try_interventions(dataset, out, interventions, assistant.encoder, progress)
    return numbers


def run_assistant(selection: Selection, out: Path, assistant: Assistant, strictness: float = STRICTNESS,
                  progress: Progress | None = None) -> Summary:
    """Ask an assistant whose library holds the documents, by their names as ids, and adds none; else as above."""
    dataset = selection.load()
    settings = {**_answering(strictness), "library": None, "interventions": 0}
    return _ask(assistant, dataset, out, _info("pullquote", dataset, selection, settings), progress)


def run_file(selection: Selection, out: Path, predictions: Path) -> Summary:
    """Score the predictions in a file, made by any program, keep the run in `out`, and return it in numbers."""
    dataset = selection.load()
    lines = [line for _, line in read_lines(predictions)]
    return _save(out, _info(predictions.stem, dataset, selection, {"predictions": str(predictions)}), lines, dataset)


def rescore(folder: Path) -> Summary:
    """Score the stored predictions of a run once more, in place of the scores that are there; return it in numbers."""
    info, (dataset, predictions) = load_info(folder), load_answers(folder)
    return _score(folder, info, dataset, predictions)


def load_answers(folder: Path) -> tuple[Dataset, dict[str, Prediction]]:
    """Return the dataset a run was made on and its predictions.

    Raises EvalError when the data are not those that were scored.
    """
    info = load_info(folder)
    dataset = selection_of(info.settings).load()
    if questions_sha256(dataset) != info.questions_sha256 or corpus_sha256(dataset) != info.corpus_sha256:
        raise EvalError(f"{folder}: its data {info.settings.get('data')} have changed since; run it again")
    return dataset, read_predictions(folder / "predictions.jsonl", dataset)


def report_content(folder: Path, baseline: Path | None = None, policy: Path | None = None,
                   beside: Sequence[Path] = ()) -> Content:
    """Return everything the report of a run tells of; with a policy, what its gate says of the run.

    The headlines of runs `beside` it, on the same questions, stand among the references. Raises EvalError for others.
    """
    dataset, predictions = load_answers(folder)
    base, run = load_pair(baseline, folder) if baseline else (None, load_run(folder))
    judged = gate(run.results, base.results if base else None, load_policy(policy)) if policy else None
    return Content(run=run, dataset=dataset, predictions=predictions, baseline=base, verdict=judged,
                   references=(*(_beside(load_pair(other, folder)[0], other.name) for other in beside),
                               *load_references(folder)),
                   outcomes=load_outcomes(folder), verified=load_verified(folder))


def _beside(run: Run, name: str) -> Reference:
    """Return the headline of another run."""
    scored = [(result.metrics.get(HEADLINE), result.story_id) for result in run.results]
    return Reference(name, f"Another run: {run.info.title}.", "run", mean_estimate(scored))


def verifier_lines(folder: Path, command: str) -> list[str]:
    """Ask a verifier, which is a command, about the citations of a run, keep what it says, and return it as lines."""
    dataset, predictions = load_answers(folder)
    verifier = command_verifier(command)
    verified = Verified(command, support(dataset, predictions, verifier), card(verifier))
    save_verified(folder, verified)
    return [f"as the verifier {command!r} judges:", *verified_lines(verified)]


def verdict_lines(folder: Path, numbers: Summary) -> list[str]:
    """Return what a person wants to know first of a run, a line each, with 95 % intervals."""
    shown = (HEADLINE, "citations_valid", "evidence_recall", "precision_low", "abstain_right", "over_abstained",
             "sides_recall", "retrieval_recall_5")
    lines = [f"{numbers.questions} questions, {numbers.failed} failed"]
    for name in shown:
        found = numbers.metrics.get(name)
        if found and found.mean is not None:
            lines.append(f"{name:22}{found.mean:7.3f}  [{found.low:.3f}, {found.high:.3f}]  {found.scored} scored")
    known = reference_lines(load_references(folder))
    return [*lines, *([f"{HEADLINE} of others, on the same questions:", *known] if known else [])]


def _ask(assistant: Assistant, dataset: Dataset, out: Path, info: RunInfo, progress: Progress | None) -> Summary:
    strictness = info.settings["strictness"]
    records = ask_questions(assistant, dataset, progress, strictness if isinstance(strictness, float) else None)
    info = replace(info, version=version("pullquote"), commit=commit_of(ROOT), models=assistant.models,
                   index_sha256=assistant.store.index_sha256)
    return _save(out, info, [json.dumps(record, ensure_ascii=False) for record in records], dataset)


def _save(out: Path, info: RunInfo, lines: Sequence[str], dataset: Dataset) -> Summary:
    out.mkdir(parents=True, exist_ok=True)
    for name in (INTERVENTIONS, VERIFIER):  # of a run that was kept here before
        (out / name).unlink(missing_ok=True)
    write_lines(out / "predictions.jsonl", lines)
    return _score(out, info, dataset, read_predictions(out / "predictions.jsonl", dataset))


def _score(folder: Path, info: RunInfo, dataset: Dataset, predictions: dict[str, Prediction]) -> Summary:
    results = score_run(dataset, predictions)
    numbers = summary(results)
    save_run(folder, info, results, numbers)
    readers = readers_of(selection_of(info.settings).data, dataset)
    save_references(folder, references(dataset, predictions, readers))
    return numbers


def _info(system: str, dataset: Dataset, selection: Selection, settings: dict[str, Setting]) -> RunInfo:
    """Return what is known of every run: of a program's file, neither version nor models."""
    return RunInfo(system=system, version=None, commit=None, dataset=dataset.name, segmenter=dataset.segmenter,
                   corpus_sha256=corpus_sha256(dataset), questions_sha256=questions_sha256(dataset),
                   index_sha256=None, models={}, settings={**selection.settings(), **settings},
                   seeds={"statistics": SEED}, machine=describe_machine())


def _answering(strictness: float) -> dict[str, Setting]:
    return {"token_budget": passages.TOKEN_BUDGET, "depth": retrieve.DEPTH, "evidence": EVIDENCE,
            "read": evidence.READ, "quotes": evidence.QUOTES,
            "margin": evidence.MARGIN, "strictness": float(strictness), "threshold": threshold(strictness)}
