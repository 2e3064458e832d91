"""Units of the inputs of a case: ``3.2 bar`` becomes the Pascals a model asks for.

Only units with an exact or internationally agreed definition are known; a calculation never guesses
one. Sources: BIPM, The International System of Units, 9th ed., 2019, tables 2, 4, 7 and 8.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

#: Exponents of metre, kilogram, second, kelvin, mole and person.
Dimension = tuple[Fraction, ...]
NOTHING: Dimension = (Fraction(0),) * 6


class UnknownUnit(ValueError):
    """A text is no unit, or a unit does not measure what is asked for."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: what it measures, and how much of the SI unit it is.

    Attributes
    ----------
    dimension : exponents of the base units.
    factor : SI units in one of this.
    zero : where its zero stands on the SI scale; 0 for all but temperatures.
    """

    dimension: Dimension
    factor: float
    zero: float = 0.0


def _base(factor: float, *exponents: int) -> Unit:
    return Unit(
        tuple(Fraction(each) for each in (*exponents, *(0,) * (6 - len(exponents)))), factor
    )


_JOULE, _WATT, _PASCAL, _NEWTON = (2, 1, -2), (2, 1, -3), (-1, 1, -2), (1, 1, -2)
_NAMED: Mapping[str, Unit] = {
    "m": _base(1.0, 1), "km": _base(1e3, 1), "cm": _base(1e-2, 1), "mm": _base(1e-3, 1),
    "um": _base(1e-6, 1), "in": _base(0.0254, 1), "ft": _base(0.3048, 1), "ha": _base(1e4, 2),
    "L": _base(1e-3, 3), "l": _base(1e-3, 3), "mL": _base(1e-6, 3),
    "kg": _base(1.0, 0, 1), "g": _base(1e-3, 0, 1), "mg": _base(1e-6, 0, 1),
    "ug": _base(1e-9, 0, 1), "t": _base(1e3, 0, 1),
    "s": _base(1.0, 0, 0, 1), "ms": _base(1e-3, 0, 0, 1), "min": _base(60.0, 0, 0, 1),
    "h": _base(3600.0, 0, 0, 1), "d": _base(86400.0, 0, 0, 1), "a": _base(31557600.0, 0, 0, 1),
    "K": _base(1.0, 0, 0, 0, 1), "mol": _base(1.0, 0, 0, 0, 0, 1),
    "kmol": _base(1e3, 0, 0, 0, 0, 1), "persons": _base(1.0, 0, 0, 0, 0, 0, 1),
    "Pa": _base(1.0, *_PASCAL), "kPa": _base(1e3, *_PASCAL), "MPa": _base(1e6, *_PASCAL),
    "hPa": _base(1e2, *_PASCAL), "bar": _base(1e5, *_PASCAL), "mbar": _base(1e2, *_PASCAL),
    "atm": _base(101325.0, *_PASCAL), "J": _base(1.0, *_JOULE), "kJ": _base(1e3, *_JOULE),
    "MJ": _base(1e6, *_JOULE), "GJ": _base(1e9, *_JOULE), "kWh": _base(3.6e6, *_JOULE),
    "W": _base(1.0, *_WATT), "kW": _base(1e3, *_WATT), "MW": _base(1e6, *_WATT),
    "N": _base(1.0, *_NEWTON), "kN": _base(1e3, *_NEWTON),
    "-": _base(1.0), "1": _base(1.0), "%": _base(1e-2), "ppm": _base(1e-6), "rad": _base(1.0),
    "°": _base(math.pi / 180.0), "deg": _base(math.pi / 180.0),
    "°C": Unit(_base(1.0, 0, 0, 0, 1).dimension, 1.0, 273.15),
    "degC": Unit(_base(1.0, 0, 0, 0, 1).dimension, 1.0, 273.15),
}  # fmt: skip
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_TOKEN = re.compile(
    r"\s*(?:(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)|\^\((?P<ratio>-?\d+(?:/\d+)?)\)|\^?(?P<power>-?\d+)"
    r"|(?P<name>°C|°|%|[A-Za-zµ]+)|(?P<sign>[()/*·]))"
)


class _Reader:
    """A recursive reader of ``kg/(m² s)`` and ``(W/m²)^(4/3) s``."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens, place = text, list[tuple[str, str]](), 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if found is None:
                raise UnknownUnit(f"{text!r} is no unit")
            self.tokens.append((str(found.lastgroup), str(found[str(found.lastgroup)])))
            place = found.end()
        self.place = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        found = self.peek()
        self.place += 1
        return found

    def product(self) -> Unit:
        """Factors side by side; what follows a stroke divides."""
        total, divides = self.factor(), False
        while self.peek() not in {("end", ""), ("sign", ")")}:
            if self.peek()[0] == "sign" and self.peek()[1] in "/*·":
                divides = self.take()[1] == "/"
                continue
            total = _times(total, self.factor(), -1 if divides else 1)
            divides = False
        if self.tokens[self.place - 1][1] in {"/", "*", "·"}:
            raise UnknownUnit(f"{self.text!r} is no unit: it ends too early")
        return total

    def factor(self) -> Unit:
        kind, word = self.take()
        if (kind, word) == ("sign", "("):
            found = self.product()
            if self.take() != ("sign", ")"):
                raise UnknownUnit(f"{self.text!r}: a bracket is not closed")
        elif kind in {"name", "power"} and word.replace("µ", "u") in _NAMED:
            found = _NAMED[word.replace("µ", "u")]
        else:
            raise UnknownUnit(f"{self.text!r} is no unit: {word or 'it ends too early'!r}")
        kind, word = self.peek()
        if kind in {"raised", "ratio", "power"}:
            self.take()
            found = _times(_base(1.0), found, Fraction(word.translate(_RAISED)))
        return found


