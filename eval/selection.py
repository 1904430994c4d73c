"""Which questions of which data a run is about: what `--data`, `--split` and `--only` say."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from eval.adapters import load_named
from eval.errors import EvalError
from eval.runinfo import Setting
from eval.types import Dataset, Split


@dataclass(frozen=True, slots=True)
class Selection:
    """Data by the name that `eval.adapters.load_named` takes; one half of them, or some questions by id, or all."""

    data: str
    split: Split | None = None
    only: tuple[str, ...] = ()

    def load(self) -> Dataset:
        """Return the dataset with the questions selected; its name says which, where they are not all.

        Raises EvalError where no question is left, and for an id that no question has.
        """
        dataset = load_named(self.data)
        kept = [question for question in dataset.questions if self.split in (None, question.split)]
        unknown = sorted(set(self.only) - {question.qid for question in kept})
        if unknown:
            raise EvalError(f"{self._described}: there is no question {', '.join(map(repr, unknown))}")
        kept = [question for question in kept if not self.only or question.qid in self.only]
        if not kept:
            raise EvalError(f"{self._described}: no question is left")
        named = ", ".join(filter(None, (self.split, *self.only)))
        return replace(dataset, questions=tuple(kept), name=f"{dataset.name} ({named})" if named else dataset.name)

    def settings(self) -> dict[str, Setting]:
        """Return the selection as a run keeps it; `selection_of` reads it back."""
        return {"data": self.data, "split": self.split, "only": self.only or None}

    @property
    def _described(self) -> str:
        return self.data + (f", split {self.split}" if self.split else "")


def selection_of(settings: Mapping[str, Setting]) -> Selection:
    """Return the selection of a run from its settings. Raises EvalError where they name no data."""
    data, split, only = settings.get("data"), settings.get("split"), settings.get("only")
    if not isinstance(data, str):
        raise EvalError("the run does not say on which data it was made; run it again")
    return Selection(data, "dev" if split == "dev" else "test" if split == "test" else None,
                     only if isinstance(only, tuple) else ())
