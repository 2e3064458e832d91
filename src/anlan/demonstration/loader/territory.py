"""The ground: regions, roads, waters and the places where people need protection."""

from __future__ import annotations

from anlan.base.regions.public import RegionRow, load_regions
from anlan.decision.onemap.models import Road, SensitiveSite, Waterway
from anlan.demonstration.loader.book import Book, location, path


def write_territory(book: Book) -> None:
    """Write regions with their shapes, and what only the map holds."""
    county = book.county
    book.counts["regions.Region"] = load_regions(
        rows=[
            RegionRow(
                code=r.code,
                name=r.name,
                level=r.level,
                parent_code=r.parent,
                longitude=r.centre.longitude if r.centre else None,
                latitude=r.centre.latitude if r.centre else None,
                boundary=r.boundary.wkb_hex if r.boundary else "",
                is_generated=r.is_generated,
            )
            for r in county.regions
        ],
        actor=book.actor,
    )
    book.write(
        Road,
        (
            Road(
                name=r.name,
                road_class=r.road_class,
                speed_km_h=r.speed_km_h,
                from_node=r.from_node,
                to_node=r.to_node,
                length_m=r.length_m,
                line=path(r.line),
                is_generated=r.is_generated,
            )
            for r in county.roads
        ),
    )
    book.write(
        Waterway,
        (
            Waterway(name=r.name, order=r.order, line=path(r.line), is_generated=r.is_generated)
            for r in county.rivers
        ),
    )
    book.write(
        SensitiveSite,
        (
            SensitiveSite(
                code=s.key,
                name=s.name,
                kind=s.kind,
                region_id=s.region,
                location=location(s.position),
                people_day=s.people_day,
                people_night=s.people_night,
                contact_phone=s.contact_phone,
            )
            for s in county.sites
        ),
    )