def _times(one: Unit, other: Unit, power: int | Fraction) -> Unit:
    if one.zero or other.zero:
        raise UnknownUnit("a temperature in °C stands alone, it has no products")
    exponents = tuple(a + b * power for a, b in zip(one.dimension, other.dimension, strict=True))
    return Unit(exponents, one.factor * other.factor ** float(power))


def parse_unit(text: str) -> Unit:
    """Read a unit as it stands in docstrings and case files.

    Parameters
    ----------
    text : str
        Named units with powers, products and quotients. [-]

    Returns
    -------
    unit : Unit
        What it measures and its size. [-]

    Raises
    ------
    UnknownUnit
        The text is no unit.

    Examples
    --------
    >>> parse_unit("kg/(m² s)") == parse_unit("kg m^-2 s^-1") == parse_unit("kg/m2/s")
    True
    >>> parse_unit("km/h").factor * 3.6
    1.0
    """
    stripped = text.strip()
    if stripped in {"", "-"}:
        return _NAMED["-"]
    if stripped in _NAMED:
        return _NAMED[stripped]
    reader = _Reader(stripped)
    found = reader.product()
    if reader.peek()[0] != "end":
        raise UnknownUnit(f"{text!r} is no unit: a bracket is not opened")
    return found


def convert(value: float, unit: str, wanted: str) -> float:
    """Say a value in another unit.

    Parameters
    ----------
    value : float
        The number. [as unit]
    unit : str
        Its unit; the same text as ``wanted`` is always accepted. [-]
    wanted : str
        The unit it is wanted in. [-]

    Returns
    -------
    value : float
        The number in the wanted unit. [as wanted]

    Raises
    ------
    UnknownUnit
        A text is no unit, or the two measure different things.

    Examples
    --------
    >>> convert(25.0, "°C", "K"), convert(2.0, "bar", "kPa"), convert(300.0, "g", "t")
    (298.15, 200.0, 0.0003)
    """
    if unit.strip() == wanted.strip():
        return value
    given, asked = parse_unit(unit), parse_unit(wanted)
    if given.dimension != asked.dimension:
        raise UnknownUnit(f"{unit!r} does not measure what {wanted!r} measures")
    if given == asked:
        return value
    found = (value * given.factor + given.zero - asked.zero) / asked.factor
    # Without the noise of binary fractions: 100 mg/m³ are 0.0001 kg/m³.
    return float(f"{found:.15g}")
