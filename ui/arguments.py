"""Arguments that commands share, and the library that they name."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from platformdirs import user_config_path, user_data_path

if TYPE_CHECKING:
    from qa import Answerer, Assistant

DEFAULT_LIBRARY = str(user_data_path("pullquote") / "library")
SETTINGS = user_config_path("pullquote") / "model.toml"

LibraryOption = Annotated[str, typer.Option("--library", envvar="PULLQUOTE_LIBRARY", metavar="DIR",
                                            help="The folder that holds the library, or the address of a PostgreSQL "
                                            "database: postgresql://…")]
PublisherOption = Annotated[list[str] | None, typer.Option("--from", "--publisher", metavar="OUTLET", help="Only "
                            "articles of this outlet, by its whole name; may be repeated.")]
SinceOption = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles of this day (YYYY-MM-DD), month "
                                                 "(YYYY-MM) or year (YYYY) and later; none without a date.")]
UntilOption = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles of this day, month or year and "
                                                 "earlier; none without a date.")]
ArticleOption = Annotated[list[str] | None, typer.Option("--article", metavar="ID", help="Only this article; may be "
                          "repeated.")]
StrictnessOption = Annotated[float, typer.Option(envvar="PULLQUOTE_STRICTNESS", min=0, max=1, help="How sure an answer "
                             "must be: 0 answers always, 1 never.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


ModelOption = Annotated[str | None, typer.Option("--model", metavar="NAME", help="Let this language model write the "
                        "answer; the key is taken from PULLQUOTE_MODEL_KEY or the settings file.")]
ModelUrlOption = Annotated[str | None, typer.Option("--model-url", metavar="URL", help="Where it is served, by the "
                           "protocol of OpenAI, such as http://127.0.0.1:11434/v1.")]


def open_library(library: str, encoder: str | None = None, strictness: float = 0.5,
                 answerer: "Answerer | None" = None) -> "Assistant":
    """Return the assistant; imported here so that `--help` loads none of it."""
    from qa import Assistant

    return Assistant.open(library, encoder, strictness, answerer)


def model_answerer(model: str | None, url: str | None) -> "Answerer | None":
    """Return what answers with the language model that is configured, None where there is none.

    Options go before the environment, and that before the settings file. Raises SettingError for what cannot be used.
    """
    from qa.model.settings import read_settings

    settings = read_settings(SETTINGS, model, url)
    if settings is None:
        return None
    from qa.model.answerer import ModelAnswerer

    return ModelAnswerer(settings)


def writers_of(model: str | None, url: str | None) -> "Answerer | None":
    """Return what lets a reader choose who answers, None where no language model is configured.

    The model answers where nothing is chosen if it is named as an option. Raises SettingError as `model_answerer` does.
    """
    from qa.model.settings import read_settings

    settings = read_settings(SETTINGS, model, url)
    if settings is None:
        return None
    from qa.model.writers import Writers

    return Writers(settings, with_model=model is not None)


def uploads_of(library: str) -> Path:
    """Return the folder that keeps what readers upload: in that of the library, or beside the default one."""
    from qa.place import is_database

    return user_data_path("pullquote") / "uploads" if is_database(library) else Path(library) / "uploads"
