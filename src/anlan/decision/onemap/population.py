"""People of the protected sites, for whoever counts them around a plant."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.gis.geos import GEOSGeometry

from anlan.decision.onemap.models import SensitiveSite, SiteKind
from anlan.supervision.installations.public import PopulationItem, register_population

#: Where people live; elsewhere they stay for hours.
HOMES = frozenset({SiteKind.RESIDENTIAL, SiteKind.VILLAGE, SiteKind.NURSING_HOME})


def people_of_sites(area: GEOSGeometry) -> Iterator[PopulationItem]:
    """Yield the protected sites inside an area with the larger of their day and night numbers."""
    for site in SensitiveSite.objects.filter(location__within=area):
        yield PopulationItem(
            name=site.name,
            kind="residents" if site.kind in HOMES else "site",
            people=max(site.people_day, site.people_night),
            longitude=site.location.x,
            latitude=site.location.y,
            source="onemap",
        )


register_population("onemap.sites", people_of_sites)
