"""A test double that can rank: one axis a keyword. Public, so that users can test their own code without a model."""

import re

import numpy as np

from embeddings.encoder import Vectors, unit


class KeywordEncoder:
    """Counts the given keywords in a text (whole words, any case); texts with none of them share a last axis."""

    def __init__(self, keywords: list[str]) -> None:
        self._axes = {keyword.lower(): axis for axis, keyword in enumerate(keywords)}
        self.dimension = len(keywords) + 1
        self.name = "keywords:" + ",".join(self._axes)
        self.encoded = 0

    def encode_passages(self, texts: list[str]) -> Vectors:
        """Return one row of length 1 for each text: (n, keywords + 1) float32; adds to the count `encoded`."""
        self.encoded += len(texts)
        return self.encode_questions(texts)

    def encode_questions(self, texts: list[str]) -> Vectors:
        """Return one row of length 1 for each question: (n, keywords + 1) float32."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[self._axes.get(word, -1)] += word in self._axes
            row[-1] = not row.any()
        return unit(rows)
