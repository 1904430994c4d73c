"""The commands of `pullquote eval`: each calls the evaluation suite and prints what comes back."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ui import evaluate, terminal
from ui.arguments import SETTINGS, ModelOption, ModelUrlOption

evaluation = typer.Typer(no_args_is_help=True, help="How often are the citations right?")

DataOption = Annotated[str, typer.Option("--data", metavar="DATA", help="A folder with a dataset, or SET:FOLDER such "
                                         "as own:examples or onestopqa:FOLDER.")]
SplitOption = Annotated[str | None, typer.Option(metavar="dev|test", help="Only the questions of this half.")]
RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")]
BaselineOption = Annotated[Path | None, typer.Option(metavar="RUN", help="The run to compare with; of its files, "
                                                     "run.json and results.jsonl are needed.")]
OnlyOption = Annotated[list[str] | None, typer.Option("--only", metavar="QID", help="Only this question; may be given "
                                                      "more than once.")]


@evaluation.command("run")
def eval_run(
    data: DataOption, out: Annotated[Path, typer.Option(metavar="RUN", help="The folder to keep the run in.")],
    *, split: SplitOption = None, only: OnlyOption = None,
    library: Annotated[Path | None, typer.Option(metavar="DIR", help="Keeps the articles for the next run.")] = None,
    predictions: Annotated[Path | None, typer.Option(metavar="FILE", help="Answers of any program, a JSON object a "
                                                     "line; without it pullquote is asked.")] = None,
    interventions: Annotated[int, typer.Option(min=0, metavar="N", help="Change the articles of N questions and ask "
                                               "again: do the answers follow?")] = 0,
    strictness: Annotated[float, typer.Option(min=0, max=1, help="How sure an answer must be: 0 answers always, 1 "
                                              "never.")] = 0.5,
    system: Annotated[Literal["extractive", "model", "model-unscreened"], typer.Option(
        help="Who answers: quotes alone, a language model, or the model without the screen.")] = "extractive",
    model: ModelOption = None, model_url: ModelUrlOption = None,
) -> None:
    """Answer the questions of a dataset, or take answers from a file, and score them."""
    from eval import suite
    from eval.trials import outcome_lines
    from qa.model.settings import read_settings

    evaluate.check_run_options(predictions, library, interventions, strictness)
    if system == "extractive" and (model or model_url):
        raise evaluate.UsageError("--model and --model-url need --system model or --system model-unscreened")
    settings = None if system == "extractive" else read_settings(SETTINGS, model, model_url)
    asked = evaluate.system_of(system, settings, strictness)
    if (predictions or interventions) and asked.answerer:
        raise evaluate.UsageError(f"with --system {system} neither --predictions nor --interventions can be given")
    chosen = evaluate.selection(data, split, only or ())
    with terminal.progress("Asking", "questions") as progress:
        numbers = (suite.run_file(chosen, out, predictions) if predictions else
                   suite.run_pullquote(chosen, out, library, progress, interventions, asked))
    terminal.print_lines([*suite.verdict_lines(out, numbers), *outcome_lines(out)])


@evaluation.command("score")
def eval_score(
    run: RunArgument, verifier: Annotated[str | None, typer.Option(metavar="COMMAND", help="Also judges whether the "
                                                                   "citations support what cites them.")] = None,
) -> None:
    """Score the stored answers of a run once more."""
    from eval import suite

    lines = suite.verdict_lines(run, suite.rescore(run))
    terminal.print_lines([*lines, *(suite.verifier_lines(run, verifier) if verifier else [])])


@evaluation.command("compare")
def eval_compare(base: RunArgument, new: RunArgument, more: Annotated[list[Path] | None, typer.Argument(
        metavar="[RUN]...", help="Further runs, each beside the first.")] = None) -> None:
    """Show how one run, or each of several, differs from the first, metric by metric, on the questions both have."""
    terminal.print_lines(evaluate.table_lines(base, [new, *more]) if more else evaluate.comparison_lines(base, new))


@evaluation.command("gate")
def eval_gate(
    run: RunArgument, policy: Annotated[Path, typer.Option(metavar="gate.toml", help="What must hold.")],
    baseline: BaselineOption = None,
) -> None:
    """Pass or fail a run: exit 0 pass, 1 regression, 2 usage, 3 inconclusive where the policy says so."""
    lines, status = evaluate.gate_lines(run, policy, baseline)
    terminal.print_lines(lines)
    raise typer.Exit(status)


@evaluation.command("report")
def eval_report(
    run: RunArgument, baseline: BaselineOption = None,
    policy: Annotated[Path | None, typer.Option(metavar="gate.toml", help="Adds what the gate says.")] = None, *,
    beside: Annotated[list[Path] | None, typer.Option(metavar="RUN", help="Another run on the same questions, to stand "
                                                      "beside this one; may be given more than once.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="A page to read in a browser.")] = None,
    md: Annotated[Path | None, typer.Option(metavar="FILE", help="Markdown, for a pull request.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="JUnit XML, for a build server.")] = None,
) -> None:
    """Write the report of a run."""
    if not (html or md or junit):
        raise typer.BadParameter("name a file to write: --html, --md or --junit")
    from eval.suite import report_content

    evaluate.write_reports(report_content(run, baseline, policy, beside or ()), html, md, junit)


@evaluation.command("selftest")
def eval_selftest(
    examples: Annotated[Path, typer.Option(metavar="DIR", help="The project's own articles.")] = Path("examples"),
) -> None:
    """Judge the judge: known cases with known scores, and defects that the right metrics must see."""
    lines, passed = evaluate.selftest_lines(examples)
    terminal.print_lines(lines)
    raise typer.Exit(0 if passed else 1)


@evaluation.command("power")
def eval_power(
    n: Annotated[int, typer.Option(help="Questions.")], stories: Annotated[int, typer.Option(help="Stories.")],
    base: Annotated[float, typer.Option(help="The rate of the baseline, 0 to 1.")],
) -> None:
    """Show what so many questions can show."""
    terminal.print_lines(evaluate.power_lines(n, stories, base))
