"""Sets of characters as intervals: merged before they are measured, so nothing is counted twice.

An interval is (start, end): code points, 0-based, end-exclusive.
"""

from collections.abc import Iterable, Sequence

Interval = tuple[int, int]


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the same characters as disjoint intervals in order; empty ones vanish, touching ones become one."""
    merged: list[Interval] = []
    for start, end in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def length(intervals: Iterable[Interval]) -> int:
    """Return how many characters the intervals cover; one that is covered twice counts once."""
    return sum(end - start for start, end in merge(intervals))


def common(first: Sequence[Interval], second: Sequence[Interval]) -> int:
    """Return how many characters both sets of intervals cover."""
    return length(first) + length(second) - length([*first, *second])


def overlap(first: Interval, second: Interval) -> int:
    """Return how many characters two intervals share, 0 when they do not meet."""
    return max(0, min(first[1], second[1]) - max(first[0], second[0]))


def outside(interval: Interval, covered: Interval) -> tuple[Interval, ...]:
    """Return what is left of `interval` without the characters of `covered`: none, one or two intervals."""
    start, end = interval
    left = (start, min(end, max(start, covered[0])))
    right = (max(start, min(end, covered[1])), end)
    return tuple(part for part in (left, right) if part[0] < part[1]) if overlap(interval, covered) else (interval,)
