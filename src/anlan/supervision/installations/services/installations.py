"""Entering and changing installations, their vessels, the people around, their safety systems."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, Point, Polygon
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit
from anlan.kernel.geometry import is_on_earth
from anlan.kernel.policy import get_visible, require, require_permission, scope_reaches
from anlan.supervision.enterprises.public import get_enterprise
from anlan.supervision.installations.choices import SafetySystem, UnitKind, UnitState
from anlan.supervision.installations.events import InstallationChanged
from anlan.supervision.installations.matching import NONE
from anlan.supervision.installations.models import (
    Installation,
    InstallationHolding,
    PeopleCorrection,
    SafetyEquipment,
    StandardValue,
)
from anlan.supervision.installations.permissions import KEEP
from anlan.supervision.installations.services.identification import identify_installation


def keep(installation_id: int, actor: Actor, permission: str = KEEP) -> Installation:
    """Return a locked installation over which the actor holds the right."""
    installation = get_visible(Installation, installation_id, actor=actor, lock=True)
    require(actor, permission, installation)
    return installation


def tell_changed(installation: Installation, part: str, actor: Actor) -> None:
    """Emit that facts of an installation changed."""
    emit(
        InstallationChanged(
            installation_id=installation.pk,
            enterprise_id=installation.enterprise_id,
            region=installation.region_id,
            part=part,
        ),
        actor,
    )


def _point(longitude: float | None, latitude: float | None) -> Point | None:
    if longitude is None and latitude is None:
        return None
    if longitude is None or latitude is None:
        missing = "longitude" if longitude is None else "latitude"
        raise InvalidInput(fields={missing: _("Give both longitude and latitude, or neither.")})
    return Point(longitude, latitude, srid=4326)


def read_boundary(text: str) -> Polygon | None:
    """Return a boundary given as GeoJSON or WKT of one polygon. Raises ``InvalidInput``."""
    if not text.strip():
        return None
    try:
        found = GEOSGeometry(text, srid=4326)
    except (ValueError, GEOSException, GDALException, TypeError):
        found = None
    if not isinstance(found, Polygon) or not is_on_earth(found) or not found.valid:
        raise InvalidInput(
            fields={"boundary": _("Give one polygon as GeoJSON or WKT, longitude first.")}
        )
    return found


@transaction.atomic
def create_installation(
    *,
    enterprise_id: int,
    name: str,
    kind: str,
    actor: Actor,
    code: str = "",
    description: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
    boundary: str = "",
    holding_ids: Iterable[int] = (),
) -> Installation:
    """Enter a production or storage unit of an enterprise, with the vessels that stand in it.

    Raises ``InvalidInput`` for a code that is taken or a vessel that belongs elsewhere.
    """
    require_permission(actor, KEEP)
    firm = get_enterprise(enterprise_id, actor)
    if not scope_reaches(
        actor, KEEP, region=firm.region_code, organisation_id=firm.organisation_id
    ):
        raise NotPermitted(permission=KEEP)
    if kind not in UnitKind.values:
        raise InvalidInput(fields={"kind": _("There is no such kind of unit.")})
    installation = Installation(
        enterprise_id=enterprise_id,
        code=code.strip() or _next_code(firm.uscc, enterprise_id),
        name=name.strip(),
        kind=kind,
        description=description,
        location=_point(longitude, latitude),
        boundary=read_boundary(boundary),
    )
    installation.refresh_search_text(firm.name)
    try:
        with transaction.atomic():
            installation.save()
    except IntegrityError:
        raise InvalidInput(fields={"code": _("This code is taken.")}) from None
    audit(
        actor,
        "installations.installation.created",
        installation,
        after={"enterprise": firm.name, "name": name, "kind": kind, "code": installation.code},
    )
    tell_changed(installation, "created", actor)
    wanted = list(holding_ids)
    if wanted:
        assign_holdings(installation_id=installation.pk, holding_ids=wanted, actor=actor)
        installation.refresh_from_db()
    return installation


def _next_code(uscc: str, enterprise_id: int) -> str:
    number = Installation.objects.filter(enterprise_id=enterprise_id).count() + 1
    return f"{uscc[-8:]}-{number:02d}"


@transaction.atomic
def update_installation(
    *,
    installation_id: int,
    actor: Actor,
    name: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    description: str | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
    boundary: str | None = None,
    reason: str = "",
) -> Installation:
    """Change facts of a unit; a place or boundary that moves makes a new calculation."""
    installation = keep(installation_id, actor)
    if state is not None and state not in UnitState.values:
        raise InvalidInput(fields={"state": _("There is no such state.")})
    facts: dict[str, object] = {
        key: value
        for key, value in (
            ("name", name),
            ("kind", kind),
            ("state", state),
            ("description", description),
        )
        if value is not None
    }
    if longitude is not None or latitude is not None:
        facts["location"] = _point(longitude, latitude)
    if boundary is not None:
        facts["boundary"] = read_boundary(boundary)
    before, after = changes(installation, **facts)
    if not after:
        return installation
    installation.refresh_search_text(str(installation.enterprise))
    installation.save(update_fields=[*after, "search_text", "updated_at"])
    audit(
        actor,
        "installations.installation.changed",
        installation,
        before=before,
        after=after,
        reason=reason,
    )
    tell_changed(installation, ",".join(after), actor)
    if {"location", "boundary"} & set(after):
        identify_installation(
            installation_id=installation.pk, actor=actor, trigger=_("the place was changed")
        )
        installation.refresh_from_db()
    return installation


@transaction.atomic
def set_boundary(
    *,
    installation_id: int,
    boundary: str,
    actor: Actor,
    is_for_plant: bool = False,
    reason: str = "",
) -> Installation:
    """Draw the plant boundary of a unit, or of every unit of its enterprise; empty takes it away.

    People are counted anew around it. Raises ``InvalidInput`` for anything but one valid polygon.
    """
    installation = keep(installation_id, actor)
    units = [installation.pk]
    if is_for_plant:
        rows = Installation.objects.filter(enterprise_id=installation.enterprise_id)
        units = list(rows.order_by("pk").values_list("pk", flat=True))
    for pk in units:
        update_installation(installation_id=pk, boundary=boundary, reason=reason, actor=actor)
    installation.refresh_from_db()
    return installation


@transaction.atomic
def assign_holdings(
    *, installation_id: int, holding_ids: Iterable[int], actor: Actor
) -> Installation:
    """Say which vessels of the dossier stand in the unit, and calculate anew.

    Decisions on vessels that stay are kept. Raises ``InvalidInput`` for a vessel of another
    enterprise or of another unit.
    """
    installation = keep(installation_id, actor)
    wanted = set(holding_ids)
    firm = get_enterprise(installation.enterprise_id, actor)
    if wanted - {holding.id for holding in firm.chemicals}:
        raise InvalidInput(
            fields={"holding_ids": _("Choose vessels of this enterprise's dossier.")}
        )
    taken = InstallationHolding.objects.filter(holding_id__in=wanted).exclude(
        installation=installation
    )
    if taken.exists():
        raise InvalidInput(fields={"holding_ids": _("A vessel stands in one unit only.")})
    present = set(installation.members.values_list("holding_id", flat=True))
    if wanted != present:
        installation.members.exclude(holding_id__in=wanted).delete()
        InstallationHolding.objects.bulk_create(
            InstallationHolding(installation=installation, holding_id=pk)
            for pk in sorted(wanted - present)
        )
        audit(
            actor,
            "installations.holding.assigned",
            installation,
            before={"holdings": sorted(present)},
            after={"holdings": sorted(wanted)},
        )
        tell_changed(installation, "holdings", actor)
    identify_installation(
        installation_id=installation.pk, actor=actor, trigger=_("the vessels were assigned")
    )
    installation.refresh_from_db()
    return installation


@transaction.atomic
def decide_holding(
    *, member_id: int, decision: str, reason: str, actor: Actor
) -> InstallationHolding:
    """Decide which row a vessel falls under where the rules could not, with the reason.

    ``decision`` is ``1:<row>``, a symbol of table 2, ``none``, or empty to follow the rules again.
    """
    member = get_visible(InstallationHolding, member_id, actor=actor)
    installation = keep(member.installation_id, actor)
    if decision and not reason.strip():
        raise InvalidInput(
            fields={"reason": _("Say why: concentration, hazard class, safety data sheet.")}
        )
    known = not decision or decision == NONE
    if decision.startswith("1:"):
        known = StandardValue.objects.filter(table="1", code=decision[2:]).exists()
    elif decision and decision != NONE:
        known = StandardValue.objects.filter(table="2", symbol=decision).exists()
    if not known:
        raise InvalidInput(fields={"decision": _("There is no such row in the tables.")})
    before, after = changes(
        member,
        decision=decision,
        decision_reason=reason.strip() if decision else "",
        decided_by=actor.display_name[:100] if decision else "",
        decided_at=clock.now() if decision else None,
    )
    member.save(update_fields=[*after, "updated_at"] if after else ["updated_at"])
    audit(
        actor,
        "installations.holding.decided",
        member,
        before=before,
        after=after,
        reason=reason,
    )
    identify_installation(
        installation_id=installation.pk, actor=actor, trigger=_("a vessel was decided")
    )
    return member


@transaction.atomic
def correct_people(
    *, installation_id: int, people: int, reason: str, actor: Actor
) -> PeopleCorrection:
    """Replace the computed number of people around by one that was counted, with its reason."""
    installation = keep(installation_id, actor)
    if people < 0:
        raise InvalidInput(fields={"people": _("A number of people is never negative.")})
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Say who counted, when and how.")})
    correction = PeopleCorrection.objects.create(
        installation=installation,
        people=people,
        reason=reason.strip(),
        made_by=actor.display_name[:100],
        made_at=clock.now(),
    )
    audit(
        actor,
        "installations.people.corrected",
        installation,
        after={"people": people},
        reason=reason,
    )
    identify_installation(
        installation_id=installation.pk, actor=actor, trigger=_("the people were corrected")
    )
    return correction


@transaction.atomic
def withdraw_people(*, installation_id: int, reason: str, actor: Actor) -> Installation:
    """Go back to the computed number of people."""
    installation = keep(installation_id, actor)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    PeopleCorrection.objects.filter(installation=installation, is_withdrawn=False).update(
        is_withdrawn=True
    )
    audit(actor, "installations.people.withdrawn", installation, reason=reason)
    identify_installation(
        installation_id=installation.pk, actor=actor, trigger=_("the correction was withdrawn")
    )
    installation.refresh_from_db()
    return installation


@transaction.atomic
def record_equipment(
    *,
    installation_id: int,
    system: str,
    needed: int,
    fitted: int,
    working: int,
    actor: Actor,
    planned_on: date | None = None,
    note: str = "",
) -> SafetyEquipment:
    """Record how far a safety system is fitted and working, and when the rest is planned.

    Raises ``InvalidInput``: more working than fitted, more fitted than needed, or places missing
    without a planned day.
    """
    installation = keep(installation_id, actor)
    if system not in SafetySystem.values:
        raise InvalidInput(fields={"system": _("There is no such safety system.")})
    if fitted > needed:
        raise InvalidInput(fields={"fitted": _("No more can be fitted than are needed.")})
    if working > fitted:
        raise InvalidInput(fields={"working": _("No more can work than are fitted.")})
    if fitted < needed and planned_on is None:
        raise InvalidInput(fields={"planned_on": _("Say by when the missing ones are fitted.")})
    equipment, _created = SafetyEquipment.objects.update_or_create(
        installation=installation,
        system=system,
        defaults={
            "needed": needed,
            "fitted": fitted,
            "working": working,
            "planned_on": planned_on if fitted < needed else None,
            "note": note,
        },
    )
    audit(
        actor,
        "installations.equipment.recorded",
        equipment,
        after={"needed": needed, "fitted": fitted, "working": working, "planned_on": planned_on},
    )
    tell_changed(installation, "equipment", actor)
    return equipment
