"""The door to the enterprise dossiers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db.models import QuerySet
from django.db.models.functions import Cast

from anlan.base.organisations.contracts import PersonInfo
from anlan.base.organisations.public import list_people_info
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, visible
from anlan.supervision.enterprises.by_township import (
    tally_certificates,
    tally_equipment,
    tally_insured,
    tally_licences,
    tally_standardised,
)
from anlan.supervision.enterprises.contracts import (
    ContactInfo,
    EnterpriseInfo,
    HoldingInfo,
    PaperInfo,
    ProcessInfo,
)
from anlan.supervision.enterprises.expiry import LAST_DAYS
from anlan.supervision.enterprises.models import Enterprise, EnterpriseContact, ProcessUnit
from anlan.supervision.enterprises.plan_points import PlanPoint, register_plan_points
from anlan.supervision.enterprises.selectors.contradictions import list_lapsed, list_overstocked
from anlan.supervision.enterprises.selectors.matching import match_enterprise, written
from anlan.supervision.enterprises.selectors.outlines import list_plan_outlines
from anlan.supervision.enterprises.services.enterprises import (
    create_enterprise,
    update_enterprise,
)
from anlan.supervision.enterprises.services.holdings import (
    add_contact,
    add_equipment,
    add_holding,
    add_licence,
)
from anlan.supervision.enterprises.services.merging import register_merge
from anlan.supervision.enterprises.services.papers import (
    add_agency_service,
    add_certificate,
    add_insurance,
    add_standardisation,
)
from anlan.supervision.enterprises.services.parks import create_park
from anlan.supervision.enterprises.services.projects import add_process, add_project
from anlan.supervision.enterprises.services.risk import (
    lock_enterprise,
    lock_enterprises,
    set_risk_level,
)

__all__ = [
    "PlanPoint",
    "add_agency_service",
    "add_certificate",
    "add_contact",
    "add_equipment",
    "add_holding",
    "add_insurance",
    "add_licence",
    "add_process",
    "add_project",
    "add_standardisation",
    "create_enterprise",
    "create_park",
    "find_enterprise",
    "get_enterprise",
    "list_enterprises",
    "list_expired",
    "list_lapsed",
    "list_near",
    "list_operating",
    "list_plan_outlines",
    "list_overstocked",
    "list_processes",
    "lock_enterprise",
    "lock_enterprises",
    "match_enterprise",
    "register_merge",
    "register_plan_points",
    "responsible_person_ids",
    "set_risk_level",
    "update_enterprise",
    "written",
    "tally_certificates",
    "tally_equipment",
    "tally_insured",
    "tally_licences",
    "tally_standardised",
]


def _contact(contact: EnterpriseContact, person: PersonInfo) -> ContactInfo:
    return ContactInfo(
        person_id=contact.person_id,
        name=person.name,
        title=person.title or str(contact.get_kind_display()),
        phone=person.phone,
        kind=contact.kind,
    )


def _holdings(enterprise: Enterprise) -> tuple[HoldingInfo, ...]:
    return tuple(
        HoldingInfo(
            id=holding.pk,
            chemical_id=holding.chemical_id,
            cas=holding.chemical.cas,
            name=holding.chemical.name,
            container=holding.container,
            container_kind=holding.container_kind,
            role=holding.role,
            quantity_t=holding.quantity_t,
            design_quantity_t=holding.design_quantity_t,
            longitude=holding.location.x if holding.location else None,
            latitude=holding.location.y if holding.location else None,
        )
        for holding in enterprise.holdings.all()
    )


def _describe(enterprise: Enterprise, actor: Actor, *, deep: bool) -> EnterpriseInfo:
    contacts: tuple[ContactInfo, ...] = ()
    if deep:
        named = list(enterprise.contacts.all())
        people = list_people_info([c.person_id for c in named], actor)
        contacts = tuple(_contact(c, people[c.person_id]) for c in named)
    by_kind: dict[str, ContactInfo] = {}
    for contact in contacts:
        by_kind.setdefault(contact.kind, contact)
    distance = getattr(enterprise, "distance", None)
    return EnterpriseInfo(
        id=enterprise.pk,
        name=enterprise.name,
        short_name=enterprise.short_name,
        uscc=enterprise.uscc,
        sector=enterprise.sector_id,
        sector_name=enterprise.sector.name,
        category=enterprise.category,
        region_code=enterprise.region_id,
        region_name=enterprise.region.name,
        organisation_id=enterprise.organisation_id,
        address=enterprise.address,
        longitude=enterprise.location.x if enterprise.location else None,
        latitude=enterprise.location.y if enterprise.location else None,
        risk_level=enterprise.risk_level,
        employees=enterprise.employees,
        status=enterprise.status,
        is_major_hazard=enterprise.is_major_hazard,
        principal=by_kind.get("principal"),
        safety_manager=by_kind.get("safety_manager") or by_kind.get("principal"),
        contacts=contacts,
        chemicals=_holdings(enterprise) if deep else (),
        url=enterprise.get_absolute_url(),
        distance_m=round(distance.m, 1) if distance is not None else None,
        controller=by_kind.get("controller"),
        supervisor_id=enterprise.supervisor_id,
    )


def _deep(rows: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    return rows.select_related("sector", "region").prefetch_related(
        "contacts", "holdings__chemical"
    )


def get_enterprise(enterprise_id: int, actor: Actor) -> EnterpriseInfo:
    """Return a visible enterprise with contacts and chemicals, or raise ``NotVisible``."""
    enterprise = get_visible(Enterprise, enterprise_id, actor=actor)
    return _describe(_deep(Enterprise.objects.filter(pk=enterprise.pk)).get(), actor, deep=True)


def find_enterprise(
    actor: Actor, *, uscc: str = "", organisation_id: int | None = None
) -> EnterpriseInfo | None:
    """Return the visible enterprise with this credit code or organisation, or None."""
    wanted = {"uscc": uscc} if uscc else {"organisation": organisation_id}
    found = _deep(visible(Enterprise, actor).filter(**wanted)).first()
    return _describe(found, actor, deep=True) if found else None


def list_enterprises(actor: Actor, ids: Iterable[int] | None = None) -> list[EnterpriseInfo]:
    """Return visible enterprises without contacts and chemicals, at most 1,000."""
    rows = visible(Enterprise, actor).select_related("sector", "region")
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return [_describe(e, actor, deep=False) for e in rows.order_by("pk")[:1000]]


def list_operating(categories: Iterable[str]) -> list[tuple[int, str, int]]:
    """Return (organisation, region, enterprise) of who operates in these fields, by their ids."""
    rows = Enterprise.objects.filter(category__in=list(categories), status="operating")
    return list(rows.order_by("pk").values_list("organisation_id", "region_id", "pk"))


def list_near(
    *, longitude: float, latitude: float, radius_m: float, actor: Actor, limit: int = 200
) -> list[EnterpriseInfo]:
    """Return visible enterprises within ``radius_m`` of a place, nearest first, with distance."""
    from django.contrib.gis.db.models import PointField

    centre = Point(longitude, latitude, srid=4326)
    # One degree of latitude is 111.2 km; the box reaches the spatial index before distances count.
    margin = radius_m / 111_200 / max(0.2, _cosine(latitude))
    box = centre.buffer(margin).envelope
    rows = (
        visible(Enterprise, actor)
        .filter(location__coveredby=box)
        .annotate(distance=Distance(Cast("location", PointField(geography=True)), centre))
        .filter(distance__lte=D(m=radius_m))
        .select_related("sector", "region")
        .order_by("distance", "pk")[:limit]
    )
    return [_describe(e, actor, deep=False) for e in rows]


def _cosine(latitude: float) -> float:
    from math import cos, radians

    return cos(radians(latitude))


def enterprises_of_people(person_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Return id and name of the enterprise each of the people is a contact of."""
    rows = EnterpriseContact.objects.filter(person_id__in=list(person_ids))
    return {
        person: (enterprise, name)
        for person, enterprise, name in rows.order_by("-sort_order", "-pk").values_list(
            "person_id", "enterprise_id", "enterprise__name"
        )
    }


