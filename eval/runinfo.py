"""What was run on what: the contents of `run.json`, without which a score cannot be repeated."""

import hashlib
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.records import format_record
from eval.types import Dataset

FORMAT = 1

METRICS = 1
"""The version of the metrics: raised whenever the same answers to the same questions get other scores."""

Setting = str | int | float | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What `run.json` holds. What is not known is None: the version and commit of a program, the hash of its index.

    `models` maps a role to a name with its version or hash; thresholds stand in `settings` with the rest. `metrics` is
    the version of the metrics that scored the run, `METRICS` at the time.
    """

    system: str
    version: str | None
    commit: str | None
    dataset: str
    segmenter: str
    corpus_sha256: str
    questions_sha256: str
    index_sha256: str | None
    models: Mapping[str, str]
    settings: Mapping[str, Setting]
    seeds: Mapping[str, int]
    machine: Mapping[str, Setting]
    metrics: int = 1
    format: int = FORMAT

    @property
    def title(self) -> str:
        """Return the system with its version, where that is known."""
        return f"{self.system} {self.version}" if self.version else self.system


def corpus_sha256(dataset: Dataset) -> str:
    """Return the hash of the documents with their frozen sentences, whatever their order."""
    return _sha256(format_record(dataset.documents[doc]) for doc in sorted(dataset.documents))


def questions_sha256(dataset: Dataset) -> str:
    """Return the hash of the questions with their gold, whatever their order."""
    return _sha256(map(format_record, sorted(dataset.questions, key=lambda question: question.qid)))


def describe_machine() -> dict[str, Setting]:
    """Return what is worth knowing of this machine: its system, processor, number of processors, and Python."""
    return {"system": platform.system(), "processor": platform.machine(), "processors": os.cpu_count(),
            "python": platform.python_version()}


def commit_of(folder: Path) -> str | None:
    """Return the commit of the repository that tracks `folder`, ending in `-dirty` where files differ from it.

    It is None outside a repository, without git, and for a folder that a repository holds but does not track.
    """
    git = shutil.which("git")
    if git is None or not _said(git, folder, "ls-files", "."):
        return None
    return _said(git, folder, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*") or None


def _said(git: str, folder: Path, *arguments: str) -> str:
    done = subprocess.run([git, *arguments], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() if done.returncode == 0 else ""


def _sha256(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()
