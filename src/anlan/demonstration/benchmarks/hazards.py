"""Server time of hazards and graded risk: services, roll-up, statistics, lists, details, tiles."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from anlan.demonstration.benchmarks.dual_prevention import COUNTY
from anlan.demonstration.benchmarks.pages import Timing, count_queries, measure, tile_at
from anlan.kernel.actor import Actor, Scope, granted
from anlan.kernel.policy import all_actions

SERVICE_CALLS, LIST_REQUESTS, DETAIL_REQUESTS, TILE_REQUESTS = 200, 160, 60, 60
#: Every figure of a whole county or quarter is taken this often; the slowest counts.
ROUNDS = 5
#: Views that are not empty with a thousand rows; their statements are counted.
COUNTED = (
    ("hazards:list", "?tab=all"),
    ("hazards:list", "?tab=all&sort=due_at&page=2"),
    ("hazards:list", "?tab=all&level=3&source=inspection&sort=-reported_at"),
    ("hazards:list", "?tab=all&state=cancelled&q=灭火器"),
    ("hazards:quarterly", ""),
    ("hazards:statistics", ""),
    ("risk:list", ""),
    ("risk:list", "?current_level=3&sort=name"),
    ("risk:list", "?q=配电室&sort=-enterprise&page=2"),
    ("risk:overview", ""),
)
LAYERS = ("hazards", "risk_units", "risk_townships")


def make_actor(name: str, *, organisation_id: int | None = None) -> Actor:
    """Somebody of the county's bureau, or of an enterprise, with the rights of the role."""
    role = "bureau_officer" if organisation_id is None else "enterprise_manager"
    scope = (
        Scope("region", COUNTY)
        if organisation_id is None
        else Scope("organisation", str(organisation_id))
    )
    rights = [action.code for action in all_actions() if role in action.roles]
    return Actor(
        kind="person",
        id=f"bench:{name}",
        display_name=f"演示{name}",
        organisation_id=organisation_id,
        grants=(granted(rights, scope, role),),
    )


def took(work: Callable[[], Any]) -> float:
    """Milliseconds of a piece of work."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


@contextmanager
def _weighed(timing: Timing) -> Iterator[None]:
    """Note how long the services spend on re-grading within their transaction."""
    from anlan.supervision.hazards.services import regrading

    def noted(work: Callable[..., None]) -> Callable[..., None]:
        def call(*args: Any) -> None:
            timing.add(took(lambda: work(*args)), work.__name__)

        return call

    with (
        patch.object(regrading, "weigh", noted(regrading.weigh)),
        patch.object(regrading, "unweigh", noted(regrading.unweigh)),
    ):
        yield


def measure_services(calls: int, seed: int = 3) -> dict[str, Any]:
    """Report hazards on units and bring them to their end; each call with its commit."""
    from anlan.supervision.hazards.services import rectification
    from anlan.supervision.hazards.services.reporting import report_hazard

    chance = random.Random(seed)
    unit = apps.get_model("risk.RiskUnit")._default_manager
    regrade = apps.get_model("risk.RegradeRecord")._default_manager
    units = list(
        unit.filter(is_retired=False)
        .order_by("pk")
        .values_list("pk", "name", "enterprise_id", "enterprise__organisation_id")
    )
    reports, ends, regrades = Timing(), Timing(), Timing()
    officer, second = make_actor("检查员"), make_actor("验收员")
    before = regrade.count()
    with _weighed(regrades):
        for pk, name, enterprise_id, organisation_id in chance.choices(units, k=calls):
            # Two on the same unit raise its level, as the rules want it.
            hazards = []
            for title in ("演示配电箱未接地", "演示灭火器失效"):
                started = time.perf_counter()
                hazards.append(
                    report_hazard(
                        source="inspection",
                        title=title,
                        category="things_electric",
                        enterprise_id=enterprise_id,
                        unit_id=pk,
                        unit_name=name,
                        actor=officer,
                    )
                )
                reports.add((time.perf_counter() - started) * 1000, f"unit {pk}")
            key = hazards[0].pk
            owner = make_actor("安全员", organisation_id=organisation_id)
            rectification.submit_rectification(hazard_id=key, text="已接地。", actor=owner)
            rectification.review_rectification(hazard_id=key, actor=officer)
            started = time.perf_counter()
            rectification.accept_rectification(hazard_id=key, actor=second)
            ends.add((time.perf_counter() - started) * 1000, f"unit {pk}")
    return {
        "regrade_p50_ms": regrades.median,
        "regrade_p95_ms": regrades.percentile(0.95),
        "report_p50_ms": reports.median,
        "report_p95_ms": reports.percentile(0.95),
        "close_p50_ms": ends.median,
        "close_p95_ms": ends.percentile(0.95),
        "regrades": len(regrades.values),
        "levels_changed": regrade.count() - before,
    }


def measure_figures(client: Client, rounds: int = ROUNDS) -> dict[str, Any]:
    """Sum the county: roll-up of risk, quarterly table and statistics, with their pages."""
    from anlan.supervision.hazards.selectors.periods import recent_periods
    from anlan.supervision.hazards.selectors.quarterly import quarterly_table
    from anlan.supervision.risk.selectors import roll_up

    officer = make_actor("统计员")
    quarters = [period for period in recent_periods() if "Q" in period.code]
    rollup, rollup_page, quarterly, quarterly_page, statistics = (Timing() for _n in range(5))
    for timing, name in (
        (rollup_page, "risk:overview"),
        (quarterly_page, "hazards:quarterly"),
        (statistics, "hazards:statistics"),
    ):
        client.get(reverse(name))
        for _n in range(rounds):
            measure(client, reverse(name), timing)
    for _n in range(rounds):
        rollup.add(took(lambda: roll_up(officer)), COUNTY)
    towns = roll_up(officer)
    for town in towns[:rounds]:
        measure(client, reverse("risk:township", args=[town.code]), rollup_page)
    for period in quarters:
        for _n in range(2):
            quarterly.add(took(lambda p=period: quarterly_table(officer, p)), period.code)  # type: ignore[misc]
    return {
        "rollup_ms": round(rollup.slowest[0], 1),
        "rollup_page_ms": round(rollup_page.slowest[0], 1),
        "rollup_units": sum(town.units for town in towns),
        "counted_units": count_units(),
        "rollup_townships": len(towns),
        "quarterly_ms": round(quarterly.slowest[0], 1),
        "quarterly_p50_ms": quarterly.median,
        "quarterly_slowest": quarterly.slowest[1],
        "quarterly_page_ms": round(quarterly_page.slowest[0], 1),
        "statistics_page_ms": round(statistics.slowest[0], 1),
    }


def count_units() -> int:
    """Count from the units themselves what the tallies should add up to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM risk_riskunit u JOIN enterprises_enterprise e "
            "ON e.id = u.enterprise_id WHERE NOT u.is_retired AND e.status <> 'closed' "
            "AND (u.assessed_on IS NOT NULL OR u.current_level < 4)"
        )
        return int(cursor.fetchone()[0])


