"""Turning counts by township into a value with its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from anlan.base.regions.public import Tally, names_of
from anlan.governance.indicators.contracts import MeasuredValue, Part
from anlan.kernel.actor import Actor
from anlan.kernel.pages.base import find_url

Tallied = Callable[[Actor, date, str], Iterable[Tally]]


def new_year(on: date) -> date:
    """The first day of the year a day lies in: counts of plans run from there."""
    return date(on.year, 1, 1)


def percent(tallies: Iterable[Tally], *, url: str = "") -> MeasuredValue | None:
    """Part of whole in per cent, with the townships; None where there is nothing to count."""
    rows = [row for row in tallies if row.whole]
    whole = sum(row.whole for row in rows)
    if not whole:
        return None
    part = sum(row.part for row in rows)
    names = names_of(row.code for row in rows)
    return MeasuredValue(
        value=round(100.0 * part / whole, 4),
        numerator=float(part),
        denominator=float(whole),
        parts=tuple(
            Part(names.get(row.code, row.code), float(row.part), float(row.whole), row.code)
            for row in rows
        ),
        url=url,
    )


def count(tallies: Iterable[Tally], *, url: str = "") -> MeasuredValue:
    """The parts added up: so many there are."""
    rows = [row for row in tallies if row.part]
    names = names_of(row.code for row in rows)
    total = float(sum(row.part for row in rows))
    return MeasuredValue(
        value=total,
        numerator=total,
        parts=tuple(
            Part(names.get(row.code, row.code), float(row.part), None, row.code) for row in rows
        ),
        url=url,
    )


def share_of(
    tallied: Tallied, url_name: str = ""
) -> Callable[[Actor, date, str], MeasuredValue | None]:
    """Return a computation that makes a share of what is counted by township.

    ``url_name`` is the page with the rows behind the figures.
    """

    def compute(actor: Actor, on: date, region_prefix: str) -> MeasuredValue | None:
        return percent(tallied(actor, on, region_prefix), url=find_url(url_name))

    return compute
