"""The real administrative tree and county boundary, read from the tables of ``base.regions``."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from shapely.geometry import MultiPolygon, Polygon, shape

DATA = files("anlan.base.regions") / "data"

SEED_COUNTIES = {
    "龙游县": "330825",
    "蓟州区": "120119",
    "兖州区": "370812",
    "东昌府区": "371502",
    "科尔沁区": "150502",
}

NOTES = {
    "371502": (
        "聊城江北水城旅游度假区不是统计上的县级单位,其湖西街道、李海务街道、于集镇、朱老庄镇计入东昌府区。"
    ),
    "150502": "通辽经济技术开发区(统计代码150571)位于科尔沁区边界之内,其镇街未计入本演示县域。",
}


class UnknownCounty(LookupError):
    """No boundary or villages are at hand for a county of this name."""


@dataclass(frozen=True)
class Division:
    """A unit of the administrative tree as the statistics bureau writes it."""

    code: str
    name: str


@dataclass(frozen=True)
class CountyDivisions:
    """A county with its superiors, townships and villages, its boundary and its label point."""

    province: Division
    city: Division
    county: Division
    townships: tuple[Division, ...]
    villages: dict[str, tuple[Division, ...]]
    boundary: MultiPolygon
    label: tuple[float, float]
    notes: tuple[str, ...]

    @property
    def short_name(self) -> str:
        """The county's name without 县 or 区, as firms carry it."""
        return self.county.name.rstrip("县区市旗") or self.county.name


def _rows(name: str, about: str = "") -> list[dict[str, str]]:
    """Rows of a table, compressed or not; only those that name a code ``about``."""
    raw = (DATA / name).read_bytes()
    if name.endswith(".gz"):
        raw = gzip.decompress(raw)
    head, *lines = raw.decode("utf-8").splitlines()
    return list(csv.DictReader([head, *(line for line in lines if about in line)]))


@cache
def _boundaries() -> dict[str, dict[str, Any]]:
    """County features by six-digit code."""
    raw = gzip.decompress((DATA / "county_boundaries.geojson.gz").read_bytes())
    return {str(f["properties"]["district_adcode"]): f for f in json.loads(raw)["features"]}


def read_county(name: str) -> CountyDivisions:
    """The divisions of one of the five counties that the source documents speak of.

    Raises ``UnknownCounty`` for any other name.
    """
    code = SEED_COUNTIES.get(name, name)
    feature = _boundaries().get(code)
    if code not in SEED_COUNTIES.values() or feature is None:
        raise UnknownCounty(f"{name}: choose one of {', '.join(SEED_COUNTIES)}")
    area = next(row for row in _rows("areas.csv") if row["code"] == code)
    city = next(row for row in _rows("cities.csv") if row["code"] == area["cityCode"])
    province = next(row for row in _rows("provinces.csv") if row["code"] == area["provinceCode"])
    townships = sorted(
        (row["code"], row["name"])
        for row in _rows("streets.csv.gz", code)
        if row["areaCode"] == code
    )
    villages: dict[str, list[Division]] = {township: [] for township, _ in townships}
    for row in _rows("villages.csv.gz", code):
        if row["areaCode"] == code:
            villages[row["streetCode"]].append(Division(row["code"], row["name"]))
    geometry = shape(feature["geometry"])
    boundary = MultiPolygon([geometry]) if isinstance(geometry, Polygon) else geometry
    properties = feature["properties"]
    return CountyDivisions(
        province=Division(province["code"].ljust(12, "0"), province["name"]),
        city=Division(city["code"].ljust(12, "0"), city["name"]),
        county=Division(code.ljust(12, "0"), area["name"]),
        townships=tuple(Division(c.ljust(12, "0"), n) for c, n in townships),
        villages={
            c.ljust(12, "0"): tuple(sorted(v, key=lambda d: d.code)) for c, v in villages.items()
        },
        boundary=boundary,
        label=(float(properties["lon"]), float(properties["lat"])),
        notes=(NOTES[code],) if code in NOTES else (),
    )
