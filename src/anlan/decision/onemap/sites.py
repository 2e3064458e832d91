"""Protected sites inside an area with their people, for who computes what threatens them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry

from anlan.decision.onemap.models import SensitiveSite


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """A protected site as a value."""

    id: int
    name: str
    kind: str
    longitude: float
    latitude: float
    people_day: int
    people_night: int


def sites_in(area: GEOSGeometry) -> list[SiteInfo]:
    """Return the protected sites inside an area, by code.

    All of them, whoever asks: a risk must not depend on how much of the map its reader may see.
    """
    return [
        SiteInfo(
            id=site.pk,
            name=site.name,
            kind=site.kind,
            longitude=site.location.x,
            latitude=site.location.y,
            people_day=site.people_day,
            people_night=site.people_night,
        )
        for site in SensitiveSite.objects.filter(location__within=area).order_by("code")
    ]
