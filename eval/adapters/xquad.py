"""XQuAD (Artetxe, Ruder and Yogatama 2020): 240 paragraphs of SQuAD with 1,190 questions, translated by people.

English, German and Spanish lie here; the splits are halves by article, the same in every language.
"""

from pathlib import Path
from typing import Literal

from eval.adapters.squad import to_dataset
from eval.types import Dataset


def load(folder: Path, language: Literal["en", "de", "es"] = "en") -> Dataset:
    """Return the set in one language, from `xquad.<language>.json`."""
    return to_dataset(f"xquad-{language}", folder / f"xquad.{language}.json")
