"""The same language over columns in memory: observations, and the few observed properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import numpy as np

from anlan.integrations.sensorthings.errors import BadQuery, NotSupported
from anlan.integrations.sensorthings.syntax import Call, Geometry, Literal, Node, Path
from anlan.kernel import clock

Columns = Mapping[str, Any]
COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
}
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: np.divide(a, b),
    "mod": lambda a, b: np.fmod(a, b),
}


def keep(columns: Columns, length: int, node: Node | None) -> Any:
    """Return which rows a filter keeps, as an array of truth values."""
    if node is None:
        return np.ones(length, bool)
    with np.errstate(all="ignore"):
        kind, found = _value(columns, node)
    if kind != "bool":
        raise BadQuery("the filter is no condition")
    return np.broadcast_to(np.asarray(found, bool), (length,))


def _value(columns: Columns, node: Node) -> tuple[str, Any]:
    """Return type and values of a node."""
    if isinstance(node, Literal):
        value = node.value
        if isinstance(value, bool):
            return "bool", value
        if isinstance(value, int | float):
            return "number", float(value)
        if isinstance(value, datetime):
            return "datetime", value.timestamp() * 1000
        return ("null", None) if value is None else ("string", value)
    if isinstance(node, Geometry):
        raise NotSupported("geometries cannot be asked for here")
    if isinstance(node, Path):
        name = "/".join(node.parts).replace("@iot.id", "id")
        if name not in columns:
            raise BadQuery(f"there is no property '{name[:60]}' here")
        values = columns[name]
        return _kind(name, values), values
    return _call(columns, node)


def _kind(name: str, values: Any) -> str:
    if name in ("phenomenonTime", "resultTime"):
        return "datetime"
    return "string" if values.dtype == object else "number"


def _call(columns: Columns, node: Call) -> tuple[str, Any]:
    given = [_value(columns, argument) for argument in node.arguments]
    kinds = [kind for kind, _found in given]
    values = [found for _kind, found in given]
    if node.name in ("and", "or", "not"):
        if set(kinds) != {"bool"}:
            raise BadQuery("and, or and not join conditions")
        if node.name == "not":
            return "bool", np.logical_not(values[0])
        join = np.logical_and if node.name == "and" else np.logical_or
        found = values[0]
        for value in values[1:]:
            found = join(found, value)
        return "bool", found
    if node.name in COMPARE:
        return "bool", _compare(node.name, kinds, values)
    if node.name in ARITHMETIC:
        if set(kinds) != {"number"}:
            raise BadQuery(f"{node.name} takes numbers")
        return "number", ARITHMETIC[node.name](np.asarray(values[0]), np.asarray(values[1]))
    function = FUNCTIONS.get(node.name)
    if function is None:
        raise NotSupported(f"{node.name[:40]} cannot be asked for here")
    wants, gives, make = function
    if tuple(kinds) != wants:
        raise BadQuery(f"{node.name} takes {', '.join(wants) or 'nothing'}")
    return gives, make(*values)


def _compare(name: str, kinds: list[str], values: list[Any]) -> Any:
    if "null" in kinds:
        if name not in ("eq", "ne") or kinds == ["null", "null"]:
            raise BadQuery("null is only compared with eq and ne")
        other = values[1 - kinds.index("null")]
        is_null = np.isnan(other) if kinds[1 - kinds.index("null")] == "number" else False
        return is_null if name == "eq" else np.logical_not(is_null)
    if kinds[0] != kinds[1]:
        raise BadQuery(f"a {kinds[0]} cannot be compared with a {kinds[1]}")
    return COMPARE[name](values[0], values[1])


def _each(function: Callable[..., Any], gives: Any) -> Callable[..., Any]:
    """Apply a function of texts to each row."""

    def apply(*values: Any) -> Any:
        rows = np.broadcast_arrays(*(np.asarray(value, object) for value in values))
        flat = (row.ravel() for row in rows)
        return np.array([function(*values) for values in zip(*flat, strict=True)], gives)

    return apply


def _part(unit: str, above: str, first: int) -> Callable[[Any], Any]:
    def part(at_ms: Any) -> Any:
        moments = np.asarray(at_ms, "float64").astype("int64").astype("datetime64[ms]")
        fine = moments.astype(f"datetime64[{unit}]")
        if not above:
            return fine.astype("int64") + first
        return (fine - moments.astype(f"datetime64[{above}]")).astype("int64") + first

    return part


FUNCTIONS: dict[str, tuple[tuple[str, ...], str, Callable[..., Any]]] = {
    "substringof": (("string", "string"), "bool", _each(lambda part, text: part in text, bool)),
    "startswith": (("string", "string"), "bool", _each(str.startswith, bool)),
    "endswith": (("string", "string"), "bool", _each(str.endswith, bool)),
    "length": (("string",), "number", _each(len, float)),
    "tolower": (("string",), "string", _each(str.lower, object)),
    "toupper": (("string",), "string", _each(str.upper, object)),
    "trim": (("string",), "string", _each(str.strip, object)),
    "round": (("number",), "number", np.round),
    "floor": (("number",), "number", np.floor),
    "ceiling": (("number",), "number", np.ceil),
    "now": ((), "datetime", lambda: clock.now().timestamp() * 1000),
    "year": (("datetime",), "number", _part("Y", "", 1970)),
    "month": (("datetime",), "number", _part("M", "Y", 1)),
    "day": (("datetime",), "number", _part("D", "M", 1)),
    "hour": (("datetime",), "number", _part("h", "D", 0)),
    "minute": (("datetime",), "number", _part("m", "h", 0)),
    "second": (("datetime",), "number", _part("s", "m", 0)),
}


def bounds(node: Node | None) -> tuple[float | None, float | None]:
    """Return the least and the greatest moment that a filter leaves open. [unix ms]"""
    low: float | None = None
    high: float | None = None
    for part in _conjuncts(node):
        if not isinstance(part, Call) or part.name not in COMPARE or part.name == "ne":
            continue
        left, right = part.arguments
        name = part.name
        if isinstance(right, Path):
            left, right = right, left
            name = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}.get(name, name)
        if not isinstance(left, Path) or left.parts[-1] not in ("phenomenonTime", "resultTime"):
            continue
        at = _moment(right)
        if at is None:
            continue
        if name in ("gt", "ge", "eq"):
            low = at if low is None else max(low, at)
        if name in ("lt", "le", "eq"):
            high = at if high is None else min(high, at)
    return low, high


def _moment(node: Node) -> float | None:
    if isinstance(node, Literal) and isinstance(node.value, datetime):
        return node.value.timestamp() * 1000
    if isinstance(node, Call) and node.name == "now" and not node.arguments:
        return clock.now().timestamp() * 1000
    return None


def _conjuncts(node: Node | None) -> list[Node]:
    if node is None:
        return []
    if isinstance(node, Call) and node.name == "and":
        return [part for argument in node.arguments for part in _conjuncts(argument)]
    return [node]
