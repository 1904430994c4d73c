"""Trains the reader: layers that go on from inner states of the cross-encoder and find the answer in a text.

    python -m benchmarks.train_reader WORK [DATA]     DATA: holds `squad2`, `squadshifts` and `nq_oracle`

Writes `embeddings/reader.onnx`, int8. WORK is a folder for about 3 GB of states, which are computed once. Needs torch
and onnx, of the extras for the tests; about an hour on two cores. The layers begin as the cross-encoder's own that
follow `INNER`. Trained on questions about Wikipedia, forum posts and product reviews; news and the project's own set
take no part. Questions without an answer are those of SQuAD 2.0, and three kinds made here: questions laid on the text
of another that shares most words with them, texts from which the sentence with the answer was taken, and questions in
which a name or number was exchanged. Prints, after each epoch, how often the best words overlap an answer in texts held
out, and how well the score tells questions with an answer from those without (area under the curve).
"""

import argparse
import gzip
import json
import math
import pickle
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from rich.progress import track
from sklearn.metrics import roc_auc_score
from torch import nn
from torch.nn.functional import cross_entropy, gelu

from embeddings.bundled import CROSS_ENCODER, Reranker
from embeddings.onnx import carried_model
from embeddings.reader import LONGEST, head, places
from qa.sentences import sentence_bounds

ROOT = Path(__file__).parents[1]
DEFAULT = ROOT.parent / "shared" / "data"
SAMPLES = {"new_wiki": 4000, "reddit": 1500, "amazon_reviews": 1000}
SEARCHED = 1500
MISPLACED, TAKEN, EXCHANGED = 0.12, 0.2, 0.12     # of the questions that have an answer, laid once more without
TOKENS = 384
WIDTH, HEADS = 384, 12
LAYERS = (8, 9, 10)                               # those of the cross-encoder from which the reader's begin
EPOCHS, BATCH, RATE, HEAD_RATE, SEED = 2, 32, 1e-4, 1e-3, 0

NAME = re.compile(r"(?<=\s)(?:[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*|\d[\d.,]*)")
PARTS = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
         "mixed": "attention.output.dense", "norm": "attention.output.LayerNorm", "wide": "intermediate.dense",
         "narrow": "output.dense", "last": "output.LayerNorm"}

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
    """An example as tokens: where its states stand, how many, where its text stands, and its answers in tokens."""

    example: Example
    start: int
    size: int
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