def hazard_query(chance: random.Random) -> dict[str, str]:
    """Draw one way of looking at the list of hazards."""
    query: dict[str, str] = {}
    tab = chance.choice(["", "", "all", "all", "all", "overdue", "major", "listed", "review"])
    if tab:
        query["tab"] = tab
    if chance.random() < 0.3:
        query["level"] = chance.choice(["1", "3"])
    if chance.random() < 0.25:
        query["source"] = chance.choice(["self_report", "inspection", "grid", "tip_off", "check"])
    if chance.random() < 0.2:
        query["state"] = chance.choice(["rectifying", "cancelled", "rejected", "looked_back"])
    if chance.random() < 0.25:
        query["township"] = f"{COUNTY}{chance.randint(100, 114)}"
    if chance.random() < 0.15:
        query["sector"] = chance.choice(["coating", "textile", "gas", "mine"])
    if chance.random() < 0.15:
        query["category"] = chance.choice(["things_electric", "management_no_permit"])
    if chance.random() < 0.1:
        query["family"] = chance.choice(["people", "things"])
    if chance.random() < 0.05:
        query["reported_from"] = "2026-01-01"
    if chance.random() < 0.3:
        query["q"] = chance.choice(
            ["灭火器", "配电箱", "东区", "mhqylbz", "dongqu", "疏散通道 一号", "塔式起重机", "没有"]
            + [f"演示路{chance.randint(1, 900)}号", f"演示隐患{chance.randint(1, 900_000)}"]
        )
    query["sort"] = chance.choice(
        ["-pk", "due_at", "-due_at", "reported_at", "-reported_at", "level", "state", "source"]
    )
    if query["sort"] == "-pk":
        del query["sort"]
    if chance.random() < 0.25:
        query["page"] = str(chance.choice([2, 3, 10, 40]))
    return query


def unit_query(chance: random.Random) -> dict[str, str]:
    """Draw one way of looking at the register of units."""
    query: dict[str, str] = {}
    if chance.random() < 0.35:
        query["tab"] = chance.choice(["red", "raised", "retired"])
    if chance.random() < 0.3:
        query["current_level"] = chance.choice(["1", "2", "3", "4"])
    if chance.random() < 0.2:
        query["residual_level"] = chance.choice(["1", "2", "3", "4"])
    if chance.random() < 0.25:
        query["township"] = f"{COUNTY}{chance.randint(100, 114)}"
    if chance.random() < 0.15:
        query["control_level"] = chance.choice(["company", "workshop", "team", "post"])
    if chance.random() < 0.3:
        query["q"] = chance.choice(
            ["配电室", "储罐区", "东区", "fanyingfu", "pds", "三号 行车", "没有"]
            + [f"u{chance.randint(1, 199_000)}"]
        )
    if chance.random() < 0.7:
        query["sort"] = chance.choice(
            ["name", "-name", "current_level", "-current_level", "enterprise", "-enterprise"]
        )
    if chance.random() < 0.25:
        query["page"] = str(chance.choice([2, 3, 10, 40]))
    return query


