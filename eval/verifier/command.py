"""Any program as a verifier: it reads pairs and prints verdicts, a JSON object a line each."""

import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from eval.errors import DataError, EvalError
from eval.records import format_record, parse_record
from eval.verifier.support import Pair, Verifier

_SHOWN = 300


@dataclass(frozen=True, slots=True)
class _Verdict:
    supported: bool


def command_verifier(command: str) -> Verifier:
    """Return the verifier that a command is: it is given {"premise", "claim"} lines and prints {"supported"} lines.

    It is started once for each list of pairs and must print one line for each, in their order. The verifier raises
    EvalError for a command that cannot be run or fails, and DataError naming every line that is no verdict.
    """
    def verify(pairs: Sequence[Pair]) -> list[bool]:
        lines = _run(command, "".join(f"{format_record(pair)}\n" for pair in pairs)).splitlines()
        if len(lines) != len(pairs):
            raise EvalError(f"the verifier {command!r} printed {len(lines)} lines for {len(pairs)} pairs; "
                            'it must print {"supported": true} or {"supported": false} for each')
        return _read(command, lines)
    return verify


def _run(command: str, given: str) -> str:
    try:
        done = subprocess.run(shlex.split(command), input=given, capture_output=True, text=True,  # noqa: S603
                              encoding="utf-8", check=True)
    except (OSError, ValueError, IndexError) as error:  # no such program, an open quote, no command at all
        raise EvalError(f"the verifier {command!r} cannot be run: {error}") from error
    except subprocess.CalledProcessError as error:
        raise EvalError(f"the verifier {command!r} ended with status {error.returncode}: "
                        f"{error.stderr.strip()[-_SHOWN:]}") from error
    return done.stdout


def _read(command: str, lines: Sequence[str]) -> list[bool]:
    said, problems = [], []
    for number, line in enumerate(lines, 1):
        try:
            said.append(parse_record(line, _Verdict, exact=False).supported)
        except DataError as error:
            problems += [f"line {number}: {problem}" for problem in error.problems]
    if problems:
        raise DataError(f"the verifier {command!r}", problems)
    return said
