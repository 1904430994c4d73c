"""Public sets in the suite's own terms, one module a set: `load(folder)` returns a dataset that the linter accepts.

The sets are not part of this project; each module says where its set comes from and what it leaves out, and how many.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from eval.adapters.chroma import load as load_chroma
from eval.adapters.clapnq import load as load_clapnq
from eval.adapters.onestopqa import load as load_onestopqa
from eval.adapters.quotesum import load as load_quotesum
from eval.adapters.ramdocs import load as load_ramdocs
from eval.adapters.squad import load as load_squad
from eval.adapters.xquad import load as load_xquad
from eval.data import load_dataset
from eval.errors import EvalError
from eval.own import load_own
from eval.types import Dataset

LOADERS: Mapping[str, Callable[[Path], Dataset]] = {
    "chroma": load_chroma, "clapnq": load_clapnq, "onestopqa": load_onestopqa, "own": load_own,
    "quotesum": load_quotesum, "ramdocs": load_ramdocs, "squad": load_squad, "xquad": load_xquad,
    "xquad-de": partial(load_xquad, language="de"), "xquad-es": partial(load_xquad, language="es"),
}


def load_named(name: str) -> Dataset:
    """Return the dataset of "SET:FOLDER", such as "onestopqa:data/onestopqa"; of a folder alone, the dataset in it.

    Raises EvalError for a set that has no adapter or a folder that is not there, DataError for data that break the
    format.
    """
    known, _, folder = name.partition(":")
    named = known in LOADERS and bool(folder)
    path = Path(folder if named else name).expanduser()
    if not path.is_dir():
        raise EvalError(f"{name}: there is no folder {path}; a public set is named SET:FOLDER, with SET one of "
                        f"{', '.join(LOADERS)}")
    return LOADERS[known](path) if named else load_dataset(path)
