"""Keeping the experts, and asking one about an incident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.notifications.public import notify
from anlan.command.incidents import public as incidents
from anlan.command.responses.public import official_language
from anlan.command.teams.choices import Availability
from anlan.command.teams.errors import AlreadyAsked, ExpertUnavailable, IncidentOver
from anlan.command.teams.events import ExpertAsked
from anlan.command.teams.models import Expert, ExpertRequest
from anlan.command.teams.permissions import ASK_EXPERT, CHANGE_EXPERT, REVEAL_EXPERT
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, scope_reaches

#: Never in the trail of changes: the number is personal.
_PRIVATE = ("phone",)


def _check(kinds: Sequence[str], values: dict[str, Any]) -> None:
    unknown = set(kinds) - set(incidents.IncidentKind.values)
    if unknown or not kinds:
        raise InvalidInput(fields={"incident_kinds": _("Choose at least one kind of the list.")})
    begin, end = values.get("appointed_on"), values.get("appointed_until")
    if begin and end and end < begin:
        raise InvalidInput(fields={"appointed_until": _("The end comes after the beginning.")})


@transaction.atomic
def create_expert(
    *,
    code: str,
    name: str,
    incident_kinds: Sequence[str],
    field: str,
    region_code: str,
    actor: Actor,
    **details: Any,
) -> Expert:
    """Register an expert. ``details``: work place, title, phone, person, term, availability."""
    if not scope_reaches(actor, CHANGE_EXPERT, region=region_code):
        raise NotPermitted(permission=CHANGE_EXPERT)
    _check(incident_kinds, details)
    if Expert.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("This code is used by another expert.")})
    expert = Expert.objects.create(
        code=code,
        name=name.strip(),
        incident_kinds=list(dict.fromkeys(incident_kinds)),
        field=field,
        region_id=region_code,
        **details,
    )
    audit(actor, "teams.expert.created", expert, after={"code": code, "name": expert.name})
    return expert


@transaction.atomic
def change_expert(*, expert_id: int, actor: Actor, **values: Any) -> Expert:
    """Correct an expert's record or his availability."""
    expert = get_visible(Expert, expert_id, actor=actor, lock=True)
    require(actor, CHANGE_EXPERT, expert)
    known = {name: getattr(expert, name) for name in ("appointed_on", "appointed_until")}
    _check(values.get("incident_kinds", expert.incident_kinds), {**known, **values})
    region_code = values.pop("region_code", expert.region_id)
    if region_code != expert.region_id:
        if not scope_reaches(actor, CHANGE_EXPERT, region=region_code):
            raise NotPermitted(permission=CHANGE_EXPERT)
        values["region_id"] = region_code
    before, after = changes(expert, **values)
    if after:
        expert.save(update_fields=[*after, "updated_at"])
        for name in _PRIVATE:
            if name in after:
                before[name] = after[name] = "***"
        audit(actor, "teams.expert.changed", expert, before=before, after=after)
    return expert


@transaction.atomic
def reveal_expert_phone(*, expert_id: int, actor: Actor) -> str:
    """Return the full number; the reading is recorded."""
    expert = get_visible(Expert, expert_id, actor=actor)
    require(actor, REVEAL_EXPERT, expert)
    audit(actor, "teams.expert.phone_revealed", expert)
    return str(expert.phone)


@transaction.atomic
def ask_expert(*, expert_id: int, incident_id: int, actor: Actor) -> ExpertRequest:
    """Ask an expert about an incident: he is told at once, and the timeline says so.

    An expert who is no person of the platform is called by phone; the same step records the call.
    Raises ``NotVisible``, ``NotPermitted``, ``IncidentOver``, ``ExpertUnavailable`` or
    ``AlreadyAsked``.
    """
    incident = incidents.get_incident(incident_id, actor)
    expert = get_visible(Expert, expert_id, actor=actor, lock=True)
    if not scope_reaches(actor, ASK_EXPERT, region=incident.region_code):
        raise NotPermitted(permission=ASK_EXPERT)
    if not incident.is_unfinished:
        raise IncidentOver
    if not expert.is_active or expert.availability == Availability.AWAY:
        raise ExpertUnavailable
    by_notice = expert.person_id is not None
    try:
        with transaction.atomic():
            request = ExpertRequest.objects.create(
                expert=expert,
                incident_id=incident.id,
                asked_by=actor.display_name[:100],
                by_notice=by_notice,
            )
    except IntegrityError:
        raise AlreadyAsked from None
    with official_language():
        _tell(expert, incident, actor)
    audit(
        actor,
        "teams.expert.asked",
        expert,
        after={"incident": incident.title, "by_notice": by_notice},
    )
    emit(ExpertAsked(expert.pk, incident.id, incident.region_code), actor)
    return request


def _tell(expert: Expert, incident: incidents.IncidentInfo, actor: Actor) -> None:
    words = {"name": expert.name, "field": expert.field, "incident": incident.title}
    if expert.person_id is not None:
        notify(
            kind="teams.expert_asked",
            person_ids=[expert.person_id],
            title=_("Your advice is needed: %(incident)s") % words,
            body=_("You are asked as an expert for %(field)s. Please call the command at once.")
            % words,
            url=incident.url,
            level=incident.grade,
            subject=expert,
            must_confirm=True,
            actor=actor,
        )
        text = _("Expert %(name)s (%(field)s) notified") % words
    else:
        text = _("Expert %(name)s (%(field)s) called by phone") % words
    incidents.add_timeline_entry(
        incident_id=incident.id,
        kind="order",
        text=text,
        url=expert.get_absolute_url(),
        key=f"expert:{expert.pk}",
        actor=actor,
    )
