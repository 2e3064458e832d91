"""Small sums in a case: ``= pi / 4 * values.hole ** 2`` or ``= release.mass_rate``; units checked.

Numbers, names of values and outputs, the four operations, powers, a place in a list, and a few
functions; nothing else is understood, so a case file can do no harm.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from anlan_science.cases.units import NOTHING, Dimension


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in SI units and what it measures.

    Attributes
    ----------
    value : number or array in SI units; or a word, when it measures nothing.
    dimension : exponents of the base units; None where a model does not say.
    """

    value: Any
    dimension: Dimension | None = NOTHING


_OPERATIONS: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_KEEPING: Mapping[str, Callable[[Any], Any]] = {
    "abs": np.abs, "min": np.min, "max": np.max, "sum": np.sum, "mean": np.mean,
}  # fmt: skip
_PURE: Mapping[str, Callable[[Any], Any]] = {
    "exp": np.exp, "log": np.log, "log10": np.log10, "sin": np.sin, "cos": np.cos,
}  # fmt: skip
_FUNCTIONS = {*_KEEPING, *_PURE, "sqrt"}
_CONSTANTS = {"pi": np.pi}
LONGEST = 400


class WrongExpression(ValueError):
    """A sum that is not understood or has no result."""


def _tree(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise WrongExpression("is too long for a sum")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise WrongExpression(f"{text.strip()!r} is no sum") from None


def names_in(text: str) -> list[tuple[str, str]]:
    """The outputs and values that a sum refers to.

    Parameters
    ----------
    text : str
        The sum, without its equals sign. [-]

    Returns
    -------
    names : list of (str, str)
        Step (or ``values``) and name. [-]

    Raises
    ------
    WrongExpression
        It is not understood.

    Examples
    --------
    >>> names_in("2 * pi * values.radius + pool.radius[-1]")
    [('values', 'radius'), ('pool', 'radius')]
    """
    found = list[tuple[str, str]]()

    def owned(owner: str, name: str) -> Any:
        found.append((owner, name))
        return None

    _walk(_tree(text), owned, lambda _node, _values: None)
    return found


def _walk(
    node: ast.expr,
    owned: Callable[[str, str], Any],
    combine: Callable[[ast.expr, list[Any]], Any],
) -> Any:
    """Visit what is allowed and refuse the rest."""
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return combine(node, [])
        case ast.Name(id=name) if name in _CONSTANTS:
            return combine(node, [])
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return owned(owner, name)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return combine(node, [_walk(each, owned, combine) for each in (left, right)])
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=inner):
            return combine(node, [_walk(inner, owned, combine)])
        case ast.Subscript(value=inner, slice=place):
            return combine(node, [_walk(each, owned, combine) for each in (inner, place)])
        case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]) if name in _FUNCTIONS:
            return combine(node, [_walk(inner, owned, combine)])
    said = ast.unparse(node)
    hint = "" if not isinstance(node, ast.Name) else "; say values.… or step.output"
    raise WrongExpression(f"{said!r} cannot stand in a sum{hint}")


def _together(op: ast.operator, left: Quantity, right: Quantity) -> Dimension | None:
    """What the result of an operation measures."""
    one, other = left.dimension, right.dimension
    if isinstance(op, ast.Pow):
        if other != NOTHING or np.ndim(right.value):
            raise WrongExpression("a power must be a number without a unit")
        if one is None:
            return None
        return tuple(each * Fraction(float(right.value)).limit_denominator(12) for each in one)
    if one is None or other is None:
        return None
    if isinstance(op, ast.Add | ast.Sub):
        if one != other:
            raise WrongExpression("what is added or subtracted must measure the same")
        return one
    sign = -1 if isinstance(op, ast.Div) else 1
    return tuple(a + sign * b for a, b in zip(one, other, strict=True))


def _combine(node: ast.expr, values: list[Quantity]) -> Quantity:
    match node:
        case ast.Constant(value=number):
            return Quantity(float(number))  # type: ignore[arg-type]
        case ast.Name(id=name):
            return Quantity(_CONSTANTS[name])
        case ast.BinOp(op=op):
            left, right = values
            dimension = _together(op, left, right)
            return Quantity(_OPERATIONS[type(op)](left.value, right.value), dimension)
        case ast.UnaryOp(op=op):
            inner = values[0]
            sign = np.negative if isinstance(op, ast.USub) else np.positive
            return Quantity(sign(inner.value), inner.dimension)
        case ast.Call(func=ast.Name(id="sqrt")):
            dimension = _together(ast.Pow(), values[0], Quantity(0.5))
            return Quantity(np.sqrt(values[0].value), dimension)
        case ast.Call(func=ast.Name(id=name)) if name in _KEEPING:
            return Quantity(_KEEPING[name](values[0].value), values[0].dimension)
        case ast.Call(func=ast.Name(id=name)):
            if values[0].dimension not in {None, NOTHING}:
                raise WrongExpression(f"{name} needs a number without a unit")
            return Quantity(_PURE[name](values[0].value))
    whole, place = values
    return Quantity(np.asarray(whole.value)[int(place.value)], whole.dimension)


def evaluate(text: str, known: Mapping[str, Mapping[str, Quantity]]) -> Quantity:
    """Work out a sum; units are carried along.

    Parameters
    ----------
    text : str
        The sum, without its equals sign. [-]
    known : mapping of str to mapping of str to Quantity
        Values and outputs of the steps, by name. [SI units]

    Returns
    -------
    value : Quantity
        A number or an array; an output that stands alone is given as it is. [SI units]

    Raises
    ------
    WrongExpression
        It is not understood, adds what measures different things, or has no result.

    Examples
    --------
    >>> from anlan_science.cases.units import parse_unit
    >>> width = Quantity(2.0, parse_unit("m").dimension)
    >>> area = evaluate("pi / 4 * values.d ** 2", {"values": {"d": width}})
    >>> round(float(area.value), 4), area.dimension == parse_unit("m²").dimension
    (3.1416, True)
    """
    tree = _tree(text)
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            found: Quantity = _walk(tree, lambda owner, name: known[owner][name], _combine)
            return found
    except (ArithmeticError, TypeError, IndexError, KeyError, ValueError) as error:
        if isinstance(error, WrongExpression):
            raise
        raise WrongExpression(f"{text.strip()!r} has no result: {error}") from None
