"""Statistics of a period: totals, comparisons that know small numbers, cuts, hours, months."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.regions.public import names_of
from anlan.command.incidents.choices import Grade
from anlan.governance.accidents.choices import Cause, Domain, UnitType
from anlan.governance.accidents.models import AccidentType
from anlan.governance.accidents.selectors.counting import LARGER, SERIOUS, rows_of
from anlan.governance.accidents.selectors.periods import Period
from anlan.governance.accidents.wording import change_words, industry_name
from anlan.kernel import clock
from anlan.kernel.actor import Actor

#: Years before the present one that are read.
YEARS_BACK = 5
#: Below this probability one may speak of a change.
CLEAR = 0.05


@dataclass(frozen=True, slots=True)
class Row:
    """What statistics read of an accident."""

    day: date
    hour: int
    region: str
    domain: str
    grade: int
    kind: int | None
    cause: str
    unit_type: str
    industry: str
    deaths: int
    serious_injuries: int
    minor_injuries: int
    loss: float


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of some accidents."""

    accidents: int = 0
    deaths: int = 0
    serious_injuries: int = 0
    minor_injuries: int = 0
    loss: float = 0.0
    larger: int = 0

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Totals:
        """Add up."""
        found = list(rows)
        return cls(
            accidents=len(found),
            deaths=sum(r.deaths for r in found),
            serious_injuries=sum(r.serious_injuries for r in found),
            minor_injuries=sum(r.minor_injuries for r in found),
            loss=sum(r.loss for r in found),
            larger=sum(r.grade <= LARGER for r in found),
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two counts, their ratio with its exact interval, and what may be said of them."""

    now: int
    before: int
    percent: float | None
    low: float
    high: float
    p_value: float
    is_clear: bool
    words: str

    @property
    def difference(self) -> int:
        """How many more (negative: fewer)."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cut."""

    key: str
    label: str
    url: str
    now: Totals
    before: Totals
    compared: Comparison
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a strip: a count and how dark it is drawn, 0 to 4."""

    label: str
    value: int
    shade: int
    url: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A line of fields."""

    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything a page or report of a period shows."""

    period: Period
    now: Totals
    a_year_before: Totals
    before: Totals
    mean_of_three: float
    compared: dict[str, Comparison]
    compared_before: dict[str, Comparison]
    cuts: dict[str, list[Line]]
    hours: list[Strip]
    months: list[Strip]
    waiting: int
    late: int
    url: str
    rows: list[Row] = field(repr=False, default_factory=list)


def read_rows(actor: Actor, since: date, until: date, *, region_prefix: str = "") -> list[Row]:
    """Return the counted accidents of some days, as values, oldest first."""
    found = (
        rows_of(actor, region_prefix=region_prefix)
        .within(since, until)
        .counted()
        .order_by("occurred_at")
        .values_list(
            "occurred_on",
            "occurred_at",
            "region_id",
            "domain",
            "grade",
            "kind_id",
            "cause",
            "unit_type",
            "industry_code",
            "deaths",
            "serious_injuries",
            "minor_injuries",
            "direct_loss",
        )
    )
    return [
        Row(row[0], timezone.localtime(row[1]).hour, *row[2:12], float(row[12])) for row in found
    ]


def compare(now: int, before: int, *, clump: float = 1.0, level: float = CLEAR) -> Comparison:
    """Compare two counts by the exact conditional test.

    Counts that come in clumps (deaths) are first divided by the clump, so that one accident with
    three deaths is not taken for three independent ones.
    """
    from anlan_science.counts.przyborowski_wilenski1940 import compare_counts

    test = compare_counts(round(now / clump), round(before / clump))
    is_clear = test.is_clear(level)
    return Comparison(
        now=now,
        before=before,
        percent=(now - before) / before * 100 if before else None,
        low=test.low,
        high=test.high,
        p_value=test.p_value,
        is_clear=is_clear,
        words=change_words(now, before, is_clear),
    )


def clump_of(rows: Iterable[Row]) -> float:
    """Return how much deaths come together."""
    from anlan_science.counts.year_end import clumping

    return clumping([row.deaths for row in rows])


def within(rows: Sequence[Row], period: Period) -> list[Row]:
    """Return the rows of a period."""
    return [row for row in rows if period.since <= row.day <= period.until]


def compute(actor: Actor, period: Period, *, region_prefix: str = "") -> Statistics:
    """Return the statistics of a period for what the actor sees.

    A period that still runs is compared with the same days of the year before, not with the whole.
    """
    today = clock.today()
    shown = period
    if period.since <= today < period.until:
        period = Period(period.code, period.label, period.since, today)
    first = date(period.since.year - YEARS_BACK, 1, 1)
    rows = read_rows(actor, first, period.until, region_prefix=region_prefix)
    now_rows = within(rows, period)
    year_before = period.a_year_before()
    old_rows = within(rows, year_before)
    length = period.until - period.since
    last = shown.before()
    last = Period("", "", last.since, min(last.until, last.since + length))
    last_rows = within(rows, last)
    clump = clump_of(rows)
    now, old, previous = Totals.of(now_rows), Totals.of(old_rows), Totals.of(last_rows)
    back, three = year_before, []
    for _year in range(3):
        three.append(len(within(rows, back)))
        back = back.a_year_before()
    listed = reverse("accidents:list")
    base = {"tab": "counted", "since": period.since, "until": period.until}
    area = rows_of(actor, region_prefix=region_prefix).within(period.since, period.until)
    return Statistics(
        period=period,
        now=now,
        a_year_before=old,
        before=previous,
        mean_of_three=sum(three) / 3,
        compared=_all(now, old, clump),
        compared_before=_all(now, previous, clump),
        cuts=_cuts(now_rows, old_rows, listed, base),
        hours=_hours(now_rows, listed, base),
        months=_months(rows, period, listed),
        waiting=area.filter(state__in=("registered", "verified")).count(),
        late=area.filter(is_late=True).count(),
        url=f"{listed}?{urlencode(base)}",
        rows=rows,
    )


def _all(now: Totals, before: Totals, clump: float) -> dict[str, Comparison]:
    return {
        "accidents": compare(now.accidents, before.accidents),
        "deaths": compare(now.deaths, before.deaths, clump=max(1.0, clump)),
        "serious_injuries": compare(now.serious_injuries, before.serious_injuries),
        "minor_injuries": compare(now.minor_injuries, before.minor_injuries),
        "larger": compare(now.larger, before.larger),
    }


def _cuts(
    now: list[Row], old: list[Row], listed: str, base: dict[str, Any]
) -> dict[str, list[Line]]:
    types = {
        row.pk: row.name for row in AccidentType.objects.filter(pk__in={r.kind for r in now + old})
    }
    towns = names_of({row.region[:9].ljust(12, "0") for row in now + old})
    how: dict[str, tuple[Callable[[Row], str], Callable[[str], str]]] = {
        "domain": (lambda r: r.domain, lambda k: str(Domain(k).label)),
        "township": (lambda r: r.region[:9], lambda k: towns.get(k.ljust(12, "0"), k)),
        "grade": (lambda r: str(r.grade), lambda k: str(Grade(int(k)).label)),
        "kind": (
            lambda r: str(r.kind or ""),
            lambda k: types.get(int(k), k) if k else _("type to be chosen"),
        ),
        "industry": (
            lambda r: r.industry[:1],
            lambda k: industry_name(k) if k else _("not given"),
        ),
        "cause": (
            lambda r: r.cause,
            lambda k: str(Cause(k).label) if k else _("not given"),
        ),
        "unit_type": (lambda r: r.unit_type, lambda k: str(UnitType(k).label)),
    }
    found = {}
    for name, (key_of, label_of) in how.items():
        keys = dict.fromkeys(key_of(row) for row in now + old)
        lines = [
            _line(
                name,
                key,
                label_of(key),
                key_of,
                now,
                old,
                f"{listed}?{urlencode(base)}",
                # Of many lines one differs by chance: the level is shared among them (Bonferroni).
                CLEAR / len(keys),
            )
            for key in keys
        ]
        if name == "grade":
            lines.sort(key=lambda line: line.key)
        else:
            lines.sort(key=lambda line: (-line.now.accidents, -line.now.deaths, line.label))
        found[name] = lines
    return found


def _line(
    name: str,
    key: str,
    label: str,
    key_of: Callable[[Row], str],
    now: list[Row],
    old: list[Row],
    url: str,
    level: float,
) -> Line:
    mine = Totals.of(row for row in now if key_of(row) == key)
    theirs = Totals.of(row for row in old if key_of(row) == key)
    return Line(
        key=key,
        label=label,
        url=f"{url}&{urlencode({name: key})}" if key else "",
        now=mine,
        before=theirs,
        compared=compare(mine.accidents, theirs.accidents, level=level),
        level=int(key) if name == "grade" else None,
    )


def shade(value: int, highest: int) -> int:
    """Return how dark a field is drawn: 0 nothing, 4 the most."""
    return 0 if not value or not highest else min(4, 1 + int(3.999 * value / highest))


def _hours(rows: list[Row], listed: str, base: dict[str, Any]) -> list[Strip]:
    counts = [[0] * 12 for _day in range(7)]
    for row in rows:
        counts[row.day.weekday()][row.hour // 2] += 1
    highest = max(max(line) for line in counts)
    days = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    return [
        Strip(
            days[day],
            [
                Cell(
                    f"{days[day]} {2 * part:02d}:00–{2 * part + 2:02d}:00",
                    counts[day][part],
                    shade(counts[day][part], highest),
                    f"{listed}?{urlencode({**base, 'hour': 2 * part, 'weekday': day + 1})}",
                )
                for part in range(12)
            ],
        )
        for day in range(7)
    ]


def _months(rows: list[Row], period: Period, listed: str) -> list[Strip]:
    years = range(period.until.year - YEARS_BACK + 1, period.until.year + 1)
    counts = {(year, month): 0 for year in years for month in range(1, 13)}
    for row in rows:
        key = (row.day.year, row.day.month)
        if key in counts:
            counts[key] += 1
    highest = max(counts.values())
    found = []
    for year in reversed(years):
        cells = []
        for month in range(1, 13):
            value = counts[year, month]
            since = date(year, month, 1)
            until = (since + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            query = urlencode({"tab": "counted", "since": since, "until": until})
            cells.append(
                Cell(f"{year}-{month:02d}", value, shade(value, highest), f"{listed}?{query}")
            )
        found.append(Strip(str(year), cells))
    return found


def is_serious(row: Row) -> bool:
    """Whether an accident is serious or worse."""
    return row.grade <= SERIOUS
