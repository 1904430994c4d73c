"""Public sets in the suite's own terms, one module a set: `load(folder)` returns a dataset that the linter accepts.

The sets are not part of this project; each module says where its set comes from and what it leaves out, and how many.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from eval.adapters import chroma, clapnq, onestopqa, quotesum, ramdocs, squad, xquad
from eval.data import load_dataset
from eval.errors import EvalError
from eval.own import load_own
from eval.types import Dataset

LOADERS: Mapping[str, Callable[[Path], Dataset]] = {
    "chroma": chroma.load, "clapnq": clapnq.load, "onestopqa": onestopqa.load, "own": load_own,
    "quotesum": quotesum.load, "ramdocs": ramdocs.load, "squad": squad.load, "xquad": xquad.load,
    "xquad-de": partial(xquad.load, language="de"), "xquad-es": partial(xquad.load, language="es"),
}


def load_named(name: str) -> Dataset:
    """Return the dataset of "SET:FOLDER", such as "onestopqa:data/onestopqa"; of a folder alone, the dataset in it.

    Raises EvalError for a set that has no adapter or a folder that is not there, DataError for data that break the
    format.
    """
    known, _, folder = name.partition(":")
    path = Path(folder if folder and known in LOADERS else name).expanduser()
    if not path.is_dir():
        raise EvalError(f"{name}: there is no folder {path}; a public set is named SET:FOLDER, with SET one of "
                        f"{', '.join(LOADERS)}")
    return LOADERS[known](path) if folder and known in LOADERS else load_dataset(path)
