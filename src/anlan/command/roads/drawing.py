"""Reached areas as layers of a page's map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from anlan.command.roads.contracts import ReachInfo
from anlan.kernel.overlays import feature, overlay


def reach_overlays(reaches: Sequence[ReachInfo]) -> list[dict[str, Any]]:
    """Return one layer for each time, the longest below; the shortest has the gravest colour."""
    found = []
    for index, reach in reversed(list(enumerate(reaches))):
        title = _("%(minutes)g minutes") % {"minutes": reach.minutes}
        level = min(4, 5 - len(reaches) + index) if len(reaches) > 1 else 4
        shape = feature(reach.geometry, title)
        found.append(overlay(f"reach-{index}", title, "zone", [shape], level=max(1, level)))
    return found


def corners_of(reach: ReachInfo) -> list[tuple[float, float]]:
    """Return the corners of the outer rings of what is reached."""
    shape = reach.geometry
    parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [(corner[0], corner[1]) for part in parts if part for corner in part[0]]
