"""Conditions of combination rules as an officer writes them.

``[liquid level > 90] and ([temperature > 60] or [rule of that name])``: what stands in brackets is
a quantity compared with a number, or the name of a rule in force.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from math import inf

from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.kernel.errors import InvalidInput
from anlan.monitoring.devices.public import Quantity
from anlan_science.telemetry.rules_combination import Postfix, parse

#: Most operands of one expression.
MOST_OPERANDS = 32
_COMPARISON = re.compile(
    r"^(?P<what>.+?)\s*(?P<sign>>=|<=|[><≥≤＞＜])\s*(?P<number>[-+]?\d+(?:\.\d+)?)$"
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quantity at or beyond a limit."""

    quantity: str
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class RuleNamed:
    """Another rule in force is on."""

    name: str


Operand = Comparison | RuleNamed


@dataclass(frozen=True, slots=True)
class Conditions:
    """An expression that was read."""

    postfix: Postfix
    operands: tuple[Operand, ...]


@cache
def _quantities() -> dict[str, str]:
    """Return quantities by code and by their words in Chinese and English."""
    found = {str(value): str(value) for value in Quantity.values}
    for language in ("zh-hans", "en"):
        with override(language):
            found.update({str(label).lower(): str(value) for value, label in Quantity.choices})
    return found


def read_operand(text: str) -> Operand:
    """Read what stands in brackets. Raises ``InvalidInput``."""
    match = _COMPARISON.match(text)
    if match is None:
        return RuleNamed(text)
    what = match["what"].strip().lower()
    quantity = _quantities().get(what)
    if quantity is None:
        raise InvalidInput(
            fields={
                "expression": _("“%(name)s” is no quantity that points measure.") % {"name": what}
            }
        )
    number = float(match["number"])
    if match["sign"] in (">", ">=", "≥", "＞"):
        return Comparison(quantity, -inf, number)
    return Comparison(quantity, number, inf)


def read_conditions(text: str) -> Conditions:
    """Read an expression. Raises ``InvalidInput`` with the place that cannot be read."""
    operands: dict[Operand, int] = {}

    def number_of(written: str) -> int:
        return operands.setdefault(read_operand(written), len(operands))

    try:
        postfix = parse(text, number_of)
    except ValueError as error:
        raise InvalidInput(
            fields={"expression": _("The conditions cannot be read: %(error)s.") % {"error": error}}
        ) from None
    if len(operands) > MOST_OPERANDS:
        raise InvalidInput(
            fields={"expression": _("At most %(most)d conditions.") % {"most": MOST_OPERANDS}}
        )
    return Conditions(postfix, tuple(operands))
