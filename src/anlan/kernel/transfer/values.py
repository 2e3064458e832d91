"""Numbers and days as people write them. What is only probable is offered, never assumed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.transfer.problems import CellError

_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?(e[+-]?\d+)?|[+-]?\.\d+", re.IGNORECASE)
_ABOUT = re.compile(r"^(约|大约|大概|近|将近|超过|不足)|(左右|上下|余|多)(?=[^\d]*$)")
_TIMES = {"万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?份?")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?")
_SHORT = re.compile(r"(\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_REVERSED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
#: Excel counts days from here. (Its 29 February 1900 never was; reading a sheet sees to that.)
SERIAL_ZERO = date(1899, 12, 30)


def fold(text: str) -> str:
    """Fold width: full-width digits, letters, marks and spaces become plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def number_words(value: float) -> str:
    """Write a number as a person would."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"


def read_number(text: str, units: Mapping[str, float]) -> float:
    """Return the number of a cell; ``units`` are the words that may follow, with their factor.

    Raises ``CellError``, with a proposal where the text leaves one probable reading.
    """
    folded = fold(text).replace(" ", "")
    plain = _exactly(folded, units)
    if plain is not None:
        return plain
    less = _ABOUT.sub("", folded)
    near = _exactly(less, units) if less != folded else None
    if near is None:
        near = _chinese(less, units)
    if near is not None:
        raise CellError(
            _("“%(value)s” is not an exact number") % {"value": text},
            kind="number",
            proposal=number_words(near),
        )
    raise CellError(_("“%(value)s” is not a number") % {"value": text}, kind="number")


def _exactly(folded: str, units: Mapping[str, float]) -> float | None:
    found = _NUMBER.match(folded)
    if found is None:
        return None
    number = float(found.group().replace(",", ""))
    rest = folded[found.end() :]
    while rest and rest[0] in _TIMES:
        number, rest = number * _TIMES[rest[0]], rest[1:]
    if number in (float("inf"), float("-inf")):
        return None
    if not rest:
        return number
    factor = units.get(rest.lower())
    return None if factor is None else number * factor


def _chinese(text: str, units: Mapping[str, float]) -> float | None:
    """Read 三十五 (below ten thousand), with or without a unit."""
    for unit in sorted(units, key=len, reverse=True):
        if unit and text.endswith(unit):
            text = text[: -len(unit)]
            break
    if not text or any(c not in _DIGITS and c not in _TENS for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return float("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, None
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total += (1 if digit is None else digit) * _TENS[c]
            digit = None
    return float(total + (digit or 0))


def read_day(text: str) -> date:
    """Return the day of a cell. Raises ``CellError``, with a proposal for a probable reading."""
    folded = fold(text)
    if folded.startswith(("1900-02-29", "1900-01-00")):
        raise CellError(
            _("“%(value)s” is a day only Excel knows: empty the cell, or write the day")
            % {"value": text},
            kind="date",
            proposal="",
        )
    folded = _arabic(folded)
    whole = _DAY.match(folded)
    if whole and _is_time(folded[whole.end() :]):
        return _day(text, *whole.groups())
    if re.fullmatch(r"\d{8}", folded):
        return _day(text, folded[:4], folded[4:6], folded[6:])
    words = _("“%(value)s” is not a day; write 2026-11-21") % {"value": text}
    guess, why = _probable(folded)
    if guess is None:
        raise CellError(words, kind="date")
    raise CellError(f"{words} ({why})", kind="date", proposal=guess.isoformat())


def _probable(folded: str) -> tuple[date | None, str]:
    if found := _MONTH.fullmatch(folded):
        return _maybe(found.group(1), found.group(2), "1"), _(
            "the day is missing: the first of the month?"
        )
    if found := _YEAR.fullmatch(folded):
        return _maybe(found.group(1), "1", "1"), _("month and day are missing: 1 January?")
    if re.fullmatch(r"\d{5}(\.\d+)?", folded) and 10_000 <= float(folded) < 80_000:
        day = SERIAL_ZERO + timedelta(days=int(float(folded)))
        return day, _("Excel's number of a day")
    if found := _SHORT.fullmatch(folded):
        year = int(found.group(1))
        century = 2000 if 2000 + year <= clock.today().year + 20 else 1900
        return _maybe(str(century + year), found.group(2), found.group(3)), _(
            "the century is missing"
        )
    if found := _REVERSED.fullmatch(folded):
        first, second, year_text = found.groups()
        readings = {
            d
            for d in (_maybe(year_text, first, second), _maybe(year_text, second, first))
            if d is not None
        }
        if len(readings) == 1:
            return readings.pop(), _("the year stands last")
    return None, ""


def _is_time(rest: str) -> bool:
    return (
        re.fullmatch(r"[T\s]*(\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?([Zz]|[+-]\d\d:?\d\d)?", rest)
        is not None
    )


def _arabic(text: str) -> str:
    """Turn 二〇二四年三月五日 into digits."""
    if not any(c in _DIGITS for c in text):
        return text

    def small(found: re.Match[str]) -> str:
        value = _chinese(found.group(), {})
        return "" if value is None else str(int(value))

    return re.sub(r"[零〇一二三四五六七八九十两]+", small, text)


def _maybe(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _day(text: str, year: str, month: str, day: str) -> date:
    found = _maybe(year, month, day)
    if found is None:
        raise CellError(
            _("“%(value)s” is not in the calendar; write 2026-11-21") % {"value": text},
            kind="date",
        )
    return found
