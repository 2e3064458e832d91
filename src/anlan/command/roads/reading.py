"""Reading roads from maps: OpenStreetMap (.osm, .osm.pbf), GeoPackage, Shapefile, GeoJSON.

GDAL reads them all; what differs is where class, name, limit and direction stand.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from django.contrib.gis.gdal import DataSource, GDALException
from django.contrib.gis.gdal.feature import Feature
from django.contrib.gis.gdal.libgdal import lgdal
from django.contrib.gis.gdal.prototypes import ds as gdal
from django.utils.translation import gettext as _

from anlan.command.roads.choices import CLASSES
from anlan.command.roads.constants import MOST_PROBLEMS, MOST_UNPACKED
from anlan.command.roads.speeds import class_words
from anlan.kernel.errors import InvalidInput
from anlan_science.roads.building import Built, Way, build_network

#: Endings of files that are read.
ENDINGS = (".osm.pbf", ".pbf", ".osm", ".gpkg", ".zip", ".geojson", ".json")
#: What an archive may hold.
PARTS = (
    ".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".shp.xml", ".gpkg",
    ".geojson", ".txt",
)  # fmt: skip
#: Columns by what they hold, in lower case; the first that is there counts.
COLUMNS = {
    "class": ("highway", "road_class", "fclass", "class", "type", "等级", "道路等级", "dldj"),
    "name": ("name", "road_name", "名称", "道路名称", "dlmc"),
    "limit": ("maxspeed", "speed_km_h", "speed", "限速"),
    "direction": ("oneway", "one_way", "单行"),
}
_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_LIMIT = re.compile(r"^\s*(\d{1,3})(?:\.0+)?\s*(mph)?")
_FORTH, _AGAINST = {"yes", "true", "1", "f", "ft", "t"}, {"-1", "reverse", "tf"}
#: Shapefiles give coordinates with less care: ends within a decimetre are the same.
_CARELESS = 1e-6
KM_PER_MILE = 1.609344
#: How a Shapefile is written that neither says so nor is UTF-8: as Chinese programs write.
USUAL_ENCODING = "GB18030"


@dataclass
class Problem:
    """A line of the file that could not be used, and why."""

    row: str
    text: str


@dataclass
class Found:
    """What was read from a map."""

    ways: list[Way] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    def refuse(self, row: str, text: str) -> None:
        """Keep a problem."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(row, text))


def read_network(path: Path) -> tuple[Built, Found]:
    """Read a map and build the network; raises ``InvalidInput`` when there is none in it."""
    found = read_ways(path)
    if not found.ways:
        raise InvalidInput(_("The file holds no road that can be driven on."))
    is_osm = path.name.endswith((".pbf", ".osm"))
    built = build_network(found.ways, CLASSES, **({} if is_osm else {"grid": _CARELESS}))
    return built, found


