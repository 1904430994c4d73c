"""Trains the reader: the small transformer that finds an answer in a text from inner states of the cross-encoder.

    python -m benchmarks.train_reader WORK [DATA]     DATA: holds `squad2`, `squadshifts` and `nq_oracle`

Writes `embeddings/reader.npz`. WORK is a folder for about 6 GB of states, which are computed once. Needs torch; about
half an hour on two idle cores. Trained on questions about Wikipedia, forum posts and product reviews; news and the
project's own set take no part. Questions without an answer are those of SQuAD 2.0, and questions laid on the text of
another that shares most words with them. Prints, after each epoch, how often the best words overlap an answer in texts
held out, and how well the score tells questions with an answer from those without (area under the curve).
"""

import argparse
import gzip
import json
import math
import pickle
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track
from sklearn.metrics import roc_auc_score
from torch import nn
from torch.nn.functional import cross_entropy

from embeddings.bundled import Reranker
from embeddings.reader import DEPTH, HEADS, LONGEST, WIDTH

ROOT = Path(__file__).parents[1]
DEFAULT = ROOT.parent / "shared" / "data"
SAMPLES = {"new_wiki": 5000, "reddit": 3000, "amazon_reviews": 2000}
NEGATIVES = 3          # one question in three is laid on the text of another
EXAMPLES = 18_000
TOKENS = 384
STATES = 768
EPOCHS, BATCH, RATE, SEED = 3, 32, 1e-3, 0

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a text with the places of its answers in characters, none where the text does not answer."""

    title: str
    question: str
    text: str
    answers: tuple[tuple[int, int], ...]
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """An example as tokens: where its states stand, its segments, where its text stands, and its answers in tokens."""

    example: Example
    start: int
    segments: NDArray[np.int64]
    text: tuple[int, int]
    spans: tuple[tuple[int, int], ...]


def held_out(records: Sequence[Record]) -> list[Record]:
    """Return the articles of SQuAD 2.0 that the reader was not trained on: every fourth by title."""
    titles = sorted(record["title"] for record in records)[::4]
    return [record for record in records if record["title"] in titles]


def squad(path: Path, source: str, *, titled: bool) -> Iterator[Example]:
    """Yield the questions of a file in the format of SQuAD."""
    for record in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in record["paragraphs"]:
            for item in paragraph["qas"]:
                answers = [] if item.get("is_impossible") else item["answers"]
                yield Example(record["title"].replace("_", " ") if titled else "", item["question"],
                              paragraph["context"], tuple((answer["answer_start"], answer["answer_start"] + len(
                                  answer["text"])) for answer in answers), source)


def searched(path: Path) -> Iterator[Example]:
    """Yield the questions of people who searched, each with its one gold paragraph."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = record["ctxs"][0]["text"]
            starts = [(text.lower().find(answer.lower()), len(answer)) for answer in record["answers"]]
            found = [(start, start + length) for start, length in starts if start >= 0]
            if found:
                yield Example(record["ctxs"][0]["title"], f"{record['question']}?", text, (found[0],), "nq")


