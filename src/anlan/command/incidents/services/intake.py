"""From a verified alarm to an incident, and who already reported the same."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.command.incidents.choices import (
    UNFINISHED,
    EntryKind,
    IncidentKind,
    IncidentSource,
)
from anlan.command.incidents.errors import AlarmNotVerified
from anlan.command.incidents.models import Incident
from anlan.command.incidents.numbers import number_index
from anlan.command.incidents.services.incidents import open_incident
from anlan.command.incidents.services.timeline import append, official_language
from anlan.kernel.actor import Actor
from anlan.kernel.models import StateChange
from anlan.kernel.policy import visible
from anlan.kernel.search_text import normalise
from anlan.monitoring.alarms.public import AlarmInfo, get_alarm
from anlan.supervision.enterprises.public import get_enterprise

#: Two calls about one event: as near and as close in time as this.
DUPLICATE_RADIUS_M = 2000
DUPLICATE_WINDOW = timedelta(hours=2)
#: Without a place, or with a wrong one, the words or the caller tell; so close in time, and so much
#: of the pairs of characters of the shorter text in common (overlap coefficient).
WORDS_WINDOW = timedelta(hours=6)
WORDS_ALIKE = 0.5
#: Fewer pairs tell nothing: every fire is called a fire.
FEWEST_PAIRS = 6
#: Open incidents that are compared with a call.
MOST_COMPARED = 500
#: States of an alarm that mean “it is real”.
REAL = ("verified_real", "disposed")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An open incident that may be the same event, and what speaks for it."""

    incident: Incident
    distance_m: float | None
    apart_s: float
    is_near: bool
    is_same_caller: bool
    alike: float

    @property
    def is_alike(self) -> bool:
        """Whether the words tell of the same."""
        return self.alike >= WORDS_ALIKE

    @property
    def percent(self) -> int:
        """How much the words have in common."""
        return round(100 * self.alike)


def find_duplicates(
    *,
    location: Point | None,
    occurred_at: datetime,
    actor: Actor,
    text: str = "",
    caller_phone: str = "",
    exclude_id: int | None = None,
) -> list[Duplicate]:
    """Return visible unfinished incidents that may be the same event, the likeliest first.

    Within 2 km and 2 h, or within 6 h from the same telephone or in much the same words.
    """
    rows = (
        visible(Incident, actor)
        .filter(
            state__in=UNFINISHED,
            is_drill=False,
            occurred_at__range=(occurred_at - WORDS_WINDOW, occurred_at + WORDS_WINDOW),
        )
        .exclude(pk=exclude_id or 0)
        .order_by("-occurred_at")
    )
    if location is not None:
        rows = rows.annotate(distance=Distance("location", location))
    pairs, caller = _pairs(text), number_index(caller_phone)
    found = []
    for row in rows[:MOST_COMPARED]:
        away = getattr(row, "distance", None)
        apart = abs(row.occurred_at - occurred_at)
        duplicate = Duplicate(
            row,
            away.m if away is not None else None,
            apart.total_seconds(),
            away is not None and away.m <= DUPLICATE_RADIUS_M and apart <= DUPLICATE_WINDOW,
            bool(caller) and caller == row.caller_index,
            _alike(pairs, _pairs(f"{row.title} {row.address} {row.description}")),
        )
        if duplicate.is_near or duplicate.is_same_caller or duplicate.is_alike:
            found.append(duplicate)

    def rank(duplicate: Duplicate) -> tuple[int, float, float]:
        signs = duplicate.is_near + duplicate.is_same_caller + duplicate.is_alike
        away = math.inf if duplicate.distance_m is None else duplicate.distance_m
        return -signs, away, duplicate.apart_s

    return sorted(found, key=rank)[:10]


