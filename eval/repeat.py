"""The command that repeats a run, or asks one question of it again, from what the run says of itself."""

import shlex

from eval.runinfo import RunInfo
from eval.selection import selection_of
from qa.confidence import STRICTNESS

OUT = "again"


def repeat_command(info: RunInfo, qid: str | None = None) -> str:
    """Return the command that makes a run again in the folder `again`; with `qid`, for this question alone.

    Interventions are a matter of the whole run.
    """
    chosen, settings = selection_of(info.settings), info.settings
    words = ["pullquote", "eval", "run", "--data", chosen.data]
    words += ["--split", chosen.split] if chosen.split and qid is None else []
    for only in (qid,) if qid is not None else chosen.only:
        words += ["--only", only]
    for name in ("predictions", "library", "system", "model", "model-url",
                 *(("interventions",) if qid is None else ())):
        words += [f"--{name}", str(settings[name])] if settings.get(name) else []
    strictness = settings.get("strictness", STRICTNESS)
    words += ["--strictness", f"{strictness:g}"] if isinstance(strictness, float) and strictness != STRICTNESS else []
    return shlex.join([*words, "--out", OUT])
