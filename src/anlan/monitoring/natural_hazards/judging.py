"""From figures and thresholds to a level with its reasons. Nothing here reads or writes records.

A township is judged by every threshold that holds for it. For one indicator the thresholds of the
township itself come before those of the county; figures of a catchment are held against the
thresholds of that catchment, where it has some. The gravest level reached is the township's; each
indicator gives its gravest reason. A missing figure gives no reason, and an area with no figure at
all is unknown, never safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from anlan.monitoring.natural_hazards.choices import INDICATOR_UNITS
from anlan.monitoring.natural_hazards.contracts import Figure, Judgement, Limit


def limits_for(
    limits: Sequence[Limit], indicator: str, region: str, catchment_id: int | None
) -> list[Limit]:
    """Return the thresholds that hold: of the catchment, else the township, else the county."""
    own = [x for x in limits if x.indicator == indicator]
    if catchment_id is not None:
        found = [x for x in own if x.catchment_id == catchment_id]
        if found:
            return found
    found = [x for x in own if x.region is not None and x.region == region]
    return found or [x for x in own if x.region is None and x.catchment_id is None]


def judge(figures: Iterable[Figure], limits: Sequence[Limit], region: str) -> Judgement:
    """Judge an area."""
    shown: list[dict[str, Any]] = []
    reasons: dict[str, dict[str, Any]] = {}
    asked = {x.indicator for x in limits}
    is_known = False
    for figure in figures:
        if figure.indicator not in asked:
            continue
        is_known = True
        shown.append(
            {
                "indicator": figure.indicator,
                "value": round(figure.value, 3),
                "unit": INDICATOR_UNITS[figure.indicator],
                "place": figure.place,
                "is_borrowed": figure.is_borrowed,
            }
        )
        reached = [
            x
            for x in limits_for(limits, figure.indicator, region, figure.catchment_id)
            if figure.value >= x.limit
        ]
        if not reached:
            continue
        worst = min(reached, key=lambda x: (x.level, -x.limit))
        known = reasons.get(figure.indicator)
        ids = {x.id for x in reached} | set(known["reached"] if known else ())
        if known is not None:
            known["reached"] = sorted(ids)
        if known is None or (worst.level, -figure.value) < (known["level"], -known["value"]):
            reasons[figure.indicator] = {
                "indicator": figure.indicator,
                "value": round(figure.value, 3),
                "unit": INDICATOR_UNITS[figure.indicator],
                "place": figure.place,
                "is_borrowed": figure.is_borrowed,
                "level": worst.level,
                "limit": worst.limit,
                "scope": worst.scope,
                "source": worst.source,
                "is_verified": worst.is_verified,
                "threshold_id": worst.id,
                "reached": sorted(ids),
            }
    found = sorted(reasons.values(), key=lambda x: (x["level"], x["indicator"]))
    level = found[0]["level"] if found else None
    return Judgement(level, is_known, found, _largest(shown))


def _largest(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep the largest figure of each indicator, own ones before borrowed ones."""
    best: dict[str, dict[str, Any]] = {}
    for row in shown:
        known = best.get(row["indicator"])
        if known is None or row["value"] > known["value"]:
            best[row["indicator"]] = row
    return list(best.values())
