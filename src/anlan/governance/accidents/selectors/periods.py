"""Months, quarters, years and the same stretch of the year before."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel import clock


def month_end(first: date) -> date:
    """Return the last day of a month."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def add_months(day: date, months: int) -> date:
    """Return the first day of the month so many months on."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days with its code for addresses and its words."""

    code: str
    label: str
    since: date
    until: date

    def a_year_before(self) -> Period:
        """The same stretch of the year before (29 February becomes the 28th)."""
        return Period("", _("same period of the year before"), *(_back(d) for d in self.days))

    def before(self) -> Period:
        """The stretch of the same kind just before: month, quarter or year."""
        months = (self.until.year - self.since.year) * 12 + self.until.month - self.since.month + 1
        first = add_months(self.since, -months)
        return Period("", _("period before"), first, self.since - timedelta(days=1))

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        return self.since, self.until


def _back(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return day.replace(year=day.year - 1, day=last if is_last else min(day.day, last))


def period_of(code: str) -> Period | None:
    """Return the period of a code: 2026, 2026-03, 2026-q1, 2026-to-06 (January to June)."""
    found = re.fullmatch(r"(20\d\d)(?:-(?:q([1-4])|to-(\d\d)|(\d\d)))?", code)
    if found is None:
        return None
    year = int(found[1])
    if found[2]:
        first = date(year, int(found[2]) * 3 - 2, 1)
        words = _("quarter %(quarter)s of %(year)s") % {"quarter": found[2], "year": year}
        return Period(code, words, first, month_end(add_months(first, 2)))
    if found[3] or found[4]:
        month = int(found[3] or found[4])
        if not 1 <= month <= 12:
            return None
        last = month_end(date(year, month, 1))
        if found[3]:
            words = _("%(first)s to %(last)s") % {
                "first": date_format(date(year, 1, 1), pgettext("first of two months", "F")),
                "last": date_format(last, pgettext("last of two months", "F Y")),
            }
            return Period(code, words, date(year, 1, 1), last)
        words = date_format(last, pgettext("month of a year", "F Y"))
        return Period(code, words, date(year, month, 1), last)
    return Period(code, _("year %(year)s") % {"year": year}, date(year, 1, 1), date(year, 12, 31))


def this_year_so_far() -> Period:
    """January to this month."""
    today = clock.today()
    found = period_of(f"{today.year}-to-{today.month:02d}")
    assert found is not None
    return found


def offered(present: Period) -> list[Period]:
    """Return the periods one is likely to want beside the present one."""
    today = clock.today()
    last = add_months(today.replace(day=1), -1)
    codes = [
        f"{today.year}-to-{today.month:02d}",
        f"{today.year}-{today.month:02d}",
        f"{last.year}-{last.month:02d}",
        f"{today.year}-q{(today.month - 1) // 3 + 1}",
        *(str(today.year - back) for back in range(1, 5)),
    ]
    if present.code not in codes:
        codes.insert(0, present.code)
    return [found for code in codes if (found := period_of(code)) is not None]
