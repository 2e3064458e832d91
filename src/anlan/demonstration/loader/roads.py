"""The road network of the demonstration county."""

from __future__ import annotations

from anlan.command.roads.public import store_network
from anlan.demonstration.generator.lanes import build_lanes
from anlan.demonstration.loader.book import Book


def write_road_network(book: Book) -> None:
    """Build the network down to the lane and take it into use."""
    built = build_lanes(book.county)
    store_network(
        name=f"{book.county.name}演示路网",
        source="演示数据生成器（道路为虚构）",
        licence="演示数据",
        read=built.network,
        cut_off=built.cut_off,
        is_generated=True,
        actor=book.actor,
    )
    book.counts["roads.RoadNetwork"] += 1
