"""Keeping the administrative tree: loading it whole, correcting one region."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Point, Polygon
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.regions.contracts import RegionRow
from anlan.base.regions.events import RegionChanged, RegionsLoaded
from anlan.base.regions.models import SIGNIFICANT_DIGITS, Region, RegionLevel
from anlan.base.regions.permissions import CHANGE
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.geometry import is_on_earth
from anlan.kernel.policy import get_visible, require, require_permission

BATCH = 500
_FIELDS = ["name", "level", "parent", "boundary", "centre", "is_generated"]


@transaction.atomic
def load_regions(*, rows: Iterable[RegionRow], actor: Actor) -> int:
    """Insert or update regions by code, parents before children; returns how many.

    Regions that are not among the rows stay: records point at them. Raises ``InvalidInput`` for a
    code that does not fit its level, an unknown parent or a shape that is none.
    """
    require_permission(actor, CHANGE)
    order = {level.value: index for index, level in enumerate(SIGNIFICANT_DIGITS)}
    listed = list(rows)
    for row in listed:
        if row.level not in order:
            raise InvalidInput(
                _("%(code)s: unknown level %(level)s.") % {"code": row.code, "level": row.level}
            )
    listed.sort(key=lambda row: (order[row.level], row.code))
    codes = {row.code for row in listed}
    parents = {row.parent_code for row in listed if row.parent_code} - codes
    known = set(Region.objects.filter(code__in=parents).values_list("code", flat=True))
    if parents - known:
        raise InvalidInput(
            _("Unknown parent regions: %(codes)s")
            % {"codes": ", ".join(sorted(parents - known)[:5])}
        )
    regions = [_region(row) for row in listed]
    Region.objects.bulk_create(
        regions,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=_FIELDS,
    )
    audit(actor, "regions.regions.loaded", after={"count": len(regions)})
    emit(RegionsLoaded(count=len(regions)), actor)
    return len(regions)


@transaction.atomic
def update_region(*, code: str, actor: Actor, name: str) -> Region:
    """Correct a region's name."""
    region = get_visible(Region, code, actor=actor, lock=True)
    require(actor, CHANGE, region)
    if not name.strip():
        raise InvalidInput(fields={"name": _("The name is needed.")})
    before, after = changes(region, name=name.strip())
    if after:
        region.save(update_fields=["name"])
        audit(actor, "regions.region.changed", region, before=before, after=after)
        emit(RegionChanged(code=region.code), actor)
    return region


def _region(row: RegionRow) -> Region:
    wanted = 15 if row.level == RegionLevel.GRID else 12
    significant = SIGNIFICANT_DIGITS[RegionLevel(row.level)]
    if len(row.code) != wanted or not row.code.isdigit() or set(row.code[significant:]) - {"0"}:
        raise InvalidInput(
            _("%(code)s is not the code of a region of this level: %(level)s.")
            % {"code": row.code, "level": row.level}
        )
    values: dict[str, Any] = {}
    if row.longitude is not None and row.latitude is not None:
        values["centre"] = Point(row.longitude, row.latitude, srid=4326)
    if row.boundary:
        values["boundary"] = read_shape(row.boundary)
    return Region(
        code=row.code,
        name=row.name,
        level=row.level,
        parent_id=row.parent_code,
        is_generated=row.is_generated,
        **values,
    )


def read_shape(text: str) -> MultiPolygon:
    """Read WKT, hex WKB or GeoJSON as a multipolygon in WGS-84; raises ``InvalidInput``."""
    try:
        shape = GEOSGeometry(text)
    except (GEOSException, ValueError) as error:
        raise InvalidInput(_("This is not a shape.")) from error
    shape.srid = 4326
    if isinstance(shape, Polygon):
        shape = MultiPolygon(shape, srid=4326)
    if not isinstance(shape, MultiPolygon):
        raise InvalidInput(_("A region's boundary is an area."))
    if not is_on_earth(shape):
        raise InvalidInput(_("The boundary lies outside the earth."))
    return shape
