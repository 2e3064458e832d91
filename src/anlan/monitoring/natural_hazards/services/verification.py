"""How well was warned: products and single thresholds held against recorded events.

A product warns of a township from the first hour it stands at a level or graver until the last; a
threshold from the first hour its figure reaches it. A recorded event in the township is a hit when
such a warning holds at its beginning, or ended not long before it, or began shortly after it. The
lead time is that of the earliest such warning. Warnings that no event belongs to were false.
"""

from __future__ import annotations

import math
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import require_permission
from anlan.monitoring.natural_hazards.choices import AREA_HAZARDS, Hazard, Level, ScoreBasis
from anlan.monitoring.natural_hazards.constants import WARNING_LATE, WARNING_VALID
from anlan.monitoring.natural_hazards.models import (
    HazardEvent,
    ProductArea,
    Threshold,
    VerificationScore,
)
from anlan.monitoring.natural_hazards.permissions import VERIFY
from anlan_science.warning_skill.donaldson1975 import (
    critical_success_index,
    false_alarm_ratio,
    hit_rate,
)
from anlan_science.warning_skill.matching import match_warnings

HOUR_S = 3600.0
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts and ratios; a ratio is None where nothing can be divided."""

    hits: int
    misses: int
    false_alarms: int
    hit_rate: float | None
    false_alarm_ratio: float | None
    critical_success_index: float | None
    lead_h: float | None


def _known(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)


def spans_of(hours: Iterable[float], step_s: float = HOUR_S) -> list[Span]:
    """Join the hours (unix seconds, ascending) at which something stood into stretches."""
    spans: list[Span] = []
    for hour in hours:
        if spans and hour - spans[-1][1] <= step_s:
            spans[-1] = (spans[-1][0], hour)
        else:
            spans.append((hour, hour))
    return spans


def score(
    warnings: dict[str, list[Span]],
    events: dict[str, list[float]],
    *,
    valid_s: float = WARNING_VALID.total_seconds(),
    late_s: float = WARNING_LATE.total_seconds(),
) -> Score:
    """Pair the warnings and events of every place and add up."""
    hits = misses = false = 0
    leads: list[float] = []
    for place in warnings.keys() | events.keys():
        found = match_warnings(
            warnings.get(place, []), events.get(place, []), valid_s=valid_s, late_s=late_s
        )
        hits, misses = hits + found.hits, misses + found.misses
        false += found.false_alarms
        leads += [float(lead) for lead in found.lead_s if math.isfinite(lead)]
    middle = sorted(leads)
    half = len(middle) // 2
    median = math.nan
    if middle:
        median = middle[half] if len(middle) % 2 else (middle[half - 1] + middle[half]) / 2
    return Score(
        hits,
        misses,
        false,
        _known(float(hit_rate(hits, misses))),
        _known(float(false_alarm_ratio(hits, false))),
        _known(float(critical_success_index(hits, misses, false))),
        _known(median / HOUR_S),
    )


@transaction.atomic
def verify_warnings(
    *, begin: datetime, end: datetime, actor: Actor, hazards: Sequence[str] = ()
) -> list[VerificationScore]:
    """Judge products and thresholds over a period; the newest run is the one shown.

    Raises ``NotPermitted``, or ``InvalidInput`` for a period that is none.
    """
    require_permission(actor, VERIFY)
    if begin >= end:
        raise InvalidInput(fields={"end": "the period must begin before it ends"})
    run = uuid.uuid4().hex
    made: list[VerificationScore] = []
    for hazard in hazards or [str(h) for h in AREA_HAZARDS]:
        VerificationScore.objects.filter(hazard=hazard, is_current=True).update(is_current=False)
        made += _judge_hazard(Hazard(hazard), begin, end, run)
    VerificationScore.objects.bulk_create(made)
    audit(
        actor,
        "natural_hazards.verification.made",
        after={"begin": begin, "end": end, "scores": len(made)},
    )
    return made


def _judge_hazard(
    hazard: Hazard, begin: datetime, end: datetime, run: str
) -> list[VerificationScore]:
    events: dict[str, list[float]] = defaultdict(list)
    rows = HazardEvent.objects.filter(hazard=hazard, began_at__gte=begin, began_at__lte=end)
    for code, at in rows.values_list("region_id", "began_at"):
        events[_township(code)].append(at.timestamp())
    by_level: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    by_threshold: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    areas = ProductArea.objects.filter(
        hazard=hazard,
        level__isnull=False,
        # A warning that began just before the period may belong to its first event.
        valid_at__gte=begin - timedelta(hours=24),
        valid_at__lte=end,
    ).order_by("valid_at")
    values = areas.values_list("region_id", "valid_at", "level", "reasons")
    for code, at, level, reasons in values.iterator(chunk_size=5000):
        for each in range(level or Level.BLUE, Level.BLUE + 1):
            by_level[each][code].append(at.timestamp())
        for reason in reasons:
            for threshold_id in reason.get("reached", [reason["threshold_id"]]):
                by_threshold[threshold_id][code].append(at.timestamp())
    made = [
        _row(
            hazard,
            begin,
            end,
            run,
            score(_spans(by_level[level], begin), events),
            level=level,
            label=str(hazard.label),
        )
        for level in Level.values
    ]
    for threshold in Threshold.objects.filter(hazard=hazard, is_active=True):
        made.append(
            _row(
                hazard,
                begin,
                end,
                run,
                score(
                    _spans(by_threshold[threshold.pk], begin),
                    _events_of(threshold, events),
                ),
                level=threshold.level,
                label=str(threshold),
                threshold=threshold,
            )
        )
    return made


def _township(code: str) -> str:
    return code[:9].ljust(12, "0")


def _spans(hours: dict[str, list[float]], begin: datetime) -> dict[str, list[Span]]:
    """Return the stretches that reach into the period."""
    first = begin.timestamp()
    return {
        code: [span for span in spans_of(found) if span[1] >= first]
        for code, found in hours.items()
    }


def _events_of(threshold: Threshold, events: dict[str, list[float]]) -> dict[str, list[float]]:
    """A threshold answers for the events of the places it holds for."""
    if threshold.region_id is not None:
        return {threshold.region_id: events.get(threshold.region_id, [])}
    if threshold.catchment is not None:
        codes = threshold.catchment.townships.values_list("code", flat=True)
        return {code: events.get(code, []) for code in codes}
    return events


def _row(
    hazard: Hazard,
    begin: datetime,
    end: datetime,
    run: str,
    found: Score,
    *,
    level: int,
    label: str,
    threshold: Threshold | None = None,
) -> VerificationScore:
    return VerificationScore(
        run=run,
        made_at=clock.now(),
        begin=begin,
        end=end,
        hazard=hazard,
        basis=ScoreBasis.THRESHOLD if threshold else ScoreBasis.PRODUCT,
        threshold=threshold,
        level=level,
        label=label[:200],
        hits=found.hits,
        misses=found.misses,
        false_alarms=found.false_alarms,
        hit_rate=found.hit_rate,
        false_alarm_ratio=found.false_alarm_ratio,
        critical_success_index=found.critical_success_index,
        lead_h=found.lead_h,
        is_current=True,
    )
