"""Hazard points and stations in the search box."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import search_q
from anlan.monitoring.natural_hazards.models import GeoHazardPoint, Station


def find_points(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield hazard points by name, pinyin, code or place."""
    rows = visible(GeoHazardPoint, actor).select_related("region")
    for word in text.split()[:6]:
        rows = rows.filter(search_q("search_text", word))
    for point in rows.order_by("code")[:limit]:
        yield SearchResult(
            kind=_("geological hazard point"),
            title=point.name,
            subtitle=f"{point.get_kind_display()} · {point.region}",
            url=point.get_absolute_url(),
            score=0.6,
        )


def find_stations(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield stations whose name or code holds the text."""
    rows = visible(Station, actor).filter(name__icontains=text)
    rows = rows | visible(Station, actor).filter(code__icontains=text)
    for station in rows.order_by("code")[:limit]:
        yield SearchResult(
            kind=_("monitoring station"),
            title=station.name,
            subtitle=str(station.get_kind_display()),
            url=station.get_absolute_url(),
            score=0.4,
        )


register_search("geo_points", find_points)
register_search("natural_stations", find_stations)
