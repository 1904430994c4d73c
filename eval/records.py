"""JSON to the suite's frozen types, strictly: nothing is converted, and every problem is named. Pydantic enters here.

No line is guessed at: a number in quotes is not a number, `true` is not 1, and a field that does not exist is a problem
(where the types are ours), because a mistyped `evidnce` would lose its gold without a word.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields, is_dataclass
from functools import lru_cache
from inspect import signature
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, create_model

from eval.errors import DataError

T = TypeVar("T")


def parse_record(line: str, shape: type[T], *, exact: bool = True) -> T:
    """Return the value of type `shape` (a dataclass) that one JSON object holds.

    Unless `exact`, fields that `shape` does not have are passed over: another program's output may hold more.
    Raises DataError with one problem for each field that is missing, of another type, or unknown.
    """
    try:
        value: T = _adapter(cast("Any", shape)).validate_json(line, strict=True)
    except ValidationError as error:
        raise DataError("record", [_problem(found["loc"], found["msg"]) for found in error.errors()]) from None
    unknown = list(_unknown(json.loads(line), value)) if exact else []
    if unknown:
        raise DataError("record", [f"{name}: there is no such field" for name in unknown])
    return value


def parse_arguments(line: str | bytes, function: Callable[..., object]) -> dict[str, Any]:
    """Return the arguments of a function, by name, that one JSON object holds; those left out have their defaults.

    Raises DataError with one problem for each that is missing, of another type, or unknown.
    """
    try:
        return dict(_arguments(function).model_validate_json(line))
    except ValidationError as error:
        raise DataError("request", [_problem(found["loc"], found["msg"]) for found in error.errors()]) from None


def format_record(value: object) -> str:
    """Return the line of JSON that holds a dataclass, its fields in their order; `parse_record` reads it back."""
    return json.dumps(asdict(cast("Any", value)), ensure_ascii=False)


@lru_cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def _arguments(function: Callable[..., object]) -> type[BaseModel]:
    """Return the model of a function's arguments."""
    known = {name: (one.annotation, ... if one.default is one.empty else one.default)
             for name, one in signature(function, eval_str=True).parameters.items()}
    return create_model("Arguments", __config__=ConfigDict(extra="forbid", strict=True), **cast("Any", known))


def _problem(steps: tuple[int | str, ...], message: str) -> str:
    """Return what is wrong, after the path of the field, such as `evidence.0.spans.1.start`."""
    return f"{'.'.join(map(str, steps))}: {message}" if steps else message


def _unknown(record: object, value: object, path: str = "") -> Iterator[str]:
    """Yield the path of every field of `record` that the dataclass made from it does not have."""
    if is_dataclass(value) and isinstance(record, dict):
        known = {field.name for field in fields(value)}
        for name, inner in record.items():
            if name not in known:
                yield f"{path}{name}"
            else:
                yield from _unknown(inner, getattr(value, name), f"{path}{name}.")
    elif isinstance(record, list) and isinstance(value, tuple):
        for number, (inner, part) in enumerate(zip(record, value, strict=True)):
            yield from _unknown(inner, part, f"{path}{number}.")
