"""Chooses an encoder by its name. A model's runtime is imported when that model is named, not before."""

from pathlib import Path

from embeddings.encoder import DEFAULT_ENCODER, Encoder


def load_encoder(name: str = DEFAULT_ENCODER) -> Encoder:
    """Return the bundled encoder for its own name, a sentence-transformers model for any other name or folder.

    Raises ModelError when the model is not there or cannot be loaded.
    """
    if name == DEFAULT_ENCODER:
        from embeddings.bundled import BundledEncoder

        return BundledEncoder()
    from embeddings.transformer import TransformerEncoder

    folder = Path(name).expanduser()
    return TransformerEncoder(str(folder.resolve()) if folder.is_dir() else name)
