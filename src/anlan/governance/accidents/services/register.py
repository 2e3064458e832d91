"""The register: entering an accident, verifying, confirming, and taking it out of the count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.incidents.public import get_incident
from anlan.governance.accidents.choices import CodedBy, Domain, UnitType
from anlan.governance.accidents.errors import AlreadyRegistered, IsDrill, SamePerson
from anlan.governance.accidents.events import (
    AccidentConfirmed,
    AccidentRegistered,
    AccidentRemoved,
    AccidentVerified,
    RemovalProposed,
    RemovalRefused,
)
from anlan.governance.accidents.models import FIGURES, Accident, AccidentType
from anlan.governance.accidents.permissions import REGISTER
from anlan.governance.accidents.services.coding import single_new_type
from anlan.governance.accidents.services.common import (
    check_moment,
    draw_accident_number,
    is_closed,
    locked,
    point,
    set_measures,
    tell,
)
from anlan.governance.accidents.states import ACCIDENT
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.policy import require, require_permission, scope_reaches
from anlan.supervision.enterprises.public import get_enterprise

#: Which field of statistics an incident's kind stands in, when nobody says otherwise.
DOMAINS: dict[str, str] = {
    "chemical": Domain.CHEMICAL,
    "fire": Domain.FIRE,
    "traffic": Domain.ROAD,
    "construction": Domain.CONSTRUCTION,
    "mine": Domain.MINE,
}
#: Facts of an accident that may be changed at any time; figures go by ``change_figures``.
CHANGEABLE = (
    "title",
    "address",
    "unit_name",
    "unit_type",
    "industry_code",
    "domain",
    "cause",
    "first_cause",
    "course",
    "days_lost",
)


@transaction.atomic
def register_accident(
    *,
    title: str,
    occurred_at: datetime,
    region_code: str,
    domain: str,
    actor: Actor,
    figures: Mapping[str, Any] | None = None,
    department_id: int | None = None,
    enterprise_id: int | None = None,
    unit_name: str = "",
    unit_type: str = UnitType.ENTERPRISE,
    industry_code: str = "",
    kind_id: int | None = None,
    old_kind_id: int | None = None,
    address: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
    cause: str = "",
    first_cause: str = "",
    course: str = "",
    days_lost: int | None = None,
    incident_id: int | None = None,
) -> Accident:
    """Enter an accident. It is counted only when it has been verified and confirmed.

    A department enters what is in its own charge. An old type that leads to one new type only gives
    that one; otherwise the type stays open for a person.
    """
    require_permission(actor, REGISTER)
    own = actor.organisation_id
    if not scope_reaches(actor, REGISTER, region=region_code):
        department_id = own
        if not scope_reaches(actor, REGISTER, organisation_id=own):
            raise NotPermitted(permission=REGISTER)
    check_moment(occurred_at)
    accident = Accident(
        number=draw_accident_number(),
        title=title.strip(),
        occurred_at=occurred_at,
        region_id=region_code,
        domain=domain,
        department_id=department_id,
        enterprise_id=enterprise_id,
        unit_name=unit_name.strip(),
        unit_type=unit_type,
        industry_code=industry_code.strip().upper(),
        kind_id=kind_id,
        old_kind_id=old_kind_id,
        coded_by=CodedBy.PERSON if kind_id else CodedBy.NOBODY,
        address=address,
        location=point(longitude, latitude),
        cause=cause,
        first_cause=first_cause,
        course=course,
        days_lost=days_lost,
        incident_id=incident_id,
        registered_at=clock.now(),
        registered_by_id=actor.id,
        registered_by=actor.display_name[:100],
    )
    for name, value in (figures or {}).items():
        if name in FIGURES and value is not None:
            setattr(accident, name, value)
    if accident.poisonings > accident.serious_injuries:
        raise InvalidInput(
            fields={"poisonings": _("There cannot be more poisonings than serious injuries.")}
        )
    if enterprise_id is not None:
        _take_from_enterprise(accident, actor)
    if accident.kind_id is None and accident.old_kind_id is not None:
        found = single_new_type(accident.old_kind_id)
        if found is not None:
            accident.kind_id, accident.coded_by = found, CodedBy.MAPPING
    set_measures(accident)
    accident.is_late = is_closed(accident.occurred_on)
    accident.save()
    audit(actor, "accidents.accident.registered", accident, after=accident.figures())
    tell(AccidentRegistered, accident, actor)
    return accident


def _take_from_enterprise(accident: Accident, actor: Actor) -> None:
    """Fill what the dossier of the enterprise knows."""
    assert accident.enterprise_id is not None
    enterprise = get_enterprise(accident.enterprise_id, actor)
    accident.unit_name = accident.unit_name or enterprise.name
    accident.sector_id = enterprise.sector
    if not accident.industry_code and accident.enterprise is not None:
        accident.industry_code = accident.enterprise.industry_code


@transaction.atomic
def register_from_incident(
    *, incident_id: int, actor: Actor, domain: str = "", industry_code: str = ""
) -> Accident:
    """Draw an accident from an incident with its figures; it follows them from then on."""
    require_permission(actor, REGISTER)
    incident = get_incident(incident_id, actor)
    if incident.is_drill:
        raise IsDrill
    if Accident.objects.filter(incident_id=incident_id).exists():
        raise AlreadyRegistered
    facts = incident.facts
    figures = (
        {
            "deaths": facts.deaths,
            "missing": facts.missing,
            "serious_injuries": facts.serious_injuries,
            "poisonings": facts.acute_poisonings,
            "minor_injuries": facts.minor_injuries,
            "direct_loss": facts.direct_loss,
        }
        if facts is not None
        else {}
    )
    return register_accident(
        title=incident.title,
        occurred_at=incident.occurred_at,
        region_code=incident.region_code,
        domain=domain or DOMAINS.get(incident.kind, Domain.INDUSTRY),
        figures=figures,
        enterprise_id=incident.enterprise_id,
        department_id=incident.organisation_id,
        industry_code=industry_code,
        address=incident.address,
        longitude=incident.longitude,
        latitude=incident.latitude,
        incident_id=incident_id,
        actor=actor,
    )


@transaction.atomic
def change_accident(*, accident_id: int, actor: Actor, **facts: Any) -> Accident:
    """Change the facts of an accident that are no figures."""
    accident = locked(accident_id, actor)
    require(actor, REGISTER, accident)
    before = {name: str(getattr(accident, name)) for name in CHANGEABLE}
    for name in CHANGEABLE:
        if name in facts:
            setattr(accident, name, facts[name])
    set_measures(accident)
    accident.save()
    after = {name: str(getattr(accident, name)) for name in CHANGEABLE}
    changed = [name for name in CHANGEABLE if before[name] != after[name]]
    audit(
        actor,
        "accidents.accident.changed",
        accident,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    tell(AccidentRegistered, accident, actor)
    return accident


@transaction.atomic
def choose_type(*, accident_id: int, kind_id: int, first_cause: str, actor: Actor) -> Accident:
    """Choose the type by GB 6441-2025, naming the first inducing cause it rests on."""
    accident = locked(accident_id, actor)
    require(actor, REGISTER, accident)
    kind = AccidentType.objects.filter(pk=kind_id, edition="2025").first()
    if kind is None:
        raise InvalidInput(fields={"kind_id": _("Choose a type of GB 6441-2025.")})
    before = str(accident.kind or "")
    accident.kind, accident.coded_by = kind, CodedBy.PERSON
    accident.first_cause = first_cause.strip()
    accident.save(update_fields=["kind", "coded_by", "first_cause", "updated_at"])
    audit(
        actor,
        "accidents.accident.coded",
        accident,
        before={"kind": before},
        after={"kind": str(kind)},
        reason=accident.first_cause,
    )
    tell(AccidentRegistered, accident, actor)
    return accident


@transaction.atomic
def verify_accident(*, accident_id: int, actor: Actor) -> Accident:
    """Say that the facts were compared with the department's papers."""
    accident = locked(accident_id, actor)
    ACCIDENT.fire(accident, "verify", actor=actor)
    audit(actor, "accidents.accident.verified", accident)
    tell(AccidentVerified, accident, actor)
    return accident