def responsible_person_ids(enterprise_id: int) -> list[int]:
    """Return the persons answerable for an enterprise: safety manager, principal, others."""
    rank = {"safety_manager": 0, "principal": 1}
    contacts = EnterpriseContact.objects.filter(enterprise_id=enterprise_id)
    ordered = sorted(contacts, key=lambda c: (rank.get(c.kind, 2), c.sort_order, c.pk))
    return list(dict.fromkeys(c.person_id for c in ordered))


def list_expired(enterprise_id: int, actor: Actor, on: date | None = None) -> list[PaperInfo]:
    """Return what of an enterprise had run out before a day (today): papers, reviews, inspections.

    ``kind`` is licence, certificate, review, inspection, insurance, standardisation, agency,
    hazop or project_stage; ``person_id`` is set for certificates.
    """
    day = on or clock.today()
    found = []
    for last_day in LAST_DAYS:
        rows = visible(last_day.model_class, actor).filter(
            last_day.condition,
            **{last_day.enterprise: enterprise_id, f"{last_day.field}__lt": day},
        )
        found += [
            PaperInfo(
                id=row.pk,
                kind=last_day.what,
                title=str(row),
                last_day=getattr(row, last_day.field),
                person_id=getattr(row, "person_id", None),
            )
            for row in rows.order_by(last_day.field, "pk")[:200]
        ]
    return found


def list_processes(enterprise_id: int, actor: Actor) -> list[ProcessInfo]:
    """Return the process units of an enterprise; ``process`` is empty outside key supervision."""
    rows = visible(ProcessUnit, actor).filter(enterprise_id=enterprise_id).select_related("process")
    return [
        ProcessInfo(
            id=unit.pk,
            name=unit.name,
            process=unit.process_id or "",
            process_name=unit.process.name if unit.process else "",
            automation=unit.automation,
            has_safety_system=unit.has_safety_system,
        )
        for unit in rows
    ]
