"""Server time of list pages, dossiers and map tiles over a million rows."""

from __future__ import annotations

import math
import random
import statistics
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

#: Views of the list that are not empty with a thousand rows; their statements are counted.
COUNTED = (
    "",
    "?sort=name",
    "?sort=-employees&page=2",
    "?risk_level=3&sort=region",
    "?category=industry&status=operating&sort=-updated_at",
    "?q=化工&sort=sector",
    "?tab=unclaimed&sort=risk_level",
    "?employees_min=5&risk_level=4&category=industry&sort=uscc",
)
LIST_REQUESTS, DETAIL_REQUESTS, TILE_REQUESTS = 240, 80, 80
TILE_LAYER = "enterprises"


@dataclass
class Timing:
    """Milliseconds of one kind of page, with the address of the slowest."""

    values: list[float] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def add(self, ms: float, url: str) -> None:
        """Note one answer."""
        self.values.append(ms)
        self.slowest = max(self.slowest, (ms, url))

    def percentile(self, share: float) -> float:
        """The value that ``share`` of the answers stay under."""
        if not self.values:
            return math.nan
        ordered = sorted(self.values)
        return round(ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)], 1)

    @property
    def median(self) -> float:
        """The middle value."""
        return round(statistics.median(self.values), 1) if self.values else math.nan


def list_queries(chance: random.Random) -> dict[str, str | list[str]]:
    """Draw one way of looking at the list: filtered, searched, sorted, paged."""
    query: dict[str, str | list[str]] = {}
    shape = chance.random()
    if shape < 0.55:
        query["risk_level"] = chance.choice(["1", "2", "3", "4"])
    if 0.2 < shape < 0.5:
        query["township"] = f"33082{chance.randint(1, 9)}{chance.randint(100, 114)}"
    if shape > 0.7:
        query["category"] = chance.choice(["hazchem", "industry", "mining", "crowd"])
    if 0.45 < shape < 0.65:
        query["sector"] = chance.choice(["coating", "textile", "gas", "mine"])
    if chance.random() < 0.3:
        query["q"] = chance.choice(
            [
                "化工",
                "龙洲",
                "精细化工",
                "jingxihuagong",
                "jxhg",
                "湖镇 涂料",
                "烟花爆竹",
                str(chance.randint(10_000, 999_999)),
                "热电 塔石",
                "没有这样的企业",
            ]
        )
    if chance.random() < 0.2:
        query["tab"] = chance.choice(["major", "red", "unclaimed", "suspended"])
    if chance.random() < 0.1:
        query["employees_min"] = "100"
    query["sort"] = chance.choice(
        [
            "name",
            "-name",
            "employees",
            "-employees",
            "risk_level",
            "-risk_level",
            "uscc",
            "sector",
            "region",
            "-updated_at",
        ]
    )
    if chance.random() < 0.25:
        query["page"] = str(chance.choice([2, 3, 10, 40]))
    return query


def tile_urls(chance: random.Random, count: int) -> list[str]:
    """Draw tiles from the whole province down to a street."""
    try:
        reverse("onemap:tile", args=[TILE_LAYER, 10, 0, 0])
    except NoReverseMatch:
        return []
    found = []
    for _n in range(count):
        z = chance.choice([7, 8, 9, 10, 11, 12, 13, 14, 15])
        x, y = tile_at(118.2 + 3.6 * chance.random(), 27.4 + 3.6 * chance.random(), z)
        found.append(reverse("onemap:tile", args=[TILE_LAYER, z, x, y]))
    return found


def tile_at(longitude: float, latitude: float, z: int) -> tuple[int, int]:
    """The tile of a place in the usual web scheme."""
    side = 2**z
    angle = math.radians(latitude)
    return (
        int((longitude + 180) / 360 * side),
        int((1 - math.asinh(math.tan(angle)) / math.pi) / 2 * side),
    )


def measure(client: Client, url: str, timing: Timing) -> None:
    """Ask once and note the server's time; anything but an answer is an error."""
    started = time.perf_counter()
    response = client.get(url)
    body = response.content
    elapsed = (time.perf_counter() - started) * 1000
    if response.status_code not in (200, 204):
        raise RuntimeError(f"{url} answered {response.status_code}: {body[:300]!r}")
    timing.add(elapsed, url)


def count_queries(client: Client, urls: list[str]) -> list[int]:
    """How many statements each page needs."""
    counts = []
    for url in urls:
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        counts.append(len(captured))
    return counts


def list_urls(chance: random.Random, count: int) -> list[str]:
    """Addresses of ``count`` drawn views of the list."""
    base = reverse("enterprises:list")
    return [f"{base}?{urlencode(list_queries(chance), doseq=True)}" for _n in range(count)]


def add_parts(count: int) -> list[int]:
    """Give some enterprises contacts, chemicals and licences; return their ids."""
    enterprise = apps.get_model("enterprises.Enterprise")
    person, contact = (
        apps.get_model("organisations.Person"),
        apps.get_model("enterprises.EnterpriseContact"),
    )
    licence = apps.get_model("enterprises.Licence")
    holding = apps.get_model("enterprises.ChemicalHolding")
    chemical, _made = apps.get_model("chemicals.Chemical")._default_manager.get_or_create(
        cas="7782-50-5", defaults={"name": "氯"}
    )
    total = enterprise._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    ids = [total * step // count for step in range(1, count + 1)]
    found = list(enterprise._default_manager.filter(pk__in=ids))
    for number, owner in enumerate(found):
        people = [
            person._default_manager.create(
                name=f"演示{number}", organisation_id=owner.organisation_id, title="安全管理员"
            )
            for _n in range(3)
        ]
        contact._default_manager.bulk_create(
            [contact(enterprise=owner, person=p, kind="safety_manager") for p in people]
        )
        licence._default_manager.bulk_create(
            [
                licence(enterprise=owner, kind="演示许可证", number=f"{owner.pk}-{n}")
                for n in range(4)
            ]
        )
        holding._default_manager.bulk_create(
            [
                holding(enterprise=owner, chemical=chemical, container=f"V-{n}", quantity_t=1.0 + n)
                for n in range(5)
            ]
        )
    return [owner.pk for owner in found]


def run(client: Client, ids: list[int], seed: int = 7) -> dict[str, Any]:
    """Warm up, then measure lists, dossiers and tiles; returns the figures."""
    chance = random.Random(seed)
    lists, details, tiles = Timing(), Timing(), Timing()
    for url in list_urls(random.Random(seed + 1), 20):
        client.get(url)
    for url in list_urls(chance, LIST_REQUESTS):
        measure(client, url, lists)
    for pk in chance.sample(ids, min(DETAIL_REQUESTS, len(ids))):
        measure(client, reverse("enterprises:detail", args=[pk]), details)
    for url in tile_urls(chance, TILE_REQUESTS):
        measure(client, url, tiles)
    return {
        "list_p50_ms": lists.median,
        "list_p95_ms": lists.percentile(0.95),
        "list_max_ms": round(lists.slowest[0], 1),
        "list_slowest": lists.slowest[1],
        "detail_p50_ms": details.median,
        "detail_p95_ms": details.percentile(0.95),
        "tile_p50_ms": tiles.median,
        "tile_p95_ms": tiles.percentile(0.95),
        "tile_slowest": tiles.slowest[1],
        "list_requests": len(lists.values),
        "detail_requests": len(details.values),
        "tile_requests": len(tiles.values),
    }