def misplaced(examples: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """Yield one in `NEGATIVES` of the questions, on the text of 400 that shares most with it and has no answer."""
    texts = sorted({example.text for example in examples})
    words = [set(re.findall(r"\w+", text.lower())) for text in texts]
    spread = Counter(word for found in words for word in found)
    for example in chance.sample(examples, len(examples) // NEGATIVES):
        asked = re.findall(r"\w+", example.question.lower())
        first, last = example.answers[0]
        answer = example.text[first:last].lower()
        others = [i for i in chance.sample(range(len(texts)), min(400, len(texts))) if answer not in texts[i].lower()]
        if others:
            best = max(others, key=lambda i: sum(math.log(len(texts) / spread[w]) for w in asked if w in words[i]))
            yield Example("", example.question, texts[best], (), f"{example.source}, misplaced")


def examples(data: Path) -> list[Example]:
    """Return the examples in the order in which they are read."""
    chance = random.Random(SEED)
    found = list(squad(data / "squad2" / "dev-v2.0.json", "squad2", titled=True))
    sets = [list(searched(data / "nq_oracle" / "nq-open-oracle.jsonl.gz"))]
    sets += [chance.sample(list(squad(data / "squadshifts" / f"{name}_v1.0.json", name, titled=False)), size)
             for name, size in SAMPLES.items()]
    for one in sets:
        found += [*one, *misplaced(one, chance)]
    chance.shuffle(found)
    return found[:EXAMPLES]


def prepare(found: Iterable[Example], work: Path) -> list[Row]:
    """Write the states of the cross-encoder for every example to `work`, and return the rows that say where."""
    index, states = work / "rows.pickle", work / "states.float16"
    if index.exists():
        rows: list[Row] = pickle.loads(index.read_bytes())
        return rows
    reranker, rows, start = Reranker(), [], 0
    with states.open("wb") as file:
        for example in track(list(found), "Reading"):
            head = f"{example.title}\n" if example.title else ""
            (encoding, outputs), = reranker.states([(example.question, head + example.text)])
            segments, offsets = np.array(encoding.type_ids), np.array(encoding.offsets) - len(head)
            if len(segments) > TOKENS:
                continue
            words = np.array(encoding.special_tokens_mask) == 0
            inside = np.flatnonzero(words & (segments == 1) & (offsets[:, 0] >= 0))
            segments[inside] = 2
            spans = [([i for i in inside if offsets[i, 0] <= a < offsets[i, 1]],
                      [i for i in inside if offsets[i, 0] < b <= offsets[i, 1]]) for a, b in example.answers]
            file.write(np.concatenate(outputs[1:], axis=1).astype(np.float16).tobytes())
            rows.append(Row(example, start, segments, (int(inside[0]), int(inside[-1])),
                            tuple((int(a[0]), int(b[0])) for a, b in spans if a and b)))
            start += len(segments)
    index.write_bytes(pickle.dumps(rows))
    return rows


class Head(nn.Module):
    """The transformer in torch, its parameters named as `embeddings.reader` reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.inp, self.seg, self.norm = nn.Linear(STATES, WIDTH), nn.Embedding(3, WIDTH), nn.LayerNorm(WIDTH)
        self.layers = nn.ModuleList([nn.TransformerEncoderLayer(
            WIDTH, HEADS, 2 * WIDTH, 0.1, "gelu", batch_first=True, norm_first=True) for _ in range(DEPTH)])
        self.fin, self.out = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 2)

    def forward(self, states: torch.Tensor, segments: torch.Tensor, padding: torch.Tensor) -> torch.Tensor:
        """Return (batch, tokens, 2): the logits of the answer beginning and ending at each token."""
        x = self.norm(self.inp(states)) + self.seg(segments)
        for layer in self.layers:
            x = layer(x, src_key_padding_mask=padding)
        logits: torch.Tensor = self.out(self.fin(x))
        return logits


def batch(rows: Sequence[Row], states: NDArray[np.float16]) -> tuple[torch.Tensor, ...]:
    """Return states, segments, padding, what cannot answer, and the first and last token of one answer of each row."""
    size, length = len(rows), max(len(row.segments) for row in rows)
    x, segments = np.zeros((size, length, STATES), np.float32), np.zeros((size, length), np.int64)
    padding, closed = np.ones((size, length), bool), np.ones((size, length), bool)
    for i, row in enumerate(rows):
        n = len(row.segments)
        x[i, :n], segments[i, :n] = states[row.start : row.start + n], row.segments
        padding[i, :n] = closed[i, 0] = False
        closed[i, row.text[0] : row.text[1] + 1] = False
    spans = [random.choice(row.spans) if row.spans else (0, 0) for row in rows]
    return (*map(torch.tensor, (x, segments, padding, closed)), torch.tensor(spans))


@torch.no_grad()
def evaluate(head: Head, rows: Sequence[Row], states: NDArray[np.float16]) -> str:
    """Return the share of best answers that overlap a gold one, and the area under the curve of answerable or not."""
    head.eval()
    overlaps, scores, answerable = [], [], []
    for row in rows:
        logits = head(*batch([row], states)[:3])[0].numpy()
        low, high = row.text[0], row.text[1] + 1
        pairs = logits[low:high, None, 0] + logits[None, low:high, 1]
        allowed = np.triu(np.ones_like(pairs, dtype=bool)) & ~np.triu(np.ones_like(pairs, dtype=bool), LONGEST)
        first, last = np.unravel_index(np.where(allowed, pairs, -np.inf).argmax(), pairs.shape)
        scores.append(float(pairs[first, last] - logits[0].sum()))
        answerable.append(bool(row.spans))
        if row.spans:
            overlaps.append(any(low + first <= b and a <= low + last for a, b in row.spans))
    head.train()
    curve = f"{roc_auc_score(answerable, scores):.3f}" if len(set(answerable)) == 2 else "–"
    return f"overlap {np.mean(overlaps):.3f}, answerable {curve}"


def main() -> None:
    """Prepare, train, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    rows = prepare(examples(given.data), given.work)
    states = np.memmap(given.work / "states.float16", np.float16, "r").reshape(-1, STATES)
    records = json.loads((given.data / "squad2" / "dev-v2.0.json").read_text(encoding="utf-8"))["data"]
    unseen = {record["title"].replace("_", " ") for record in held_out(records)}

    def is_unseen(row: Row) -> bool:
        example = row.example
        return example.title in unseen if example.source == "squad2" else crc32(example.text.encode()) % 20 == 0

    train, test = ([row for row in rows if is_unseen(row) is wanted] for wanted in (False, True))
    torch.manual_seed(SEED)
    head, steps = Head(), EPOCHS * (len(train) // BATCH + 1)
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps + 1, pct_start=0.1)
    for epoch in range(EPOCHS):
        chance = random.Random(epoch)
        ordered = sorted(train, key=lambda row: len(row.segments) + 24 * chance.random())
        batches = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
        chance.shuffle(batches)
        for some in track(batches, f"Epoch {epoch + 1}"):
            *inputs, closed, spans = batch(some, states)
            logits = head(*inputs).masked_fill(closed[..., None], -1e4)
            loss = cross_entropy(logits[..., 0], spans[:, 0]) + cross_entropy(logits[..., 1], spans[:, 1])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(head.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        for source in ("squad2", "new_wiki", "nq"):
            some = [row for row in test if row.example.source.startswith(source)]
            print(f"epoch {epoch + 1}, {source}: {evaluate(head, some, states)}", flush=True)
    weights = {name: value.numpy().astype(np.float16) for name, value in head.state_dict().items()}
    np.savez(ROOT / "embeddings" / "reader.npz", **weights)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
