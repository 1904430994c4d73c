"""LlamaIndex as its starter example with a local model has it: a folder read, a `VectorStoreIndex`, persisted."""

from collections.abc import Callable
from pathlib import Path

from llama_index.core import (
    Settings,
    SimpleDirectoryReader,
    StorageContext,
    VectorStoreIndex,
    load_index_from_storage,
)
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from measured import main


class LlamaIndex:
    """One index, in memory until it is persisted."""

    def __init__(self, model: str) -> None:
        Settings.embed_model = HuggingFaceEmbedding(model_name=model)
        Settings.embed_model.get_query_embedding("Who?")

    def add(self, articles: Path, store: Path) -> int:
        """Index the folder, and persist the index."""
        index = VectorStoreIndex.from_documents(SimpleDirectoryReader(str(articles)).load_data())
        index.storage_context.persist(str(store))
        return len(index.index_struct.nodes_dict)

    def opened(self, store: Path) -> Callable[[str], object]:
        """Load the index and return its retriever."""
        index = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(store)))
        return index.as_retriever(similarity_top_k=10).retrieve


if __name__ == "__main__":
    main(LlamaIndex)
