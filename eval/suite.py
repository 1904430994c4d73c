"""A run from end to end: a dataset, answers from pullquote or any program's file, scores, a folder that keeps all."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from eval.adapters import load_named
from eval.data import read_lines
from eval.errors import EvalError
from eval.predictions import read_predictions
from eval.report.content import Content, Reference
from eval.run import Progress, add_documents, ask_questions
from eval.runfiles import Run, load_info, load_results, load_run, save_run, save_scores
from eval.runinfo import RunInfo, Setting, commit_of, corpus_sha256, describe_machine, questions_sha256
from eval.score import score_run
from eval.statistics import SEED
from eval.summary import Summary, estimate, summary
from eval.systems import baselines, retrieved_by
from eval.trials import FILE as INTERVENTIONS
from eval.trials import load_outcomes, try_interventions
from eval.types import Dataset, Prediction, Split
from qa import evidence, passages, retrieve
from qa.assistant import EVIDENCE, Assistant
from qa.confidence import threshold

HEADLINE = "attributed_accuracy"
ROOT = Path(__file__).parents[1]


def load_data(data: str, split: Split | None = None) -> Dataset:
    """Return the dataset that `data` names (see `eval.adapters.load_named`), or the questions of one split of it.

    Raises EvalError where no question is left.
    """
    dataset = load_named(data)
    if split is not None:
        kept = tuple(question for question in dataset.questions if question.split == split)
        dataset = replace(dataset, questions=kept, name=f"{dataset.name} ({split})")
    if not dataset.questions:
        raise EvalError(f"{data}: no question is left" + (f" in the split {split}" if split else ""))
    return dataset


def run_pullquote(data: str, out: Path, split: Split | None = None, library: Path | None = None,
                  progress: Progress | None = None, interventions: int = 0) -> Summary:
    """Ask pullquote every question of a dataset, score the answers, keep the run in `out`, and return it in numbers.

    `library` keeps the documents for the next run; None: a temporary one. Interventions are tried on as many
    questions as `interventions` says.
    """
    dataset = load_data(data, split)
    with tempfile.TemporaryDirectory() as temporary:
        assistant = Assistant.open(library or temporary)
        add_documents(assistant, dataset.documents.values())
        records = ask_questions(assistant, dataset, progress)
        info = _info("pullquote", version("pullquote"), commit_of(ROOT), dataset, _settings(data, split))
        info = replace(info, models={"encoder": assistant.encoder.name})
    numbers = _save(out, info, [json.dumps(record, ensure_ascii=False) for record in records], dataset)
    if interventions:
        try_interventions(dataset, out, interventions, progress)
    return numbers


def run_file(data: str, out: Path, predictions: Path, split: Split | None = None) -> Summary:
    """Score the predictions in a file, made by any program, keep the run in `out`, and return it in numbers."""
    dataset = load_data(data, split)
    lines = [line for _, line in read_lines(predictions)]
    where: dict[str, Setting] = {"data": data, "split": split}
    return _save(out, _info(predictions.stem, "unknown", None, dataset, where), lines, dataset)


def rescore(folder: Path) -> Summary:
    """Score the stored predictions of a run once more, in place of the scores that are there; return it in numbers."""
    dataset, predictions = load_answers(folder)
    results = score_run(dataset, predictions)
    numbers = summary(results)
    save_scores(folder, results, numbers)
    return numbers


def load_answers(folder: Path) -> tuple[Dataset, dict[str, Prediction]]:
    """Return the dataset a run was made on and its predictions.

    Raises EvalError when the data are not those that were scored.
    """
    info = load_info(folder)
    split = info.settings.get("split")
    dataset = load_data(str(info.settings.get("data")), _split(split))
    if questions_sha256(dataset) != info.questions_sha256 or corpus_sha256(dataset) != info.corpus_sha256:
        raise EvalError(f"{folder}: its data {info.settings.get('data')} have changed since; run it again")
    return dataset, read_predictions(folder / "predictions.jsonl", dataset)


def report_content(folder: Path, baseline: Path | None = None) -> Content:
    """Return everything the report of a run tells of."""
    dataset, predictions = load_answers(folder)
    run = load_run(folder)
    data, split = run.info.settings.get("data"), run.info.settings.get("split")
    command = f"pullquote eval run --data {data}" + (f" --split {split}" if split else "") + f" --out {folder.name}"
    return Content(run=run, dataset=dataset, predictions=predictions, baseline=_baseline(baseline, run),
                   references=references(dataset, predictions), outcomes=load_outcomes(folder), command=command)


def references(dataset: Dataset, predictions: dict[str, Prediction]) -> tuple[Reference, ...]:
    """Return the headline of every floor and ceiling, given what the run retrieved."""
    retrieved = retrieved_by(predictions)
    found = baselines(dataset, retrieved if any(retrieved.values()) else None)
    return tuple(Reference(known.name, known.meaning, known.bound,
                           estimate(score_run(dataset, known.predictions), HEADLINE)) for known in found)


def verdict_lines(numbers: Summary) -> list[str]:
    """Return what a person wants to know first, a line each, with 95 % intervals."""
    shown = (HEADLINE, "citations_valid", "evidence_recall", "precision_low", "abstain_right", "over_abstained",
             "sides_recall", "retrieval_recall_5")
    lines = [f"{numbers.questions} questions, {numbers.failed} failed"]
    for name in shown:
        found = numbers.metrics.get(name)
        if found and found.mean is not None:
            lines.append(f"{name:22}{found.mean:7.3f}  [{found.low:.3f}, {found.high:.3f}]  {found.scored} scored")
    return lines


def _save(out: Path, info: RunInfo, lines: Sequence[str], dataset: Dataset) -> Summary:
    out.mkdir(parents=True, exist_ok=True)
    (out / INTERVENTIONS).unlink(missing_ok=True)  # those of a run that was kept here before
    stored = out / "predictions.jsonl"
    stored.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    results = score_run(dataset, read_predictions(stored, dataset))
    numbers = summary(results)
    save_run(out, info, lines, results, numbers)
    return numbers


def _info(system: str, release: str, commit: str | None, dataset: Dataset, settings: dict[str, Setting]) -> RunInfo:
    return RunInfo(system=system, version=release, commit=commit, dataset=dataset.name, segmenter=dataset.segmenter,
                   corpus_sha256=corpus_sha256(dataset), questions_sha256=questions_sha256(dataset),
                   index_sha256=None, models={}, settings=settings, seeds={"statistics": SEED},
                   machine=describe_machine())


def _settings(data: str, split: Split | None) -> dict[str, Setting]:
    return {"data": data, "split": split, "token_budget": passages.TOKEN_BUDGET, "depth": retrieve.DEPTH,
            "evidence": EVIDENCE, "reranked": evidence.RERANKED, "read": evidence.READ, "quotes": evidence.QUOTES,
            "margin": evidence.MARGIN, "threshold": threshold()}


def _split(value: object) -> Split | None:
    return "dev" if value == "dev" else "test" if value == "test" else None


def _baseline(folder: Path | None, run: Run) -> Run | None:
    """Return the baseline; a results file alone stands under the run's own description."""
    if folder is None:
        return None
    return load_run(folder) if folder.is_dir() else Run(run.info, load_results(folder))
