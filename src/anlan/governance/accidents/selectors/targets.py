"""Control targets: what is there, at what pace, where the year ends, how likely it is missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.governance.accidents.choices import Domain, Measured
from anlan.governance.accidents.models import ControlTarget
from anlan.governance.accidents.selectors.counting import LARGER, SERIOUS
from anlan.governance.accidents.selectors.periods import month_end
from anlan.governance.accidents.selectors.rates import (
    Rate,
    all_rates,
    counted_county,
    denominators,
)
from anlan.governance.accidents.selectors.statistics import Row, clump_of, read_rows
from anlan.governance.accidents.wording import measure_name
from anlan.kernel import clock
from anlan.kernel.actor import Actor

#: Years that a forecast learns from.
HISTORY = 4
#: A target that is missed with at least this probability is at risk.
AT_RISK = 0.5


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where a year ends: what is there, the expected end, intervals, how it was reckoned."""

    done: float
    mean: float
    low: float
    high: float
    low95: float
    high95: float
    elapsed: float
    history: dict[int, int]
    dispersion: float
    dispersion_p: float


@dataclass(frozen=True, slots=True)
class TargetState:
    """A control target with how it stands."""

    target: ControlTarget
    name: str
    limit: float
    done: float
    expected_by_now: float
    forecast: Forecast | None
    probability_missed: float | None
    state: str  # missed | at_risk | on_track | no_data
    words: str
    url: str

    @property
    def digits(self) -> str:
        """How figures are written: counts with one place, rates with four, as far as needed."""
        return "-1" if self.target.measure in Measured.values else "-4"

    @property
    def tone(self) -> str:
        """Badge tone."""
        return {"missed": "overdue", "at_risk": "waiting", "on_track": "done"}.get(
            self.state, "neutral"
        )

    @property
    def share(self) -> float:
        """How much of the limit is used, in percent, at most 100."""
        return min(100.0, self.done / self.limit * 100) if self.limit else 100.0


def _measure(name: str, row: Row) -> int:
    if name == Measured.ACCIDENTS:
        return 1
    if name == Measured.LARGER:
        return int(row.grade == LARGER)
    if name == Measured.SERIOUS:
        return int(row.grade <= SERIOUS)
    return row.deaths


def _chosen(rows: list[Row], domains: tuple[str, ...]) -> list[Row]:
    return [row for row in rows if not domains or row.domain in domains]


def forecast(rows: list[Row], measure: str, *, year: int, on: date) -> tuple[Forecast, Any] | None:
    """Return the forecast of a count for a year, None without a year before."""
    from anlan_science.counts.fisher1950 import dispersion
    from anlan_science.counts.year_end import elapsed_share, forecast_year_end

    first = min((row.day.year for row in rows), default=year)
    years = [y for y in range(year - HISTORY, year) if y >= first]
    if not years:
        return None
    counts = {y: [0] * 12 for y in (*years, year)}
    for row in rows:
        if row.day.year in counts and row.day <= on:
            counts[row.day.year][row.day.month - 1] += _measure(measure, row)
    if on.year > year:
        share = 1.0
    elif on.year < year:
        share = 0.0
    else:
        share = elapsed_share(
            [counts[y] for y in years], on.month, on.day / month_end(on.replace(day=1)).day
        )
    clump = clump_of(rows) if measure == Measured.DEATHS else 1.0
    history = {y: sum(counts[y]) for y in years}
    done = sum(counts[year])
    found = forecast_year_end(list(history.values()), done, share, clump=max(1.0, clump))
    spread = dispersion(list(history.values())) if len(years) > 1 else None
    told = Forecast(
        done=done,
        mean=found.mean,
        low=found.low80,
        high=found.high80,
        low95=found.low95,
        high95=found.high95,
        elapsed=share,
        history=history,
        dispersion=spread.index if spread else 1.0,
        dispersion_p=spread.p_value if spread else 1.0,
    )
    return told, found


def target_states(
    actor: Actor, *, year: int, on: date | None = None, rows: list[Row] | None = None
) -> list[TargetState]:
    """Return the control targets of a year with pace, forecast and probability of missing."""
    day = min(on or clock.today(), date(year, 12, 31))
    if rows is None:
        rows = read_rows(actor, date(year - HISTORY, 1, 1), day, region_prefix=counted_county())
    known = denominators(year, counted_county())
    by_code = {rate.code: rate for rate in all_rates()}
    found = []
    for target in ControlTarget.objects.filter(year=year).select_related("region"):
        found.append(_state(target, rows, by_code, known, year, day))
    return found


def _state(
    target: ControlTarget,
    rows: list[Row],
    by_code: dict[str, Rate],
    known: dict[str, Any],
    year: int,
    day: date,
) -> TargetState:
    rate = by_code.get(target.measure)
    domains = rate.domains if rate else ((target.domain,) if target.domain else ())
    measure = Measured.DEATHS if rate else target.measure
    factor = 1.0
    name = measure_name(target.measure)
    if target.domain:
        name = f"{Domain(target.domain).label} · {name}"
    url = f"{reverse('accidents:list')}?tab=counted&since={year}-01-01&until={day}" + "".join(
        f"&domain={domain}" for domain in domains
    )
    limit = float(target.limit)
    if rate is not None:
        below = known.get(rate.denominator)
        if below is None or rate.numerator != "deaths":
            words = _("No yearly figure to divide by yet.")
            return TargetState(target, name, limit, 0, 0, None, None, "no_data", words, url)
        factor = rate.scale / float(below.value)
    chosen = _chosen(rows, domains)
    told = forecast(chosen, measure, year=year, on=day)
    if told is None:
        done = sum(_measure(measure, row) for row in chosen if row.day.year == year) * factor
        state = "missed" if done > limit else "no_data"
        words = _("No year before to forecast from.")
        return TargetState(target, name, limit, done, 0, None, None, state, words, url)
    found, exact = told
    probability = exact.probability_above(limit / factor + 1e-9)
    scaled = Forecast(
        done=found.done * factor,
        mean=found.mean * factor,
        low=found.low * factor,
        high=found.high * factor,
        low95=found.low95 * factor,
        high95=found.high95 * factor,
        elapsed=found.elapsed,
        history=found.history,
        dispersion=found.dispersion,
        dispersion_p=found.dispersion_p,
    )
    if scaled.done > limit:
        state, words = "missed", _("The limit is passed.")
    elif probability >= AT_RISK:
        state, words = "at_risk", _("More likely missed than kept.")
    else:
        state, words = "on_track", _("More likely kept than missed.")
    if state != "missed" and scaled.done > limit * scaled.elapsed:
        words = _("%(words)s Ahead of the pace the limit allows.") % {"words": words}
    return TargetState(
        target,
        name,
        limit,
        scaled.done,
        limit * scaled.elapsed,
        scaled,
        probability,
        state,
        words,
        url,
    )
