"""Departments, command structure, teams, stores."""

from __future__ import annotations

from collections import Counter

import pytest

from anlan.demonstration.generator.divisions import SEED_COUNTIES


@pytest.mark.parametrize("name", tuple(SEED_COUNTIES))
def test_the_command_structure_is_one_eleven_and_n(county_named, name):
    county = county_named(name)
    kinds = Counter(c.kind for c in county.command_posts)
    named = [c for c in county.command_posts if c.kind == "special" and not c.is_assumed]

    assert (kinds["general"], kinds["special"]) == (1, 11)
    assert kinds["section"] == sum(r.level == "township" for r in county.regions)
    assert {c.source for c in named} == {"004 L44"}
    assert len(named) == 5


def test_there_are_departments_townships_and_committees(longyou):
    kinds = Counter(o.kind for o in longyou.organisations)

    assert kinds["department"] == 25
    assert kinds["township"] == 15
    assert kinds["committee"] == 7
    assert {"龙游县应急管理局", "龙游县公安局", "龙游县消防救援大队", "龙游县委宣传部"} <= {
        o.name for o in longyou.organisations
    }


def test_a_head_of_department_has_a_deputy_in_b_role(longyou):
    heads = {p.key for p in longyou.posts if p.key.endswith(":head") and p.key.count(":") == 1}
    roles = {}
    for appointment in longyou.appointments:
        roles.setdefault(appointment.post, set()).add(appointment.role)

    departments = {f"{o.key}:head" for o in longyou.organisations if o.kind == "department"}
    assert departments <= heads
    assert all(roles[post] == {"A", "B"} for post in departments)


def test_teams_of_every_kind_stand_by(longyou):
    kinds = Counter(t.kind for t in longyou.teams)

    assert kinds == {
        "comprehensive": 2,
        "professional": 9,
        "medical": 2,
        "enterprise": 2,
        "social": 3,
        "grassroots": 7,
    }
    assert {c for t in longyou.teams for c in t.capabilities} >= {
        "chemical_rescue",
        "fire_fighting",
        "medical",
        "evacuation",
        "environmental_monitoring",
        "electricity",
        "flood_rescue",
        "forest_fire",
        "search_rescue",
    }
    assert all(t.strength > len(t.members) and t.equipment for t in longyou.teams)


def test_stores_hold_stock_and_shelters_hold_people(longyou):
    wanted = {
        "breathing_apparatus",
        "chemical_suit",
        "absorbent",
        "plugging_tools",
        "blower",
        "fire_suit",
        "sandbag",
        "life_jacket",
        "pump",
    }
    assert wanted <= {line.code for w in longyou.warehouses for line in w.stock}
    assert all(w.stock for w in longyou.warehouses)
    assert all(s.open_places == s.capacity > 0 for s in longyou.shelters)
    assert {s.region[:9] for s in longyou.shelters} == {
        r.code[:9] for r in longyou.regions if r.level == "township"
    }


def test_people_live_around_the_flagship(longyou):
    flagship = longyou.enterprises[0]
    near = [
        s
        for s in longyou.sites
        if abs(s.position.longitude - flagship.position.longitude) < 0.031
        and abs(s.position.latitude - flagship.position.latitude) < 0.027
    ]

    assert {"school", "kindergarten", "hospital", "nursing_home", "market"} <= {
        s.kind for s in near
    }