def misplaced(found: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """Yield questions on the text, of 400, that shares most with them and has no answer."""
    texts = sorted({example.text for example in found})
    words = [set(re.findall(r"\w+", text.lower())) for text in texts]
    spread = Counter(word for some in words for word in some)
    for example in chance.sample(found, int(len(found) * MISPLACED)):
        asked = re.findall(r"\w+", example.question.lower())
        first, last = example.answers[0]
        answer = example.text[first:last].lower()
        others = [i for i in chance.sample(range(len(texts)), min(400, len(texts))) if answer not in texts[i].lower()]
        if others:
            best = max(others, key=lambda i: sum(math.log(len(texts) / spread[w]) for w in asked if w in words[i]))
            yield Example("", example.question, texts[best], (), f"{example.source}, misplaced")


def taken(found: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """Yield questions on their own text less the sentence that answers, where nothing else in it names the answer."""
    for example in chance.sample(found, int(len(found) * TAKEN)):
        bounds = sentence_bounds(example.text)
        rest = [(a, b) for a, b in bounds if not any(first < b and a < last for first, last in example.answers)]
        text = " ".join(example.text[a:b] for a, b in rest)
        if len(rest) > 1 and not any(example.text[a:b].lower() in text.lower() for a, b in example.answers):
            yield Example(example.title, example.question, text, (), f"{example.source}, taken")


def exchanged(found: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """Yield questions in which a name or number that the text knows is exchanged for another's that it does not."""
    pool = sorted({name for example in found for name in NAME.findall(example.question)})
    for example in chance.sample(found, int(len(found) * EXCHANGED)):
        known = [name for name in NAME.findall(example.question) if name in example.text]
        if known:
            old = chance.choice(known)
            alike = [name for name in pool if name not in example.text and name[0].isdigit() == old[0].isdigit()
                     and len(name.split()) == len(old.split()) and (not old.isdigit() or len(name) == len(old))]
            if alike:
                question = example.question.replace(old, chance.choice(alike))
                yield Example(example.title, question, example.text, (), f"{example.source}, exchanged")


def examples(data: Path) -> list[Example]:
    """Return the examples in the order in which they are read."""
    chance = random.Random(SEED)
    found = list(squad(data / "squad2" / "dev-v2.0.json", "squad2", titled=True))
    sets = [list(searched(data / "nq_oracle" / "nq-open-oracle.jsonl.gz"))[:SEARCHED]]
    sets += [chance.sample(list(squad(data / "squadshifts" / f"{name}_v1.0.json", name, titled=False)), size)
             for name, size in SAMPLES.items()]
    for one in sets:
        found += [*one, *misplaced(one, chance), *taken(one, chance), *exchanged(one, chance)]
    chance.shuffle(found)
    return found


def prepare(found: Sequence[Example], work: Path) -> list[Row]:
    """Write the states of the cross-encoder for every example to `work`, and return the rows that say where."""
    index, states = work / "rows.pickle", work / "states.float16"
    if index.exists():
        rows: list[Row] = pickle.loads(index.read_bytes())
        return rows
    reranker, rows, start = Reranker(), [], 0
    with states.open("wb") as file:
        for first in track(range(0, len(found), BATCH), "Reading"):
            some = found[first : first + BATCH]
            read = reranker.states([(one.question, head(one.title) + one.text) for one in some])
            for example, (encoding, outputs) in zip(some, read, strict=True):
                offsets, inside = places(encoding, len(head(example.title)))
                if len(offsets) > TOKENS or not len(inside):
                    continue
                spans = [([i for i in inside if offsets[i, 0] <= a < offsets[i, 1]],
                          [i for i in inside if offsets[i, 0] < b <= offsets[i, 1]]) for a, b in example.answers]
                file.write(outputs[1].astype(np.float16).tobytes())
                rows.append(Row(example, start, len(offsets), (int(inside[0]), int(inside[-1])),
                                tuple((int(a[0]), int(b[0])) for a, b in spans if a and b)))
                start += len(offsets)
    index.write_bytes(pickle.dumps(rows))
    return rows


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019)."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.mixed = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.wide, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm, self.last = (nn.LayerNorm(WIDTH, eps=1e-12) for _ in range(2))

    def forward(self, x: torch.Tensor, ignored: torch.Tensor | None) -> torch.Tensor:
        """Return (batch, tokens, width); `ignored` (batch, 1, 1, tokens) is −∞ where there is no token, else 0."""
        q, k, v = (part(x).unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in (self.query, self.key, self.value))
        weights = q @ k.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5  # in torch's one function it is slower to train
        heads = (weights if ignored is None else weights + ignored).softmax(-1).to(v.dtype) @ v
        x = self.norm(x + self.mixed(heads.transpose(1, 2).flatten(2)))
        out: torch.Tensor = self.last(x + self.narrow(gelu(self.wide(x))))
        return out


class Layers(nn.Module):
    """The reader in torch: the last layers of another cross-encoder, and the logits of an answer's two ends."""

    def __init__(self) -> None:
        super().__init__()
        self.layers, self.out = nn.ModuleList(Layer() for _ in LAYERS), nn.Linear(WIDTH, 2)

    def forward(self, states: torch.Tensor, ignored: torch.Tensor | None = None) -> torch.Tensor:
        """Return (batch, tokens, 2): the logits of the answer beginning and ending at each token."""
        for layer in self.layers:
            states = layer(states, ignored)
        logits: torch.Tensor = self.out(states)
        return logits

    @torch.no_grad()
    def begin_as(self, model: onnx.ModelProto) -> None:
        """Take the weights of the cross-encoder's layers, which are kept in int8."""
        known = {tensor.name: tensor for tensor in model.graph.initializer}
        used = {node.name: node.input[1].removesuffix("_quantized") for node in model.graph.node
                if node.op_type == "MatMulInteger"}

        def number(name: str) -> torch.Tensor:
            return torch.tensor(numpy_helper.to_array(known[name]).astype(np.float32))

        for layer, number_of in zip(self.layers, LAYERS, strict=True):
            for ours, theirs in PARTS.items():
                part, name = getattr(layer, ours), f"bert.encoder.layer.{number_of}.{theirs}"
                part.bias.copy_(number(f"{name}.bias"))
                if isinstance(part, nn.LayerNorm):
                    part.weight.copy_(number(f"{name}.weight"))
                else:
                    kept = used[f"/{name.replace('.', '/').replace('layer/', 'layer.')}/MatMul_quant"]
                    whole = number(f"{kept}_quantized") - number(f"{kept}_zero_point")
                    part.weight.copy_((whole * number(f"{kept}_scale")).T)


def save(layers: Layers, work: Path) -> None:
    """Write the layers in int8."""
    whole = work / "reader.onnx"
    torch.onnx.export(layers.eval(), (torch.zeros(1, 8, WIDTH),), str(whole), dynamo=False, opset_version=17,
                      input_names=["states"], output_names=["logits"], dynamic_axes={"states": {1: "tokens"}})
    quantize_dynamic(whole, ROOT / "embeddings" / "reader.onnx", op_types_to_quantize=["MatMul"],
                     weight_type=QuantType.QInt8)


def batch(rows: Sequence[Row], states: NDArray[np.float16]) -> tuple[torch.Tensor, ...]:
    """Return states, −∞ where there is no token, what may answer, and both ends of one answer of each."""
    size, length = len(rows), max(row.size for row in rows)
    x = np.zeros((size, length, WIDTH), np.float32)
    ignored, open_ = np.full((size, 1, 1, length), -np.inf, np.float32), np.zeros((size, length), bool)
    for i, row in enumerate(rows):
        x[i, : row.size] = states[row.start : row.start + row.size]
        ignored[i, ..., : row.size] = 0
        open_[i, 0] = True
        open_[i, row.text[0] : row.text[1] + 1] = True
    spans = [random.choice(row.spans) if row.spans else (0, 0) for row in rows]
    return (*map(torch.tensor, (x, ignored, open_)), torch.tensor(spans))


@torch.no_grad()
def evaluate(layers: Layers, rows: Sequence[Row], states: NDArray[np.float16]) -> str:
    """Return the share of best answers that overlap a gold one, and the area under the curve of answerable or not."""
    overlaps, scores, answerable = [], [], []
    for row in rows:
        logits = layers(*batch([row], states)[:2])[0].numpy()
        low, high = row.text[0], row.text[1] + 1
        pairs = logits[low:high, None, 0] + logits[None, low:high, 1]
        allowed = np.triu(np.ones_like(pairs, dtype=bool)) & ~np.triu(np.ones_like(pairs, dtype=bool), LONGEST)
        first, last = np.unravel_index(np.where(allowed, pairs, -np.inf).argmax(), pairs.shape)
        scores.append(float(pairs[first, last] - logits[0].sum()))
        answerable.append(bool(row.spans))
        if row.spans:
            overlaps.append(any(low + first <= b and a <= low + last for a, b in row.spans))
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
    states = np.memmap(given.work / "states.float16", np.float16, "r").reshape(-1, WIDTH)
    records = json.loads((given.data / "squad2" / "dev-v2.0.json").read_text(encoding="utf-8"))["data"]
    unseen = {record["title"].replace("_", " ") for record in held_out(records)}

    def is_unseen(row: Row) -> bool:
        example = row.example
        return example.title in unseen if example.source == "squad2" else crc32(example.text.encode()) % 20 == 0

    train, test = ([row for row in rows if is_unseen(row) is wanted] for wanted in (False, True))
    torch.manual_seed(SEED)
    layers, steps = Layers(), EPOCHS * (len(train) // BATCH + 1)
    layers.begin_as(onnx.load(carried_model(*CROSS_ENCODER)))
    groups = [{"params": layers.layers.parameters(), "lr": RATE}, {"params": layers.out.parameters(), "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [RATE, HEAD_RATE], total_steps=steps + 1, pct_start=0.1, anneal_strategy="linear")
    for epoch in range(EPOCHS):
        chance = random.Random(epoch)
        ordered = sorted(train, key=lambda row: row.size + 24 * chance.random())
        batches = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
        chance.shuffle(batches)
        for some in track(batches, f"Epoch {epoch + 1}"):
            *inputs, open_, spans = batch(some, states)
            with torch.autocast("cpu", torch.bfloat16):
                logits = layers(*inputs)
            logits = logits.float().masked_fill(~open_[..., None], -1e4)
            loss = cross_entropy(logits[..., 0], spans[:, 0]) + cross_entropy(logits[..., 1], spans[:, 1])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(layers.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        torch.save(layers.state_dict(), given.work / f"epoch{epoch + 1}.pt")
        for source in ("squad2", "new_wiki", "nq"):
            some = [row for row in test if row.example.source.startswith(source)]
            print(f"epoch {epoch + 1}, {source}: {evaluate(layers, some, states)}", flush=True)
    save(layers, given.work)


if __name__ == "__main__":
    main()