def _pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters: words need no spaces in Chinese."""
    parts = re.findall(r"\w+", normalise(text))
    return frozenset(part[i : i + 2] for part in parts for i in range(len(part) - 1))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of pairs in common, of the shorter text: a caller says less than a report."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter >= FEWEST_PAIRS else 0.0


def prefill_from_alarm(alarm_id: int, actor: Actor) -> dict[str, Any]:
    """Return what the alarm and its enterprise already tell, for the intake form."""
    alarm = get_alarm(alarm_id, actor=actor)
    values: dict[str, Any] = {
        "alarm_id": alarm.id,
        "source": IncidentSource.ALARM,
        "title": alarm.title,
        "kind": IncidentKind.CHEMICAL,
        "occurred_at": alarm.opened_at,
        "region_code": alarm.region,
        "longitude": alarm.longitude,
        "latitude": alarm.latitude,
        "enterprise_id": alarm.enterprise_id,
        "description": _signal_words(alarm),
    }
    if alarm.enterprise_id is not None:
        enterprise = get_enterprise(alarm.enterprise_id, actor)
        values["address"] = " ".join(part for part in (enterprise.address, alarm.place) if part)
        values["organisation_id"] = enterprise.organisation_id
        name = enterprise.short_name or enterprise.name
        if name not in alarm.title:
            values["title"] = f"{name}{alarm.title}"
        if values["longitude"] is None:
            values["longitude"], values["latitude"] = enterprise.longitude, enterprise.latitude
    return values


def prefill_from_enterprise(enterprise_id: int, actor: Actor) -> dict[str, Any]:
    """Return what the dossier tells, for an intake at this enterprise."""
    enterprise = get_enterprise(enterprise_id, actor)
    return {
        "enterprise_id": enterprise.id,
        "organisation_id": enterprise.organisation_id,
        "region_code": enterprise.region_code,
        "address": enterprise.address or enterprise.name,
        "longitude": enterprise.longitude,
        "latitude": enterprise.latitude,
        "title": enterprise.short_name or enterprise.name,
    }


def _signal_words(alarm: AlarmInfo) -> str:
    with official_language():
        peak = "" if alarm.peak_value is None else f"{alarm.peak_value:g}{alarm.unit}"
        return _("Alarm of %(device)s %(point)s, peak %(peak)s") % {
            "device": alarm.device_name,
            "point": alarm.point_name,
            "peak": peak or "—",
        }


@transaction.atomic
def open_from_alarm(*, alarm_id: int, actor: Actor, **given: Any) -> Incident:
    """Open the incident of an alarm verified as real; what is given overrides what it tells.

    Raises ``AlarmNotVerified`` or ``AlarmHasIncident``.
    """
    alarm = get_alarm(alarm_id, actor=actor)
    if alarm.state not in REAL:
        raise AlarmNotVerified
    values = prefill_from_alarm(alarm_id, actor)
    values.update({key: value for key, value in given.items() if value not in (None, "")})
    incident = open_incident(actor=actor, **values)
    with official_language():
        for at, text, level in _alarm_history(alarm):
            append(
                incident,
                EntryKind.SIGNAL,
                text,
                actor=actor,
                at=at,
                level=level,
                key=f"alarm:{alarm.id}:{text[:60]}",
            )
    return incident


def _alarm_history(alarm: AlarmInfo) -> list[tuple[datetime, str, int | None]]:
    """Return the moments of the alarm that stand before the incident was opened."""
    raised = _("Alarm raised: %(title)s") % {"title": alarm.title}
    found: list[tuple[datetime, str, int | None]] = [(alarm.raised_at, raised, alarm.level)]
    if alarm.acknowledged_at is not None:
        found.append((alarm.acknowledged_at, _("Alarm acknowledged"), None))
    verified = verified_at(alarm.id)
    if verified is not None:
        found.append((verified, _("Alarm verified as real"), None))
    return found


def verified_at(alarm_id: int) -> datetime | None:
    """Return when an alarm was verified, from the history of its states."""
    change = (
        StateChange.objects.filter(
            subject_type="alarms.Alarm", subject_id=str(alarm_id), transition="verify"
        )
        .order_by("-changed_at")
        .first()
    )
    return change.changed_at if change else None
