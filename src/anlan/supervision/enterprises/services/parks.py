"""The dossiers of parks."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.organisations.public import (
    create_organisation,
    find_organisation,
    update_organisation,
)
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit
from anlan.kernel.geometry import is_on_earth
from anlan.kernel.policy import get_visible, require, require_permission, scope_reaches
from anlan.supervision.enterprises.events import ParkChanged
from anlan.supervision.enterprises.models import Enterprise, Park
from anlan.supervision.enterprises.permissions import CHANGE_PARK
from anlan.supervision.enterprises.services.dossier import check


def read_boundary(text: str) -> MultiPolygon | None:
    """Read a border given as GeoJSON or WKT (WGS-84); empty text is no border."""
    if not text.strip():
        return None
    wrong = InvalidInput(
        fields={"boundary": _("Write the boundary as a GeoJSON or WKT polygon in WGS-84.")}
    )
    try:
        shape = GEOSGeometry(text.strip(), srid=4326)
    except (GEOSException, ValueError, TypeError):
        raise wrong from None
    if shape.geom_type == "Polygon":
        shape = MultiPolygon(shape, srid=4326)
    if shape.geom_type != "MultiPolygon" or not is_on_earth(shape) or not shape.valid:
        raise wrong
    return shape  # type: ignore[return-value]


@transaction.atomic
def create_park(
    *,
    name: str,
    kind: str,
    region_code: str,
    actor: Actor,
    organisation_id: int | None = None,
    **facts: Any,
) -> Park:
    """Open a park's dossier; its administration is made in the contact book when none is given.

    Raises ``InvalidInput`` when the organisation is not a park's or has a dossier already.
    """
    require_permission(actor, CHANGE_PARK)
    if not scope_reaches(actor, CHANGE_PARK, region=region_code):
        raise NotPermitted(permission=CHANGE_PARK)
    if organisation_id is None:
        organisation_id = create_organisation(
            code=f"park:{region_code}:{name.strip()}"[:50],
            name=name.strip(),
            kind="park",
            region_code=region_code,
            actor=system_actor("enterprises"),
        ).pk
    else:
        organisation = find_organisation(organisation_id)
        if organisation is None or organisation.kind != "park":
            raise InvalidInput(
                fields={"organisation_id": _("This organisation is not a park administration.")}
            )
        if Park.objects.filter(organisation_id=organisation_id).exists():
            raise InvalidInput(fields={"organisation_id": _("This park has a dossier already.")})
    park = Park(
        organisation_id=organisation_id,
        name=name.strip(),
        kind=kind,
        region_id=region_code,
        **facts,
    )
    check(park)
    park.refresh_search_text()
    park.save()
    audit(actor, "enterprises.park.created", park, after={"kind": kind, "region": region_code})
    emit(ParkChanged(park_id=park.pk, region=park.region_id), actor)
    return park


@transaction.atomic
def update_park(*, park_id: int, actor: Actor, reason: str = "", **facts: Any) -> Park:
    """Change facts of a park's dossier."""
    park = get_visible(Park, park_id, actor=actor, lock=True)
    require(actor, CHANGE_PARK, park)
    before, after = changes(park, **facts)
    if not after:
        return park
    check(park)
    park.refresh_search_text()
    park.save()
    if "name" in after:
        update_organisation(
            organisation_id=park.organisation_id, name=park.name, actor=system_actor("enterprises")
        )
    audit(actor, "enterprises.park.changed", park, before=before, after=after, reason=reason)
    emit(ParkChanged(park_id=park.pk, region=park.region_id), actor)
    return park


@transaction.atomic
def take_in_enterprises(*, park_id: int, actor: Actor) -> int:
    """Enter the park into the dossiers of the enterprises that stand inside its border."""
    park = get_visible(Park, park_id, actor=actor, lock=True)
    require(actor, CHANGE_PARK, park)
    if park.boundary is None:
        raise InvalidInput(_("Give the park its boundary first."))
    inside = Enterprise.objects.filter(location__coveredby=park.boundary, park__isnull=True)
    taken = list(inside.exclude(status="closed").values_list("pk", flat=True))
    Enterprise.objects.filter(pk__in=taken).update(park_id=park.organisation_id)
    if taken:
        audit(actor, "enterprises.park.filled", park, after={"enterprises": taken})
        emit(ParkChanged(park_id=park.pk, region=park.region_id), actor)
    return len(taken)
