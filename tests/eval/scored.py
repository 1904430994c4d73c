"""Results with only what a test is about."""

from eval.types import Kind, Result, Stage, Unanswerable


def result(qid: str, metrics: dict[str, float | None] | None = None, *, story: str = "", kind: Kind = Kind.ANSWERABLE,
           unanswerable_type: Unanswerable | None = None, abstained: bool = False, confidence: float | None = None,
           failed: str | None = None, stage: Stage | None = None) -> Result:
    """Return a result; a question is a story of its own unless `story` says otherwise."""
    return Result(qid=qid, story_id=story or qid, split="test", kind=kind, unanswerable_type=unanswerable_type, tags=(),
                  abstained=abstained, confidence=confidence, failed=failed, stage=stage, metrics=metrics or {})


def run(metric: str, *values: float | None, stories: int | None = None) -> list[Result]:
    """Return a run that scores q000, q001, … by one metric; question i belongs to story i modulo `stories`."""
    return [result(f"q{i:03}", {metric: value}, story=f"s{i % (stories or len(values))}")
            for i, value in enumerate(values)]
