"""Examples as tokens, with what the cross-encoder says of each, and batches of them."""

import os
import pickle
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from rich.progress import track
from tokenizers import Tokenizer

from benchmarks.train_reader.examples import Example
from embeddings.bundled import CROSS_ENCODER
from embeddings.onnx import carried_model
from embeddings.reader import head, places

TOKENS = 320       # in a question with its text; what is longer is left out
BATCH = 3_200      # tokens in a batch, with those that fill it up
SPREAD = 16        # tokens by which texts of one batch may differ at random, so that batches differ from pass to pass
CLOSED = -1e4      # the logit of what cannot be an answer
CHUNK = 1_024      # examples that are read at once


@dataclass(frozen=True, slots=True)
class Row:
    """An example as tokens: their ids and segments, the first and last of its text, and its answers.

    `logit` is what the cross-encoder says of how well the text answers.
    """

    source: str
    ids: NDArray[np.uint16]
    segments: NDArray[np.uint8]
    text: tuple[int, int]
    answers: tuple[tuple[int, int], ...]
    logit: float


class Teacher:
    """The cross-encoder as it is carried, and its tokenizer."""

    def __init__(self) -> None:
        path = carried_model(*CROSS_ENCODER)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(path.parent / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1)

    def rows(self, found: Sequence[Example]) -> Iterator[Row]:
        """Yield a row for every example that is short enough and whose answers are whole tokens."""
        for start in track(range(0, len(found), CHUNK), "Reading"):
            yield from filter(None, self._threads.map(self._row, found[start : start + CHUNK]))

    def _row(self, one: Example) -> Row | None:
        encoding = self._tokenizer.encode(one.question, head(one.title) + one.text)
        offsets, inside = places(encoding, len(head(one.title)))
        spans = [([i for i in inside if offsets[i, 0] <= a < offsets[i, 1]],
                  [i for i in inside if offsets[i, 0] < b <= offsets[i, 1]]) for a, b in one.answers]
        answers = tuple((int(first[0]), int(last[0])) for first, last in spans if first and last)
        if len(offsets) > TOKENS or not len(inside) or bool(answers) != bool(one.answers):
            return None
        feed = {"input_ids": encoding.ids, "attention_mask": encoding.attention_mask,
                "token_type_ids": encoding.type_ids}
        logit = self._session.run(None, {name: np.array([row], np.int64) for name, row in feed.items()})[0]
        return Row(one.source, np.array(encoding.ids, np.uint16), np.array(encoding.type_ids, np.uint8),
                   (int(inside[0]), int(inside[-1])), answers, float(logit.reshape(-1)[0]))


def prepared(path: Path, found: Sequence[Example]) -> list[Row]:
    """Return the rows of examples, from a file where they were written before."""
    if not path.exists():
        path.write_bytes(pickle.dumps(list(Teacher().rows(found))))
    rows: list[Row] = pickle.loads(path.read_bytes())
    return rows


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows in tensors, (n, tokens) for the most part.

    `ignored` (n, 1, 1, tokens) is `CLOSED` where there is no token, else 0; `is_open` tells which may begin or end an
    answer, the first standing for none; `answers` (n, 2) holds one answer of each, `logits` (n,) what the cross-encoder
    says.
    """

    ids: torch.Tensor
    segments: torch.Tensor
    ignored: torch.Tensor
    is_open: torch.Tensor
    answers: torch.Tensor
    logits: torch.Tensor


def batch(rows: Sequence[Row], chance: random.Random) -> Batch:
    """Return rows as a batch."""
    size, length = len(rows), max(len(row.ids) for row in rows)
    ids, segments = np.zeros((size, length), np.int64), np.zeros((size, length), np.int64)
    ignored, is_open = np.full((size, 1, 1, length), CLOSED, np.float32), np.zeros((size, length), bool)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)], segments[i, : len(row.ids)] = row.ids, row.segments
        ignored[i, ..., : len(row.ids)] = 0
        is_open[i, 0] = True
        is_open[i, row.text[0] : row.text[1] + 1] = True
    answers = [chance.choice(row.answers) if row.answers else (0, 0) for row in rows]
    return Batch(*map(torch.tensor, (ids, segments, ignored, is_open, answers, [row.logit for row in rows])))


def in_batches(rows: Sequence[Row], chance: random.Random) -> list[list[Row]]:
    """Return the rows in batches of about equally long ones, in random order."""
    ordered, batches = sorted(rows, key=lambda row: len(row.ids) + SPREAD * chance.random()), [list[Row]()]
    for row in ordered:
        if (len(batches[-1]) + 1) * len(row.ids) > BATCH:
            batches.append([])
        batches[-1].append(row)
    chance.shuffle(batches)
    return batches
