"""Periods of statistics: quarters, years, free spans."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from anlan.kernel import clock

_FORM = re.compile(r"^(20\d\d)(?:Q([1-4])|M(0[1-9]|1[0-2]))?$")


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days; ``end`` is the first day after it."""

    code: str
    label: str
    begin: date
    end: date

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)


def month_after(year: int, month: int) -> date:
    """Return the first day of the month after this one."""
    return date(year + month // 12, month % 12 + 1, 1)


def period_of(code: str) -> Period | None:
    """Read ``2026``, ``2026Q4`` or ``2026M11``; None for anything else."""
    found = _FORM.match(code)
    if found is None:
        return None
    year = int(found[1])
    if found[2]:
        quarter = int(found[2])
        label = _("%(year)d, quarter %(quarter)d") % {"year": year, "quarter": quarter}
        return Period(code, label, date(year, quarter * 3 - 2, 1), month_after(year, quarter * 3))
    if found[3]:
        month = int(found[3])
        label = _("%(year)d, month %(month)d") % {"year": year, "month": month}
        return Period(code, label, date(year, month, 1), month_after(year, month))
    return Period(code, str(year), date(year, 1, 1), date(year + 1, 1, 1))


def this_quarter() -> Period:
    """Return the quarter of today."""
    today = clock.today()
    found = period_of(f"{today.year}Q{(today.month + 2) // 3}")
    assert found is not None
    return found


def recent_periods() -> list[Period]:
    """Return what is offered: this and the seven quarters before, this and the two years before."""
    today = clock.today()
    codes = []
    year, quarter = today.year, (today.month + 2) // 3
    for _step in range(8):
        codes.append(f"{year}Q{quarter}")
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    codes += [str(today.year - back) for back in range(3)]
    return [found for code in codes if (found := period_of(code))]