def list_urls(name: str, chance: random.Random, count: int) -> list[str]:
    """Addresses of drawn views of a list."""
    draw = {"hazards:list": hazard_query, "risk:list": unit_query}[name]
    return [f"{reverse(name)}?{urlencode(draw(chance))}" for _n in range(count)]


def sample_ids(label: str, count: int, chance: random.Random) -> list[int]:
    """Keys spread over a table."""
    rows: Any = apps.get_model(label)._default_manager.order_by("-pk")
    largest = rows.values_list("pk", flat=True).first() or 0
    wanted = [chance.randint(1, largest) for _n in range(count)]
    return list(rows.filter(pk__in=wanted).values_list("pk", flat=True))


def measure_pages(client: Client, requests: dict[str, int], seed: int = 7) -> dict[str, Any]:
    """Ask for drawn lists, detail pages and tiles; returns the figures of each kind."""
    found: dict[str, Any] = {}
    worst = 0.0
    for kind, name in (("hazard", "hazards:list"), ("unit", "risk:list")):
        timing = Timing()
        for url in list_urls(name, random.Random(seed + 1), 10):
            client.get(url)
        for url in list_urls(name, random.Random(seed), requests["list"]):
            measure(client, url, timing)
        worst = max(worst, timing.percentile(0.95))
        found |= {
            f"{kind}_list_p50_ms": timing.median,
            f"{kind}_list_p95_ms": timing.percentile(0.95),
            f"{kind}_list_max_ms": round(timing.slowest[0], 1),
            f"{kind}_list_slowest": timing.slowest[1],
        }
    details, tiles, plain = Timing(), Timing(), Timing()
    chance = random.Random(seed)
    for _n in range(requests["list"] // 10 + 1):
        measure(client, reverse("enterprises:list"), plain)
    for label, name in (
        ("hazards.Hazard", "hazards:hazard"),
        ("risk.RiskUnit", "risk:unit"),
        ("enterprises.Enterprise", "risk:enterprise"),
    ):
        ids = sample_ids(label, requests["detail"] // 3, chance)
        client.get(reverse(name, args=ids[:1]))
        for pk in ids:
            measure(client, reverse(name, args=[pk]), details)
    for layer in LAYERS:
        for _n in range(requests["tile"] // len(LAYERS)):
            z = chance.choice([10, 11, 12, 13, 14, 15, 16])
            x, y = tile_at(119 + chance.random() / 2, 28.8 + chance.random() / 2, z)
            url = reverse("onemap:tile", args=[layer, z, x, y])
            measure(client, url, tiles)
    return {
        "list_p95_ms": worst,
        **found,
        # A short list of the same kind, to judge a busy machine by.
        "plain_list_p50_ms": plain.median,
        "detail_p50_ms": details.median,
        "detail_p95_ms": details.percentile(0.95),
        "detail_slowest": details.slowest[1],
        "tile_p50_ms": tiles.median,
        "tile_p95_ms": tiles.percentile(0.95),
        "tile_slowest": tiles.slowest[1],
    }


def counted_urls() -> list[str]:
    """Addresses whose statements are counted: views, a hazard, a unit."""
    first = {
        label: apps.get_model(label)._default_manager.order_by("pk").values_list("pk", flat=True)[0]
        for label in ("hazards.Hazard", "risk.RiskUnit")
    }
    return [
        *(f"{reverse(name)}{query}" for name, query in COUNTED),
        reverse("hazards:hazard", args=[first["hazards.Hazard"]]),
        reverse("risk:unit", args=[first["risk.RiskUnit"]]),
    ]


def table_sizes() -> dict[str, int]:
    """How many rows there are, and how many hazards are open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM enterprises_enterprise), "
            "(SELECT count(*) FROM risk_riskunit), count(*), count(*) FILTER "
            "(WHERE state NOT IN ('rejected', 'cancelled', 'looked_back')) FROM hazards_hazard"
        )
        row = cursor.fetchone()
    return dict(zip(("enterprises", "units", "hazards", "open_hazards"), row, strict=True))


__all__ = [
    "DETAIL_REQUESTS",
    "LIST_REQUESTS",
    "SERVICE_CALLS",
    "TILE_REQUESTS",
    "count_queries",
    "counted_urls",
    "measure_figures",
    "measure_pages",
    "measure_services",
    "table_sizes",
]
