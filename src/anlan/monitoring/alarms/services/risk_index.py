"""The dynamic risk index: weighed terms of what is the matter at an enterprise right now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.events import emit
from anlan.kernel.policy import policy_of
from anlan.monitoring.alarms.choices import UNFINISHED, AlarmState, Level
from anlan.monitoring.alarms.events import RiskIndicesComputed
from anlan.monitoring.alarms.models import Alarm, RiskIndex, RiskIndexDay
from anlan.monitoring.alarms.permissions import TOLD_OF_RISK
from anlan.monitoring.alarms.settings_data import risk_formula
from anlan.monitoring.devices.public import list_online_rates
from anlan.supervision.hazards.public import OpenCount, open_counts_by_enterprise
from anlan.supervision.permits.public import list_permits

#: Enterprises written in one go.
BATCH = 1_000
NO_HAZARD = OpenCount(total=0, major=0, overdue=0)
#: What is renewed where an index stands already.
WRITTEN = (
    "region",
    "value",
    "level",
    "online_rate",
    "open_alarms",
    "terms",
    "formula",
    "computed_at",
    "risen_at",
)

#: A term in data: how much of its weight it takes, 0 to 1, and why in words.
Term = tuple[float, str]


def compute_indices(*, actor: Actor, enterprise_ids: Iterable[int] | None = None) -> int:
    """Compute the index of every enterprise with devices (or of some); return how many."""
    now = clock.now()
    model = apps.get_model("enterprises", "Enterprise")
    chosen = model.objects.filter(devices__isnull=False)
    if enterprise_ids is not None:
        chosen = model.objects.filter(pk__in=list(enterprise_ids))
    rows = chosen.distinct().order_by("pk").values_list("pk", "region_id", "risk_level")
    alarms, rates, hazards = _open_alarms(), list_online_rates(), open_counts_by_enterprise()
    permits: dict[int, list[bool]] = defaultdict(list)
    for permit in list_permits(begin=now, end=now + timedelta(seconds=1)):
        permits[permit.enterprise_id].append(permit.is_fire)
    found = []
    with override(settings.LANGUAGE_CODE):
        for enterprise_id, region_id, static in rows:
            online = rates.get(enterprise_id)
            rate = online.rate if online is not None else None
            value, level, terms = weigh(
                {
                    "static": static_term(static),
                    "hazards": hazard_term(hazards.get(enterprise_id, NO_HAZARD)),
                    "alarms": alarm_term(alarms[enterprise_id]),
                    "online": online_term(rate),
                    "permits": permit_term(permits[enterprise_id]),
                }
            )
            found.append(
                RiskIndex(
                    enterprise_id=enterprise_id,
                    region_id=region_id,
                    value=value,
                    level=level,
                    online_rate=rate,
                    open_alarms=len(alarms[enterprise_id]),
                    terms=terms,
                    formula=risk_formula()["version"],
                    computed_at=now,
                )
            )
        for start in range(0, len(found), BATCH):
            _write(found[start : start + BATCH], now, actor)
    if found:
        emit(RiskIndicesComputed(number=len(found)), actor)
    return len(found)


def _open_alarms() -> dict[int, list[tuple[int, bool]]]:
    """Return (level, verified as real) of every unfinished alarm by enterprise."""
    states = [str(s) for s in UNFINISHED if s != AlarmState.SUPPRESSED]
    found: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    rows = Alarm.objects.filter(state__in=states, enterprise__isnull=False)
    for enterprise_id, level, verified_at in rows.values_list(
        "enterprise_id", "level", "verified_at"
    ):
        if enterprise_id is not None:
            found[enterprise_id].append((level, verified_at is not None))
    return found


def static_term(level: int) -> Term:
    """The level of the enterprise in the register of risks."""
    share = risk_formula()["terms"]["static"]["by_level"][str(level)]
    return share, _("registered risk level: %(level)s") % {"level": Level(level).label}


def hazard_term(count: Any) -> Term:
    """Open hazards: major ones, others, overdue ones."""
    figures = risk_formula()["terms"]["hazards"]
    share = (
        figures["major"] * count.major
        + figures["other"] * (count.total - count.major)
        + figures["overdue"] * count.overdue
    )
    return min(1.0, share), _(
        "%(total)d open hazards, %(major)d of them major, %(overdue)d overdue"
    ) % {"total": count.total, "major": count.major, "overdue": count.overdue}


def alarm_term(alarms: list[tuple[int, bool]]) -> Term:
    """Unfinished alarms by level; those verified as real weigh more."""
    figures = risk_formula()["terms"]["alarms"]
    share = sum(
        figures["by_level"][str(level)] * (figures["real"] if is_real else 1.0)
        for level, is_real in alarms
    )
    return min(1.0, share), _("%(number)d unfinished alarms, %(grave)d of them red or orange") % {
        "number": len(alarms),
        "grave": sum(level <= Level.ORANGE for level, _real in alarms),
    }


def online_term(rate: float | None) -> Term:
    """Who is not seen is not safe: a low on-line rate weighs; an unknown one weighs in full."""
    figures = risk_formula()["terms"]["online"]
    if rate is None:
        return 1.0, _("on-line rate unknown")
    span = figures["full_at"] - figures["worst_at"]
    share = min(1.0, max(0.0, (figures["full_at"] - rate) / span))
    return share, _("on-line rate %(rate)s") % {"rate": f"{rate:.0%}"}


def permit_term(fires: list[bool]) -> Term:
    """Permits of special operations in force; work with fire weighs more."""
    figures = risk_formula()["terms"]["permits"]
    share = sum(figures["fire"] if is_fire else figures["other"] for is_fire in fires)
    return min(1.0, share), _("%(number)d permits in force, %(fire)d with fire") % {
        "number": len(fires),
        "fire": sum(fires),
    }


def weigh(found: Mapping[str, Term]) -> tuple[float, int, list[dict[str, Any]]]:
    """Return (value 0 … 100, level, terms explained)."""
    formula = risk_formula()
    terms = [
        {
            "code": code,
            "weight": figures["weight"],
            "share": round(found[code][0], 4),
            "points": round(figures["weight"] * found[code][0], 1),
            "words": found[code][1],
        }
        for code, figures in formula["terms"].items()
    ]
    value = min(100.0, sum(term["points"] for term in terms))
    level = next(
        (int(level) for level, least in sorted(formula["levels"].items()) if value >= least),
        int(Level.BLUE),
    )
    return value, level, terms


@transaction.atomic
def _write(indices: list[RiskIndex], now: datetime, actor: Actor) -> None:
    """Write indices and their day in one go; only where the level rose somebody is told."""
    known = {
        former.pk: former
        for former in RiskIndex.objects.select_for_update(of=("self",))
        .filter(pk__in=[index.pk for index in indices])
        .order_by("pk")
    }
    risen = []
    for index in indices:
        former = known.get(index.pk)
        if former is not None:
            index.risen_at = former.risen_at
            if index.level < former.level:
                index.risen_at = now
                risen.append((former, index))
    RiskIndex.objects.bulk_create(
        indices, update_conflicts=True, unique_fields=["enterprise"], update_fields=WRITTEN
    )
    _write_day(indices)
    for former, index in risen:
        _tell_risen(former, index, actor)


def _write_day(indices: list[RiskIndex]) -> None:
    today = clock.today()
    rows = RiskIndexDay.objects.filter(day=today, enterprise__in=[index.pk for index in indices])
    highest = dict(rows.values_list("enterprise_id", "highest"))
    RiskIndexDay.objects.bulk_create(
        [
            RiskIndexDay(
                enterprise_id=index.pk,
                day=today,
                highest=max(index.value, highest.get(index.pk, index.value)),
                last=index.value,
            )
            for index in indices
        ],
        update_conflicts=True,
        unique_fields=["enterprise", "day"],
        update_fields=["highest", "last"],
    )


def _tell_risen(former: RiskIndex, index: RiskIndex, actor: Actor) -> None:
    audit(
        actor,
        "alarms.risk_index.risen",
        index,
        before={"level": former.level, "value": former.value},
        after={"level": index.level, "value": index.value},
    )
    if index.level <= Level.ORANGE:
        notify(
            kind="alarms.risk_index",
            person_ids=policy_of(index).who_can(TOLD_OF_RISK, index),
            title=_("Risk index risen: %(enterprise)s %(value)d")
            % {"enterprise": index.enterprise, "value": index.value},
            actor=actor,
            url=index.get_absolute_url(),
            level=index.level,
            subject=index,
        )
