"""Haystack as its first tutorials have it: split into 200 words, embedded, in the store that needs no server."""

import os
from collections.abc import Callable
from pathlib import Path

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"

from haystack import Document, Pipeline
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from measured import main


class Haystack:
    """Two pipelines over one store, which is in memory until it is saved."""

    def __init__(self, model: str) -> None:
        self._question = SentenceTransformersTextEmbedder(model=model, progress_bar=False)
        self._question.warm_up()
        self._question.run("Who?")
        self._model = model

    def add(self, articles: Path, store: Path) -> int:
        """Run the indexing pipeline, and save the store."""
        documents, pipeline = InMemoryDocumentStore(), Pipeline()
        pipeline.add_component("splitter", DocumentSplitter())
        pipeline.add_component("embedder", SentenceTransformersDocumentEmbedder(model=self._model, progress_bar=False))
        pipeline.add_component("writer", DocumentWriter(documents))
        pipeline.connect("splitter", "embedder")
        pipeline.connect("embedder", "writer")
        pipeline.run({"documents": [Document(content=path.read_text(encoding="utf-8"), meta={"file": path.name})
                                    for path in sorted(articles.iterdir())]})
        store.mkdir()
        documents.save_to_disk(str(store / "documents.json"))
        return documents.count_documents()

    def opened(self, store: Path) -> Callable[[str], object]:
        """Load the store and return the query pipeline."""
        pipeline = Pipeline()
        pipeline.add_component("embedder", self._question)
        pipeline.add_component("retriever", InMemoryEmbeddingRetriever(
            InMemoryDocumentStore.load_from_disk(str(store / "documents.json"))))
        pipeline.connect("embedder.embedding", "retriever.query_embedding")
        return lambda question: pipeline.run({"embedder": {"text": question}})["retriever"]["documents"]


if __name__ == "__main__":
    main(Haystack)
