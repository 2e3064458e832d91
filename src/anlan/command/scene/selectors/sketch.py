"""The sketch as GeoJSON, and as a picture that needs neither script nor map."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from anlan.command.scene.choices import Symbol, Tool
from anlan.command.scene.models import Scene, SketchElement
from anlan.kernel.overlays import overlay

WIDTH, HEIGHT, MARGIN = 720, 420, 36
#: Signs of the symbols in the picture; the phones draw the same.
SIGNS = {
    Symbol.COMMAND_POST: "指",
    Symbol.ASSEMBLY: "集",
    Symbol.STAGING: "待",
    Symbol.CASUALTIES: "伤",
    Symbol.DECONTAMINATION: "洗",
    Symbol.WATER: "水",
}
#: Level by which a meaning is coloured; none: ink.
LEVELS = {Symbol.HOT: 1, Symbol.WARM: 2, Symbol.COLD: 4, Symbol.CASUALTIES: 1, Symbol.WATER: 4}
METRES_PER_DEGREE = 111_320.0


def caption(element: SketchElement) -> str:
    """What stands beside an element: its own words, else its meaning."""
    return element.label or (str(element.get_symbol_display()) if element.symbol else "")


def feature(element: SketchElement) -> dict[str, Any]:
    """Return an element as a GeoJSON feature with author and time."""
    return {
        "type": "Feature",
        "id": str(element.key),
        "geometry": json.loads(element.geometry.geojson),
        "properties": {
            "tool": element.tool,
            "symbol": element.symbol,
            "text": element.label,
            "label": caption(element),
            "level": LEVELS.get(Symbol(element.symbol)) if element.symbol else None,
            "author": element.author_name,
            "author_id": element.author_id,
            "at": element.changed_at.isoformat(),
            "drawn_at": element.drawn_at.isoformat(),
        },
    }


def features_of(scene: Scene) -> list[dict[str, Any]]:
    """Return what stands on the sketch of a scene now."""
    return [feature(element) for element in scene.elements.filter(removed_at__isnull=True)]


def sketch_overlay(title: str, features: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a sketch as overlays of a map: areas, lines and points."""
    rows = list(features)
    found = []
    for kind, tools in (
        ("zone", (Tool.AREA,)),
        ("route", (Tool.LINE, Tool.ARROW)),
        ("point", (Tool.SYMBOL, Tool.TEXT)),
    ):
        part = [row for row in rows if row["properties"]["tool"] in tools]
        if part:
            found.append(overlay(f"sketch-{kind}", title, kind, part))
    return found


@dataclass(frozen=True)
class _Frame:
    """Where degrees fall in the picture."""

    west: float
    north: float
    scale: float
    cosine: float
    left: float
    top: float

    def at(self, position: Iterable[float]) -> tuple[float, float]:
        x, y = list(position)[:2]
        return (
            round(self.left + (x - self.west) * self.cosine * self.scale, 1),
            round(self.top + (self.north - y) * self.scale, 1),
        )


def _positions(geometry: Mapping[str, Any]) -> list[list[float]]:
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            return [coordinates]
        case "LineString":
            return list(coordinates)
        case "Polygon":
            return [p for ring in coordinates for p in ring]
        case "MultiPolygon":
            return [p for polygon in coordinates for ring in polygon for p in ring]
    return []


def _frame(positions: list[list[float]]) -> _Frame | None:
    if not positions:
        return None
    xs, ys = [p[0] for p in positions], [p[1] for p in positions]
    cosine = math.cos(math.radians((min(ys) + max(ys)) / 2))
    least = 400 / METRES_PER_DEGREE  # a single point is shown with what is near
    wide = max((max(xs) - min(xs)) * cosine, least)
    high = max(max(ys) - min(ys), least)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    centre_x, centre_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return _Frame(centre_x, centre_y, scale, cosine, WIDTH / 2, HEIGHT / 2)


def sketch_picture(
    features: Iterable[Mapping[str, Any]],
    *,
    zones: Iterable[Mapping[str, Any]] = (),
    place: tuple[float, float] | None = None,
    title: str = "",
) -> SafeString:
    """Draw a sketch over its danger zones as SVG, north up; empty when there is nothing."""
    rows, areas = list(features), list(zones)
    spots = [p for row in (rows or areas) for p in _positions(row["geometry"])]
    frame = _frame(spots + ([list(place)] if place and spots else []))
    if frame is None:
        return SafeString("")
    parts = [_drawn(frame, row, is_zone=True) for row in areas]
    if place is not None:
        x, y = frame.at(place)
        parts.append(format_html('<circle class="sketch__place" cx="{}" cy="{}" r="6"/>', x, y))
    parts += [_drawn(frame, row) for row in rows]
    return format_html(
        '<svg class="sketch__picture" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        HEIGHT,
        title,
        SafeString("".join(parts)),
    )


def _drawn(frame: _Frame, row: Mapping[str, Any], *, is_zone: bool = False) -> SafeString:
    properties, geometry = row["properties"], row["geometry"]
    level = properties.get("level") or 0
    css = "sketch__zone" if is_zone else f"sketch__{properties.get('tool', Tool.AREA)}"
    points = [frame.at(p) for p in _positions(geometry)]
    label = conditional_escape(properties.get("label", ""))
    if geometry["type"] in ("Polygon", "MultiPolygon"):
        polygons = (
            [geometry["coordinates"]]
            if geometry["type"] == "Polygon"
            else list(geometry["coordinates"])
        )
        path = " ".join(
            "M" + " L".join(f"{x} {y}" for x, y in map(frame.at, ring)) + "Z"
            for polygon in polygons
            for ring in polygon
        )
        shape = format_html('<path class="{} sketch--{}" d="{}"/>', css, level, path)
        top = min(points, key=lambda p: p[1])
        return shape + format_html(
            '<text class="sketch__label" x="{}" y="{}">{}</text>', *top, label
        )
    if geometry["type"] == "LineString":
        line = " ".join(f"{x},{y}" for x, y in points)
        middle = points[len(points) // 2]
        head = (
            format_html('<path class="sketch__head sketch--{}" d="{}"/>', level, _head(points))
            if properties.get("tool") == Tool.ARROW
            else ""
        )
        return format_html(
            '<polyline class="{} sketch--{}" points="{}"/>{}'
            '<text class="sketch__label" x="{}" y="{}">{}</text>',
            css,
            level,
            line,
            head,
            middle[0],
            middle[1] - 6,
            label,
        )
    x, y = points[0]
    if properties.get("tool") == Tool.TEXT:
        return format_html('<text class="sketch__text" x="{}" y="{}">{}</text>', x, y, label)
    sign = SIGNS.get(properties.get("symbol", ""), "●")
    return format_html(
        '<g class="sketch__symbol sketch--{}"><rect x="{}" y="{}" width="24" height="24" rx="4"/>'
        '<text x="{}" y="{}">{}</text></g><text class="sketch__label" x="{}" y="{}">{}</text>',
        level,
        x - 12,
        y - 12,
        x,
        y + 5,
        sign,
        x,
        y + 26,
        label,
    )


def _head(points: list[tuple[float, float]]) -> str:
    """Return the triangle at the end of an arrow."""
    (x0, y0), (x1, y1) = points[-2:]
    angle = math.atan2(y1 - y0, x1 - x0)
    corners = [
        f"{x1 + math.cos(angle + turn) * length:.1f} {y1 + math.sin(angle + turn) * length:.1f}"
        for turn, length in ((0.0, 7.0), (2.55, 15.0), (-2.55, 15.0))
    ]
    return f"M{'L'.join(corners)}Z"
