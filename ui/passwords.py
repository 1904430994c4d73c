"""Who may use the app: names with hashed passwords, in a file. argon2 enters here.

A line of the file is `NAME:HASH`, the hash as Argon2id writes it. There is no default name and no default password.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from qa.errors import PullquoteError

SHORTEST = 8  # characters of a password


def line_of(name: str, password: str) -> str:
    """Return the line for a name and its password. Raises PullquoteError for a name or password that cannot be."""
    from argon2 import PasswordHasher

    if not name or ":" in name or not name.isprintable():
        raise PullquoteError("a name is one line without a colon")
    if len(password) < SHORTEST:
        raise PullquoteError(f"a password has {SHORTEST} characters or more")
    return f"{name}:{PasswordHasher().hash(password)}"


def keep(path: Path, name: str, password: str) -> None:
    """Add a name to the file, which only its owner can read, or give it another password. Raises PullquoteError."""
    line = line_of(name, password)
    held = read_passwords(path) if path.exists() else {}
    lines = [line, *(f"{other}:{hashed}" for other, hashed in held.items() if other != name)]
    try:
        path.touch(mode=0o600)
        path.write_text("".join(f"{one}\n" for one in lines), encoding="utf-8")
    except OSError as error:
        raise PullquoteError(f"{path}: {error.strerror}") from error


def read_passwords(path: Path) -> dict[str, str]:
    """Return the hash of each name. Raises PullquoteError for a file that cannot be read, and one without names."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PullquoteError(f"{path}: {getattr(error, 'strerror', None) or 'is not UTF-8 text'}") from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            name, _, hashed = line.strip().partition(":")
            if not hashed.startswith("$argon2id$"):
                raise PullquoteError(f"{path}, line {number}: expected NAME:HASH, as `serve --new-name NAME` writes it")
            found[name] = hashed
    if not found:
        raise PullquoteError(f"{path}: names nobody; `pullquote serve --new-name NAME` adds a name")
    return found


def verify(known: Mapping[str, str], name: str, password: str) -> bool:
    """Return whether a password is that of a name; for a name that is not known it takes as long."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    hasher = PasswordHasher()
    hashed = known.get(name) or _nobody()
    try:
        return hasher.verify(hashed, password) and name in known
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    from argon2 import PasswordHasher

    return PasswordHasher().hash("")
