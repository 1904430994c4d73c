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

    return TransformerEncoder(full_name(name))


def full_name(name: str) -> str:
    """Return the name under which an encoder is remembered: a folder's full path, any other name as it is."""
    try:
        folder = Path(name).expanduser()
    except RuntimeError:  # a home folder of nobody
        return name
    return str(folder.resolve()) if folder.is_dir() else name
