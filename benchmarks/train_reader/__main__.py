"""Trains the reader: the cross-encoder, taught to find answers in a text and to tell where there is none.

    python -m benchmarks.train_reader WORK [DATA]     DATA: holds `squad2`, `squadshifts` and `nq_oracle`

Writes `embeddings/reader.onnx`. WORK is a folder for what is computed once, and for the weights after each pass. Needs
torch and onnx, of the extras for the tests; about an hour and a half on two cores. Trained on questions about
Wikipedia, forum posts and product reviews; news and the project's own set take no part. Questions without an answer are
those of SQuAD 2.0 and some made here (`unanswerable.py`). Of how well a text answers, the reader learns to say what the
cross-encoder says.

Prints, after each pass, on texts held out: how often the best words overlap an answer; how well the score of these
words, and the logit of there being an answer, tell questions with an answer from those without (area under the curve),
the cross-encoder beside them, and the best mean of the shares answered and refused as they should be; and how far what
it says is from the cross-encoder.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
import onnx
import torch
from rich.progress import track
from sklearn.metrics import roc_auc_score, roc_curve
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, smooth_l1_loss

from benchmarks.fuse_graphs import EMBEDDINGS, without_weights
from benchmarks.train_reader.examples import Example, cut, held_out, searched, squad
from benchmarks.train_reader.graph import graph
from benchmarks.train_reader.network import LAYERS, Network
from benchmarks.train_reader.rows import CLOSED, Batch, Row, batch, in_batches, prepared
from benchmarks.train_reader.unanswerable import made
from embeddings.bundled import CROSS_ENCODER
from embeddings.onnx import carried_model
from embeddings.reader import LONGEST

DEFAULT = Path(__file__).parents[3] / "shared" / "data"
SAMPLES = {"new_wiki": 7_938, "reddit": 9_000, "amazon_reviews": 6_000}  # questions; the first are all there are
SETS = ("squad2", "new_wiki", "reddit", "nq")
PASSES, RATE, HEAD_RATE, DECAY, WARM_UP, SEED = 1, 6e-5, 1e-3, 0.95, 0.06, 0
RANK, ANSWERED = 0.5, 0.5  # weights of two losses beside that of the ends of an answer
SCALE = 3.0                # logits of the cross-encoder that weigh as one


def examples(data: Path) -> tuple[list[Example], list[Example], random.Random]:
    """Return the questions to train on, those held out, and what chance is left."""
    chance, squad2 = random.Random(SEED), data / "squad2" / "dev-v2.0.json"
    sets = [list(squad(squad2, "squad2")), list(searched(data / "nq_oracle" / "nq-open-oracle.jsonl.gz"))]
    sets += [chance.sample(list(squad(data / "squadshifts" / f"{name}_v1.0.json", name)), size)
             for name, size in SAMPLES.items()]
    unseen = {record["title"].replace("_", " ") for record in held_out(json.loads(squad2.read_bytes())["data"])}
    train, test = list[Example](), list[Example]()
    for one in sets:
        parts: tuple[list[Example], list[Example]] = ([], [])
        for example in one:
            is_held = example.title in unseen if example.source == "squad2" else crc32(example.text.encode()) % 20 == 0
            parts[is_held].append(example)
        train += [*parts[0], *made([example for example in parts[0] if example.answers], chance)]
        test += parts[1]
    return train, test, chance


def losses(network: Network, given: Batch) -> torch.Tensor:
    """Return the loss of a batch."""
    with torch.autocast("cpu", torch.bfloat16):
        outputs = network(given.ids, given.segments, given.ignored)
    rank, answered, ends = (output.float() for output in outputs)
    ends = ends.masked_fill(~given.is_open[..., None], CLOSED)
    first, last = (cross_entropy(ends[..., side], given.answers[:, side]) for side in (0, 1))
    like = smooth_l1_loss(rank / SCALE, given.logits / SCALE)
    told = binary_cross_entropy_with_logits(answered, (given.answers[:, 0] > 0).float())
    return (first + last) / 2 + RANK * like + ANSWERED * told


@torch.no_grad()
def evaluate(network: Network, rows: Sequence[Row]) -> str:
    """Return the figures of one set of rows held out."""
    overlaps, scores, judged, away = [], [], [], []
    for some in in_batches(rows, random.Random(SEED)):
        given = batch(some, random.Random(SEED))
        rank, answered, ends = (output.numpy() for output in network(given.ids, given.segments, given.ignored))
        for row, logits in zip(some, ends, strict=True):
            low, high = row.text[0], row.text[1] + 1
            pairs = logits[low:high, None, 0] + logits[None, low:high, 1]
            pairs = np.where(np.triu(np.ones_like(pairs)) - np.triu(np.ones_like(pairs), LONGEST) > 0, pairs, -np.inf)
            first, last = np.unravel_index(pairs.argmax(), pairs.shape)
            scores.append((bool(row.answers), float(pairs.max() - logits[0].sum()), row.logit))
            if row.answers:
                overlaps.append(any(low + first <= b and a <= low + last for a, b in row.answers))
        judged += answered.tolist()
        away += np.abs(rank - given.logits.numpy()).tolist()
    found = f"overlap {np.mean(overlaps):.3f}, from the cross-encoder {np.mean(away):.2f}"
    right, spans, teacher = zip(*scores, strict=True)
    if len(set(right)) == 2:
        for name, told in (("words", spans), ("answered", judged), ("cross-encoder", teacher)):
            wrongly, rightly, _ = roc_curve(right, told)
            found += (f"; {name}: area {roc_auc_score(right, told):.3f}, "
                      f"best mean {np.max((rightly + 1 - wrongly) / 2):.3f}")
    return found


def main() -> None:
    """Prepare, train, write the graph."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    train, test, chance = examples(given.data)
    passes = [prepared(given.work / f"pass{number}.pickle", [piece for one in train for piece in cut(one, chance)])
              for number in range(1, PASSES + 1)]  # each cuts the texts elsewhere
    unseen = prepared(given.work / "held-out.pickle", test)
    torch.manual_seed(SEED)
    network = Network()
    groups = [{"params": list(layer.parameters()), "lr": RATE * DECAY ** (LAYERS - 1 - number)}
              for number, layer in enumerate(network.layers)]
    groups += [{"params": [*network.pool.parameters(), *network.rank.parameters(), *network.judge.parameters(),
                           *network.norm.parameters()], "lr": RATE},
               {"params": [*network.ends.parameters(), *network.answered.parameters()], "lr": HEAD_RATE}]
    batches = [in_batches(rows, chance) for rows in passes]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [group["lr"] for group in groups], total_steps=sum(map(len, batches)) + 1, pct_start=WARM_UP,
        anneal_strategy="linear")
    for number, some in enumerate(batches, 1):
        network.train()
        for rows in track(some, f"Pass {number}"):
            loss = losses(network, batch(rows, chance))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        network.eval()
        torch.save(network.state_dict(), given.work / f"pass{number}.pt")
        for name in SETS:
            print(f"pass {number}, {name}: {evaluate(network, [r for r in unseen if r.source == name])}", flush=True)
    carried = carried_model(*CROSS_ENCODER)
    written = without_weights(graph(network, onnx.load(carried)), carried.read_bytes())
    (EMBEDDINGS / "reader.onnx").write_bytes(written)


if __name__ == "__main__":
    main()
