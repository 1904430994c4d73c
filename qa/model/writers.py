"""Who may answer, for a reader to choose: no language model, or one that is configured or listed where it is served."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from qa.answer import Answer, Hit, Writing
from qa.confidence import STRICTNESS
from qa.errors import EndpointError, SettingError
from qa.extract import Extractive
from qa.model.answerer import ModelAnswerer
from qa.model.endpoint import Endpoint
from qa.model.settings import ModelSettings

NO_MODEL = "No model: sentences of the articles"


class Writers:
    """Several answerers by name. Where none is named it answers without a model, or `with_model` by that one.

    Threads may share one.
    """

    def __init__(self, settings: ModelSettings, extractive: Extractive | None = None, *,
                 with_model: bool = False) -> None:
        self._settings = settings
        self._extractive = extractive or Extractive()
        self._answerers: dict[str, Extractive | ModelAnswerer] = {
            NO_MODEL: self._extractive, settings.model: ModelAnswerer(settings, self._extractive)}
        self.usual = settings.model if with_model else NO_MODEL

    @property
    def models(self) -> Mapping[str, str]:
        """Return the names of the models of the answerer that answers where none is named."""
        return self._answerers[self.usual].models

    def names(self) -> tuple[str, ...]:
        """Return what can be chosen: no model, the one that is configured, and the others that there are.

        These are `ModelSettings.models` or, where that names none, those that the server lists, if it can be reached.
        """
        others = self._settings.models
        if not others:
            try:
                others = Endpoint(self._settings).models()
            except EndpointError:
                others = ()
        for name in others:
            if name not in self._answerers:
                self._answerers[name] = ModelAnswerer(replace(self._settings, model=name), self._extractive)
        return tuple(self._answerers)

    def named(self, name: str) -> Extractive | ModelAnswerer:
        """Return the answerer of a name. Raises SettingError for one that is not among `names`."""
        if name not in self._answerers and name not in self.names():
            raise SettingError(f"there is no model {name!r} to choose; reload the page")
        return self._answerers[name]

    def answer(self, question: str, hits: tuple[Hit, ...], strictness: float = STRICTNESS) -> Answer:
        """Return the answer of the usual answerer."""
        return self._answerers[self.usual].answer(question, hits, strictness)

    def rewrite(self, question: str, earlier: Sequence[Answer]) -> tuple[str | None, Writing | None]:
        """Return a follow-up question as the usual answerer makes it stand alone, None where that is no model."""
        usual = self._answerers[self.usual]
        return usual.rewrite(question, earlier) if isinstance(usual, ModelAnswerer) else (None, None)

    def stream(self, question: str, hits: tuple[Hit, ...], strictness: float = STRICTNESS) -> Iterator[Answer]:
        """Yield the answer of the usual answerer as it grows."""
        usual = self._answerers[self.usual]
        yield from (usual.stream(question, hits, strictness) if isinstance(usual, ModelAnswerer) else
                    [usual.answer(question, hits, strictness)])
