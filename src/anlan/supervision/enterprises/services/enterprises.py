"""Registering, changing, claiming, suspending enterprises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.organisations.public import create_organisation, update_organisation
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission, scope_reaches
from anlan.supervision.enterprises.choices import ClaimState
from anlan.supervision.enterprises.events import (
    EnterpriseChanged,
    EnterpriseClaimed,
    EnterpriseCreated,
    EnterpriseStatusChanged,
)
from anlan.supervision.enterprises.models import Enterprise, Sector
from anlan.supervision.enterprises.models.enterprise import check_credit_code
from anlan.supervision.enterprises.permissions import CHANGE, CLAIM, CREATE
from anlan.supervision.enterprises.states import ENTERPRISE

#: Facts of the dossier that its enterprise and its officials may change.
CHANGEABLE = frozenset(
    {
        "name",
        "short_name",
        "sector_id",
        "category",
        "industry_code",
        "address",
        "location",
        "employees",
        "risk_level",
        "is_major_hazard",
        "is_above_scale",
        "established_on",
        "supervisor_id",
        "park_id",
        "risk_keywords",
        "region_id",
    }
)


def place(longitude: float | None, latitude: float | None) -> Point | None:
    """Return the point, checking that both coordinates are given and on the globe."""
    if longitude is None and latitude is None:
        return None
    if longitude is None or latitude is None:
        missing = "longitude" if longitude is None else "latitude"
        raise InvalidInput(fields={missing: _("Give both longitude and latitude, or neither.")})
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise InvalidInput(fields={"longitude": _("These coordinates are not on the globe.")})
    return Point(longitude, latitude, srid=4326)


@transaction.atomic
def create_enterprise(
    *,
    uscc: str,
    name: str,
    region_code: str,
    sector: str,
    actor: Actor,
    short_name: str = "",
    organisation_id: int | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
    **facts: Any,
) -> Enterprise:
    """Register an enterprise; its organisation is made when none is given.

    Raises ``InvalidInput`` (code wrong or known already, sector unknown), ``NotPermitted`` when the
    region is outside the actor's right to register.
    """
    require_permission(actor, CREATE)
    if not scope_reaches(actor, CREATE, region=region_code, organisation_id=organisation_id):
        raise NotPermitted(permission=CREATE)
    uscc = uscc.strip().upper()
    try:
        check_credit_code(uscc)
    except ValidationError as error:
        raise InvalidInput(fields={"uscc": error.messages[0]}) from None
    if Enterprise.objects.filter(uscc=uscc).exists():
        raise InvalidInput(
            fields={"uscc": _("An enterprise with this credit code is registered already.")}
        )
    kind = Sector.objects.filter(pk=sector).first()
    if kind is None:
        raise InvalidInput(fields={"sector": _("There is no such sector.")})
    facts.setdefault("category", kind.category)
    facts.setdefault("industry_code", kind.industry_code)
    _known_only(facts)
    if organisation_id is None:
        organisation_id = create_organisation(
            code=f"enterprise:{uscc}",
            name=name.strip(),
            short_name=short_name.strip(),
            kind="enterprise",
            region_code=region_code,
            actor=system_actor("enterprises"),
        ).pk
    enterprise = Enterprise(
        uscc=uscc,
        name=name.strip(),
        short_name=short_name.strip(),
        sector=kind,
        region_id=region_code,
        organisation_id=organisation_id,
        location=place(longitude, latitude),
        **facts,
    )
    enterprise.refresh_search_text()
    enterprise.save()
    audit(
        actor,
        "enterprises.enterprise.created",
        enterprise,
        after={"uscc": uscc, "name": name, "region": region_code, "sector": sector, **facts},
    )
    emit(
        EnterpriseCreated(
            enterprise_id=enterprise.pk, organisation_id=organisation_id, region=region_code
        ),
        actor,
    )
    return enterprise


@transaction.atomic
def update_enterprise(
    *, enterprise_id: int, actor: Actor, reason: str = "", **facts: Any
) -> Enterprise:
    """Change facts of a dossier; ``longitude``/``latitude`` together set the location."""
    enterprise = get_visible(Enterprise, enterprise_id, actor=actor, lock=True)
    require(actor, CHANGE, enterprise)
    if "longitude" in facts or "latitude" in facts:
        facts["location"] = place(facts.pop("longitude", None), facts.pop("latitude", None))
    if "sector" in facts:
        facts["sector_id"] = getattr(facts["sector"], "pk", facts["sector"])
        del facts["sector"]
    _known_only(facts)
    if "region_id" in facts and not scope_reaches(
        actor, CHANGE, region=facts["region_id"], organisation_id=enterprise.organisation_id
    ):
        raise NotPermitted(permission=CHANGE)
    before, after = changes(enterprise, **facts)
    if not after:
        return enterprise
    enterprise.refresh_search_text()
    enterprise.save(update_fields=[*after, "search_text", "updated_at"])
    if "name" in after or "short_name" in after:
        update_organisation(
            organisation_id=enterprise.organisation_id,
            name=enterprise.name,
            short_name=enterprise.short_name,
            actor=system_actor("enterprises"),
        )
    audit(
        actor,
        "enterprises.enterprise.changed",
        enterprise,
        before=before,
        after=after,
        reason=reason,
    )
    emit(
        EnterpriseChanged(
            enterprise_id=enterprise.pk, region=enterprise.region_id, fields=tuple(after)
        ),
        actor,
    )
    return enterprise


@transaction.atomic
def claim_enterprise(*, enterprise_id: int, actor: Actor) -> Enterprise:
    """Confirm 属地认领: the township of the enterprise's region takes it as its own.

    Raises ``WrongState`` when it is claimed already.
    """
    enterprise = get_visible(Enterprise, enterprise_id, actor=actor, lock=True)
    require(actor, CLAIM, enterprise)
    if enterprise.claimed_region_id is not None:
        raise WrongState(_("This enterprise has been claimed already."))
    enterprise.claimed_region_id = f"{enterprise.region_id[:9]}000"
    enterprise.claimed_at = clock.now()
    enterprise.save(update_fields=["claimed_region", "claimed_at", "updated_at"])
    from anlan.supervision.enterprises.services.claims import answer_claim

    answer_claim(enterprise, ClaimState.CLAIMED, "", actor)
    audit(
        actor,
        "enterprises.enterprise.claimed",
        enterprise,
        before={"claimed_region": None},
        after={"claimed_region": enterprise.claimed_region_id},
    )
    emit(EnterpriseClaimed(enterprise_id=enterprise.pk, region=enterprise.region_id), actor)
    return enterprise


def _change_status(enterprise_id: int, step: str, actor: Actor, reason: str) -> Enterprise:
    enterprise = get_visible(Enterprise, enterprise_id, actor=actor, lock=True)
    before = enterprise.status
    ENTERPRISE.fire(enterprise, step, actor=actor, reason=reason)
    audit(
        actor,
        f"enterprises.enterprise.{step}",
        enterprise,
        before={"status": before},
        after={"status": enterprise.status},
        reason=reason,
    )
    emit(
        EnterpriseStatusChanged(
            enterprise_id=enterprise.pk, region=enterprise.region_id, status=enterprise.status
        ),
        actor,
    )
    return enterprise


@transaction.atomic
def suspend_enterprise(*, enterprise_id: int, actor: Actor, reason: str) -> Enterprise:
    """Record that production is suspended, with the reason (order, accident, own decision)."""
    return _change_status(enterprise_id, "suspend", actor, reason)


@transaction.atomic
def resume_enterprise(*, enterprise_id: int, actor: Actor, reason: str) -> Enterprise:
    """Record that production goes on."""
    return _change_status(enterprise_id, "resume", actor, reason)


@transaction.atomic
def close_enterprise(*, enterprise_id: int, actor: Actor, reason: str) -> Enterprise:
    """End supervision of an enterprise that no longer exists; its dossier stays readable."""
    return _change_status(enterprise_id, "close", actor, reason)


def _known_only(facts: Mapping[str, Any]) -> None:
    unknown = set(facts) - CHANGEABLE
    if unknown:
        raise InvalidInput(
            fields={name: _("This fact of the dossier cannot be set.") for name in unknown}
        )