def read_ways(path: Path) -> Found:
    """Read the lines of a map that are roads; what cannot be used is told line by line."""
    if not _is_what_it_says(path):
        raise InvalidInput(_("The file cannot be read as a map."))
    if path.suffix == ".zip" and _unpacked(path) > MOST_UNPACKED:
        words = _("The file is too large: at most %(most)d MB.")
        raise InvalidInput(words % {"most": MOST_UNPACKED // 2**20})
    try:
        return _ways(path)
    except UnicodeDecodeError:  # a Shapefile that does not say how it is written
        try:
            with _encoding(USUAL_ENCODING):
                return _ways(path)
        except UnicodeDecodeError as error:
            raise InvalidInput(_("The file cannot be read as a map.")) from error


@contextmanager
def _encoding(name: str) -> Iterator[None]:
    """Shapefiles read in this thread are written in an encoding, whatever they say."""
    lgdal.CPLSetThreadLocalConfigOption(b"SHAPE_ENCODING", name.encode())
    try:
        yield
    finally:
        lgdal.CPLSetThreadLocalConfigOption(b"SHAPE_ENCODING", None)


def _ways(path: Path) -> Found:
    found = Found()
    for number, feature, columns in _features(path):
        tags = _tags(feature, columns)
        word = tags.get("class", "").strip()
        if not word:
            if "highway" not in columns.values():
                found.refuse(number, _("no class of road"))
            continue
        road_class = class_words().get(word) or class_words().get(word.lower())
        if road_class is None:
            if "fclass" not in columns.values() and "highway" not in columns.values():
                found.refuse(number, _("unknown class of road: %(word)s") % {"word": word})
            continue
        if "no" in (tags.get("access"), tags.get("motor_vehicle"), tags.get("vehicle")) and (
            tags.get("emergency") not in ("yes", "designated")
        ):
            continue
        try:
            lines = list(_lines(feature))
        except (GDALException, ValueError) as error:
            found.refuse(number, _("the line cannot be read: %(error)s") % {"error": error})
            continue
        for points in lines:
            found.ways.append(
                Way(
                    points,
                    road_class,
                    tags.get("name", "")[:100],
                    _limit(tags.get("limit", "")),
                    _direction(tags, word),
                )
            )
    return found


def _is_what_it_says(path: Path) -> bool:
    """Whether the content fits the ending: GDAL would also follow links of other formats."""
    with path.open("rb") as file:
        head = file.read(64)
    if path.suffix == ".zip":
        if not zipfile.is_zipfile(path):
            return False
        with zipfile.ZipFile(path) as archive:
            names = [n.lower() for n in archive.namelist() if not n.endswith("/")]
        return bool(names) and all(n.endswith(PARTS) for n in names)
    if path.suffix == ".gpkg":
        return head.startswith(b"SQLite format 3")
    if path.suffix == ".pbf":
        return b"OSMHeader" in head
    if path.suffix == ".osm":
        return head.lstrip(b"\xef\xbb\xbf").lstrip().startswith((b"<?xml", b"<osm"))
    return head.lstrip(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _unpacked(path: Path) -> int:
    """Return the size of what an archive holds [bytes]."""
    with zipfile.ZipFile(path) as archive:
        return sum(part.file_size for part in archive.infolist())


def _features(path: Path) -> Iterator[tuple[str, Feature, dict[str, str]]]:
    """Yield the features of the line layers with a number and the columns that mean something.

    OpenStreetMap is read as it comes, all layers in turn; a layer alone would stop early.
    """
    is_osm = path.name.endswith((".pbf", ".osm"))
    os.environ["OGR_INTERLEAVED_READING"] = "YES"
    try:
        source = DataSource(f"/vsizip/{path}" if path.suffix == ".zip" else str(path))
    except GDALException as error:
        raise InvalidInput(_("The file cannot be read as a map.")) from error
    layers = [source[index] for index in range(len(source))]
    known = [_columns(layer.fields, is_osm=is_osm) for layer in layers]
    number, more = 0, True
    while more:
        more = False
        for layer, columns in zip(layers, known, strict=True):
            while True:
                try:
                    pointer = gdal.get_next_feature(layer.ptr)
                except GDALException:
                    break  # the end, for now
                more = True
                feature = Feature(pointer, layer)
                if is_osm and layer.name != "lines":
                    continue
                number += 1
                yield (
                    str(feature.get("osm_id")) if is_osm else f"{layer.name} {number}",
                    feature,
                    columns,
                )


def _columns(fields: list[str], *, is_osm: bool) -> dict[str, str]:
    lower = {name.lower(): name for name in fields}
    found = {
        meaning: lower[name]
        for meaning, names in COLUMNS.items()
        for name in reversed(names)
        if name in lower
    }
    if is_osm:
        found["tags"] = "other_tags"
    return found


def _tags(feature: Feature, columns: dict[str, str]) -> dict[str, str]:
    values = {
        meaning: "" if (value := feature.get(name)) is None else str(value)
        for meaning, name in columns.items()
    }
    tags = dict(_TAG.findall(values.pop("tags", "")))
    values["limit"] = values.get("limit") or tags.get("maxspeed", "")
    values["direction"] = values.get("direction") or tags.get("oneway", "")
    if not values.get("name"):
        values["name"] = tags.get("ref", "")
    for name in ("access", "motor_vehicle", "vehicle", "emergency", "junction"):
        values[name] = tags.get(name, "")
    return values


def _lines(feature: Feature) -> Iterator[np.ndarray[Any, Any]]:
    geometry: Any = feature.geom
    if geometry.srs is not None and not geometry.srs.geographic:
        geometry.transform(4326)
    parts = list(geometry) if "Multi" in geometry.geom_type.name else [geometry]
    for part in parts:
        points = np.asarray(part.tuple, dtype=np.float64)
        if points.ndim != 2 or len(points) < 2:
            raise ValueError(_("no line"))
        points = points[:, :2]
        west, south = points.min(axis=0)
        east, north = points.max(axis=0)
        if west < -180 or east > 180 or south < -90 or north > 90:
            raise ValueError(_("coordinates are no degrees"))
        yield points


def _limit(text: str) -> float:
    """A posted limit in m/s, 0 when there is none to be read."""
    match = _LIMIT.match(text)
    if not match:
        return 0.0
    return float(match[1]) * (KM_PER_MILE if match[2] else 1.0) / 3.6


def _direction(tags: dict[str, str], word: str) -> int:
    given = tags.get("direction", "").strip().lower()
    if given in _AGAINST:
        return -1
    if given in _FORTH:
        return 1
    is_ring = tags.get("junction") in ("roundabout", "circular")
    is_motorway = word in ("motorway", "motorway_link")
    return 1 if (is_ring or is_motorway) and given not in ("no", "0", "false") else 0
