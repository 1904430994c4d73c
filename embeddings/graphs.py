"""Models made ready to run by onnxruntime, whose optimised graphs are kept from one process to the next.

Optimising takes half of the time of loading a model. What is kept is derived from the model, lies in the user's cache
folder under the sha256 of its content, and may be deleted at any time; where it cannot be written, models load slower.
"""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import onnxruntime
from platformdirs import user_cache_path

from embeddings.durable import put_in_place, sha256_of

FOLDER = user_cache_path("pullquote") / "graphs"


def session(name: str, graph: Callable[[], bytes], weights: Callable[[], dict[str, bytes]] = dict) -> Any:
    """Return a model, ready to run on one core.

    `name` tells its content from any other; `weights` returns the files in which the graph says that its weights stand.
    Neither it nor `graph` is called where an optimised graph was kept.
    """
    levels = onnxruntime.GraphOptimizationLevel
    name = f"{name}-onnxruntime-{onnxruntime.__version__}"
    if kept := _kept(name):
        return _run(str(kept), levels.ORT_DISABLE_ALL, {})
    with suppress(Exception):  # a full disk is told in bare types; a model that is none fails again below
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            path = Path(folder) / "graph.onnx"
            made = _run(graph(), levels.ORT_ENABLE_EXTENDED, weights(), path)  # all beyond is for one kind of processor
            put_in_place(path, FOLDER / f"{name}.{sha256_of(path)}.onnx")
            return made
    return _run(graph(), levels.ORT_ENABLE_EXTENDED, weights())


def _run(model: str | bytes, level: Any, weights: dict[str, bytes], keep: Path | None = None) -> Any:
    options = onnxruntime.SessionOptions()
    options.add_external_initializers_from_files_in_memory(
        list(weights), list(weights.values()), [len(content) for content in weights.values()])
    options.intra_op_num_threads = 1
    options.graph_optimization_level = level
    if keep:
        options.optimized_model_filepath = str(keep)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _kept(name: str) -> Path | None:
    """Return the graph that was kept under a name, None where there is none or it is damaged."""
    for path in FOLDER.glob(f"{name}.*.onnx"):
        with suppress(OSError):
            if path.stem.endswith(sha256_of(path)):
                return path
            path.unlink()
    return None
