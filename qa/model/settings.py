"""Which language model writes, where it is served, and what it may take: a settings file, the environment, options.

The file is TOML: `model`, `url`, `key` and the other fields of `ModelSettings`. The environment (`PULLQUOTE_MODEL`,
`PULLQUOTE_MODEL_URL`, `PULLQUOTE_MODEL_KEY`) goes before the file, and what the caller gives before both. The key is
taken from no option, so that it stands in no list of processes and in no history of a shell.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints
from urllib.parse import urlsplit

from qa.errors import SettingError

Unsupported = Literal["mark", "leave_out"]
"""What becomes of a statement that its quotes do not bear out: it is shown as such, or not shown."""
Protocol = Literal["openai", "anthropic"]
"""How a server is spoken to."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A language model that is served somewhere.

    `api` is the protocol, which `protocol` tells where it is None: that of Anthropic at its own address, else OpenAI's.
    `context` is how many tokens it can read and write at once, `reply` how many of these are kept for one reply.
    `timeout` is in seconds, for one request with all that comes of it; `attempts` is how often one is made where the
    server fails, `pause` the seconds before the second attempt, doubled before each further one. `prices` are the cost
    of a million tokens read and of a million written, in a currency that the user knows; None where nothing is known.
    `models` are others at the same address that readers of the web app may choose; those that it lists, for none.
    """

    model: str
    url: str
    key: str | None = field(default=None, repr=False)
    context: int = 8192
    reply: int = 1024
    timeout: float = 120.0
    attempts: int = 3
    pause: float = 1.0
    prices: tuple[float, float] | None = None
    unsupported: Unsupported = "mark"
    api: Protocol | None = None
    models: tuple[str, ...] = ()

    @property
    def protocol(self) -> Protocol:
        """Return how the server is spoken to."""
        return self.api or ("anthropic" if urlsplit(self.url).hostname == "api.anthropic.com" else "openai")

    def cost(self, read: int, written: int) -> float | None:
        """Return what so many tokens cost, None where no prices are known."""
        return (read * self.prices[0] + written * self.prices[1]) / 1e6 if self.prices else None

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
            raise SettingError("the address of a model is http://… or https://… without a name or password, such as "
                               "http://127.0.0.1:11434/v1; the key belongs into PULLQUOTE_MODEL_KEY")
        if not 0 < self.reply < self.context:
            raise SettingError(f"a reply of {self.reply} tokens does not fit into a context of {self.context}")
        if self.timeout <= 0 or self.attempts < 1 or self.pause < 0:
            raise SettingError("a model needs a timeout above 0, at least 1 attempt, and a pause of 0 or more")
        if self.unsupported not in get_args(Unsupported):
            raise SettingError(f"unsupported = {self.unsupported!r} is neither {' nor '.join(get_args(Unsupported))}")
        if self.api not in {None, *get_args(Protocol)}:
            raise SettingError(f"api = {self.api!r} is neither {' nor '.join(get_args(Protocol))}")


def read_settings(file: Path | None = None, model: str | None = None, url: str | None = None,
                  environment: Mapping[str, str] | None = None) -> ModelSettings | None:
    """Return the settings of the model that is configured, None where none is named anywhere.

    `file` need not exist. Raises SettingError for a model without an address, and for what cannot be used.
    """
    given = os.environ if environment is None else environment
    settings = _read_file(file) if file else {}
    variables = {"model": "PULLQUOTE_MODEL", "url": "PULLQUOTE_MODEL_URL", "key": "PULLQUOTE_MODEL_KEY"}
    settings |= {name: value for name, variable in variables.items() if (value := given.get(variable))}
    settings |= {name: value for name, value in (("model", model), ("url", url)) if value}
    if not settings.get("model"):
        return None
    if not settings.get("url"):
        raise SettingError(f"the model {settings['model']} has no address; give --model-url URL or set "
                           "PULLQUOTE_MODEL_URL, such as http://127.0.0.1:11434/v1")
    return ModelSettings(**settings)


def _read_file(file: Path) -> dict[str, Any]:
    """Return the settings of a file, checked by name and type; none where there is no such file."""
    try:
        with file.open("rb") as opened:
            found = tomllib.load(opened)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingError(f"{file}: {error}") from error
    known = {one.name for one in fields(ModelSettings)}
    if unknown := sorted(set(found) - known):
        raise SettingError(f"{file}: {', '.join(unknown)} is no setting; there are {', '.join(sorted(known))}")
    return {name: _checked(file, name, value) for name, value in found.items()}


def _checked(file: Path, name: str, value: Any) -> Any:
    """Return a value of the file as its field wants it. Raises SettingError, which does not repeat the value."""
    if name == "prices":
        if isinstance(value, list) and len(value) == 2 and all(type(one) in {int, float} for one in value):
            return float(value[0]), float(value[1])
        raise SettingError(f"{file}: prices is no pair of numbers, such as [0.15, 0.6]")
    if name == "models":
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise SettingError(f"{file}: models is no list of names")
    wanted = get_type_hints(ModelSettings)[name]
    allowed = {int: (int,), float: (int, float)}.get(wanted, (str,))
    if type(value) not in allowed:
        raise SettingError(f"{file}: {name} is no {'text' if str in allowed else 'number'}")
    return value