@transaction.atomic
def confirm_accident(*, accident_id: int, actor: Actor) -> Accident:
    """Let the accident count. One whose month is closed already is marked as a late entry."""
    accident = locked(accident_id, actor)
    ACCIDENT.fire(
        accident,
        "confirm",
        actor=actor,
        also={
            "confirmed_at": accident.confirmed_at or clock.now(),
            "confirmed_by": actor.display_name[:100],
            "is_late": accident.is_late or is_closed(accident.occurred_on),
        },
    )
    audit(actor, "accidents.accident.confirmed", accident, after=accident.figures())
    tell(AccidentConfirmed, accident, actor)
    return accident


@transaction.atomic
def propose_removal(
    *, accident_id: int, ground: str, reason: str, document: str, actor: Actor
) -> Accident:
    """Propose not to count an accident; until somebody else decides it goes on counting."""
    accident = locked(accident_id, actor)
    ACCIDENT.check(accident, "propose_removal", actor=actor, reason=reason)
    if not document.strip():
        raise InvalidInput(
            fields={"document": _("Name the finding or opinion it rests on, with its number.")}
        )
    ACCIDENT.fire(
        accident,
        "propose_removal",
        actor=actor,
        reason=reason,
        also={
            "removal_ground": ground,
            "removal_reason": reason.strip()[:500],
            "removal_document": document.strip()[:200],
            "removal_by_id": actor.id,
            "removal_by": actor.display_name[:100],
        },
    )
    audit(actor, "accidents.removal.proposed", accident, after={"ground": ground}, reason=reason)
    tell(RemovalProposed, accident, actor)
    return accident


@transaction.atomic
def approve_removal(*, accident_id: int, actor: Actor) -> Accident:
    """Take an accident out of the count; whoever proposed it may not decide."""
    accident = locked(accident_id, actor)
    ACCIDENT.check(accident, "approve_removal", actor=actor)
    if accident.removal_by_id == actor.id:
        raise SamePerson
    ACCIDENT.fire(accident, "approve_removal", actor=actor, reason=accident.removal_reason)
    audit(
        actor,
        "accidents.accident.removed",
        accident,
        before=accident.figures(),
        reason=accident.removal_reason,
    )
    tell(AccidentRemoved, accident, actor)
    return accident


@transaction.atomic
def refuse_removal(*, accident_id: int, reason: str, actor: Actor) -> Accident:
    """Refuse it: the accident stands where it stood."""
    accident = locked(accident_id, actor)
    step = "keep_counted" if accident.confirmed_at is not None else "refuse_removal"
    ACCIDENT.check(accident, step, actor=actor, reason=reason)
    if accident.removal_by_id == actor.id:
        raise SamePerson
    ACCIDENT.fire(accident, step, actor=actor, reason=reason)
    audit(actor, "accidents.removal.refused", accident, reason=reason)
    tell(RemovalRefused, accident, actor)
    return accident
