"""Planning a drill: what is played where, when and by whom; the script copied into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.documents.public import draw_number
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import person_info
from anlan.command.drills.choices import STAFF, DrillKind, DrillState, Part
from anlan.command.drills.events import DrillMoved, DrillNews
from anlan.command.drills.models import (
    Drill,
    DrillAction,
    DrillInject,
    DrillParticipant,
    Scenario,
)
from anlan.command.drills.permissions import DIRECT, PLAN
from anlan.command.drills.services.scenarios import EXPECTATION, SCRIPT
from anlan.command.drills.states import DRILL
from anlan.command.incidents.public import county_sign
from anlan.command.responses.public import official_language
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, scope_reaches

#: A change of these is told to those who take part.
TOLD = ("planned_at", "place")


def tell_moved(drill: Drill, actor: Actor) -> None:
    """Tell the lists and pages that a drill moved on."""
    emit(DrillMoved(drill.pk, drill.is_secret, state=drill.state), actor)


def tell_news(drill: Drill, what: str, actor: Actor) -> None:
    """Tell the pages of a drill that there is something new."""
    emit(DrillNews(drill.pk, drill.is_secret, what=what), actor)


@transaction.atomic
def plan_drill(
    *,
    name: str,
    kind: str,
    scenario_id: int,
    region_code: str,
    organisation_id: int,
    planned_at: datetime,
    actor: Actor,
    plan_id: int | None = None,
    enterprise_id: int | None = None,
    place: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
    aims: str = "",
) -> Drill:
    """Plan a drill: numbered in a series of its own, its script a copy of the scenario.

    Who plans it directs it. Raises ``NotPermitted`` outside one's area, ``InvalidInput``.
    """
    if not scope_reaches(actor, PLAN, region=region_code, organisation_id=organisation_id):
        raise NotPermitted(_("This place is outside the area you plan drills for."))
    scenario = Scenario.objects.filter(pk=scenario_id, is_active=True).first()
    problems = {}
    if not name.strip():
        problems["name"] = _("Give the drill a name.")
    if kind not in DrillKind.values:
        problems["kind"] = _("Choose the kind of drill.")
    if scenario is None:
        problems["scenario_id"] = _("Choose a scenario.")
    if problems or scenario is None:
        raise InvalidInput(fields=problems)
    prefix = f"{county_sign(region_code)}演"
    year, number = draw_number(prefix)
    has_place = longitude is not None and latitude is not None
    drill = Drill.objects.create(
        number=f"{prefix}〔{year}〕{number}号",
        name=name.strip()[:100],
        kind=kind,
        scenario=scenario,
        plan_id=plan_id or scenario.plan_id,
        region_id=region_code,
        organisation_id=organisation_id,
        enterprise_id=enterprise_id,
        place=place.strip(),
        location=Point(longitude, latitude, srid=4326) if has_place else None,
        aims=aims.strip(),
        planned_at=planned_at,
        planned_by_id=actor.id,
        planned_by=actor.display_name[:100],
    )
    _copy_script(drill, scenario)
    if actor.person_id is not None:
        person = person_info(actor.person_id)
        DrillParticipant.objects.create(
            drill=drill,
            person_id=person.id,
            organisation_id=person.organisation_id,
            part=Part.DIRECTOR,
        )
    audit(
        actor,
        "drills.drill.planned",
        drill,
        after={"kind": kind, "scenario": scenario.code, "planned_at": planned_at},
    )
    tell_moved(drill, actor)
    return drill


def _copy_script(drill: Drill, scenario: Scenario) -> None:
    copies: dict[int, DrillInject] = {}
    for inject in scenario.injects.all():
        copies[inject.pk] = DrillInject.objects.create(
            drill=drill, **{name: getattr(inject, name) for name in SCRIPT}
        )
    DrillAction.objects.bulk_create(
        DrillAction(
            drill=drill,
            inject=copies[action.inject_id] if action.inject_id else None,
            **{name: getattr(action, name) for name in EXPECTATION},
        )
        for action in scenario.actions.all()
    )


@transaction.atomic
def change_drill(*, drill_id: int, actor: Actor, **values: Any) -> Drill:
    """Change name, time, place or aims of a planned drill; participants who know of it are told."""
    drill = get_visible(Drill, drill_id, actor=actor, lock=True)
    require(actor, PLAN, drill)
    if drill.state != DrillState.PLANNED:
        raise WrongState(_("Only a planned drill is changed."))
    known = {"name", "planned_at", "place", "aims", "plan_id"}
    before, after = changes(drill, **{k: v for k, v in values.items() if k in known})
    if after:
        drill.save(update_fields=[*after, "updated_at"])
        audit(actor, "drills.drill.changed", drill, before=before, after=after)
        if set(after) & set(TOLD):
            invite(drill, actor)
        tell_moved(drill, actor)
    return drill


@transaction.atomic
def name_participants(
    *,
    drill_id: int,
    person_ids: Sequence[int],
    part: str,
    actor: Actor,
    plays: str = "",
) -> list[DrillParticipant]:
    """Name people as players, evaluators …; who is named already gets the new part."""
    drill = get_visible(Drill, drill_id, actor=actor, lock=True)
    require(actor, DIRECT, drill)
    if drill.state in (DrillState.ASSESSED, DrillState.ABORTED, DrillState.CANCELLED):
        raise WrongState(_("This drill is over."))
    if part not in Part.values:
        raise InvalidInput(fields={"part": _("Choose what they do in the drill.")})
    found = []
    for person_id in dict.fromkeys(person_ids):
        person = person_info(person_id)
        row, _created = DrillParticipant.objects.update_or_create(
            drill=drill,
            person_id=person.id,
            defaults={
                "organisation_id": person.organisation_id,
                "part": part,
                "plays": plays.strip()[:100],
            },
        )
        found.append(row)
    audit(
        actor,
        "drills.drill.changed",
        drill,
        after={"part": part, "people": [row.person_id for row in found], "plays": plays},
    )
    invite(drill, actor, people=[row.person_id for row in found])
    tell_news(drill, "participants", actor)
    return found


@transaction.atomic
def dismiss_participant(*, participant_id: int, actor: Actor) -> Drill:
    """Take somebody off the list before the drill begins."""
    row = get_visible(DrillParticipant, participant_id, actor=actor, lock=True)
    drill = get_visible(Drill, row.drill_id, actor=actor, lock=True)
    require(actor, DIRECT, drill)
    if drill.state != DrillState.PLANNED:
        raise WrongState(_("Only a planned drill is changed."))
    directing = drill.participants.filter(part=Part.DIRECTOR)
    if row.part == Part.DIRECTOR and directing.count() == 1:
        raise WrongState(_("Somebody must direct the drill."))
    words = str(row)
    row.delete()
    audit(actor, "drills.drill.changed", drill, before={"participant": words})
    tell_news(drill, "participants", actor)
    return drill


def invite(drill: Drill, actor: Actor, *, people: Sequence[int] | None = None) -> None:
    """Tell those who take part when and where; of a double-blind drill only the directing staff."""
    if drill.state != DrillState.PLANNED:
        return
    rows = drill.participants.all()
    if people is not None:
        rows = rows.filter(person_id__in=people)
    if drill.kind == DrillKind.DOUBLE_BLIND:
        rows = rows.filter(part__in=STAFF)
    when = timezone.localtime(drill.planned_at)
    with official_language():
        notify(
            kind="drills.invited",
            person_ids=[row.person_id for row in rows],
            title=_("You take part in a drill: %(name)s") % {"name": drill.name},
            body=_("%(when)s, %(place)s")
            % {"when": f"{when:%Y-%m-%d %H:%M}", "place": drill.place or drill.region.name},
            url=reverse("drills:drill", args=[drill.pk]),
            subject=drill,
            actor=actor,
        )


@transaction.atomic
def cancel_drill(*, drill_id: int, actor: Actor, reason: str) -> Drill:
    """Call a planned drill off; those who knew of it are told."""
    drill = get_visible(Drill, drill_id, actor=actor, lock=True)
    knew = drill.participants.all()
    if drill.is_secret:
        knew = knew.filter(part__in=STAFF)
    DRILL.fire(drill, "cancel", actor=actor, reason=reason)
    drill.stop_reason = reason.strip()[:300]
    drill.ended_at = clock.now()
    drill.save(update_fields=["stop_reason", "ended_at", "updated_at"])
    with official_language():
        notify(
            kind="drills.cancelled",
            person_ids=[row.person_id for row in knew],
            title=_("Drill called off: %(name)s") % {"name": drill.name},
            body=drill.stop_reason,
            url=drill.get_absolute_url(),
            subject=drill,
            actor=actor,
        )
    audit(actor, "drills.drill.moved", drill, after={"state": drill.state}, reason=reason)
    tell_moved(drill, actor)
    return drill
