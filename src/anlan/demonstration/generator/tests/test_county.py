"""The county is complete, refers only to itself and comes out the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from anlan.demonstration.generator import generate_county
from anlan.demonstration.generator.divisions import SEED_COUNTIES, UnknownCounty

COUNTIES = tuple(SEED_COUNTIES)
TOWNSHIPS = {"龙游县": 15, "蓟州区": 28, "兖州区": 10, "东昌府区": 24, "科尔沁区": 27}
ROLES = {
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "grid_worker",
    "enterprise_manager",
    "team_leader",
    "warehouse_keeper",
    "system_admin",
    "security_admin",
    "auditor",
}


def test_an_unknown_county_is_refused_with_the_names_at_hand():
    with pytest.raises(UnknownCounty, match="龙游县"):
        generate_county("乌有县")


def test_the_same_seed_gives_the_same_county_in_another_process(longyou):
    code = (
        "from anlan.demonstration.generator import generate_county;"
        "import sys; sys.stdout.write(generate_county('龙游县').digest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": os.pathsep.join(sys.path)}
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )

    assert other.stdout == longyou.digest()


def test_another_seed_gives_another_county(longyou):
    assert generate_county("龙游县", seed=1).digest() != longyou.digest()


def test_a_county_is_made_in_less_than_five_seconds():
    before = time.process_time()

    generate_county("龙游县", seed=2)

    assert time.process_time() - before < 5


@pytest.mark.parametrize("name", COUNTIES)
def test_every_county_of_the_sources_has_its_numbers(county_named, name):
    county = county_named(name)
    levels = [r.level for r in county.regions]

    assert levels.count("township") == TOWNSHIPS[name]
    assert len(county.enterprises) == 600
    assert 380 <= len(county.devices) <= 450
    assert 620 <= len(county.points) <= 780
    assert 20 <= len(county.teams) <= 27
    assert 14 <= len(county.warehouses) <= 20
    assert 35 <= len(county.shelters) <= 50
    assert {a.role for a in county.accounts} == ROLES
    assert len(county.parks) == 2


@pytest.mark.parametrize("name", COUNTIES)
def test_every_reference_finds_its_record(county_named, name):
    county = county_named(name)
    regions = {r.code for r in county.regions}
    organisations = {o.key for o in county.organisations}
    people = {p.key for p in county.people}
    posts = {p.key for p in county.posts}
    enterprises = {e.key for e in county.enterprises}
    devices = {d.code for d in county.devices}
    points = {(p.device, p.key) for p in county.points}
    nodes = {n.key for n in county.road_nodes}
    chemicals = {c.cas for c in county.chemicals}

    assert all(r.parent in regions for r in county.regions if r.parent)
    assert all(
        o.region in regions and o.parent in {None, *organisations} for o in county.organisations
    )
    assert all(p.organisation in organisations for p in county.posts)
    assert all(p.organisation in organisations and p.region in regions for p in county.people)
    assert all(a.person in people and a.post in posts for a in county.appointments)
    for post in county.command_posts:
        assert {post.office, *post.members} <= organisations
        assert {post.commander, *post.deputies} <= people
    for enterprise in county.enterprises:
        assert {enterprise.region, enterprise.township} <= regions
        assert {enterprise.organisation, enterprise.supervisor} <= organisations
        assert {enterprise.principal, enterprise.safety_manager} <= people
    for record in (*county.holdings, *county.equipment, *county.licences):
        assert record.enterprise in enterprises
    assert {h.cas for h in county.holdings} <= chemicals
    assert {p.cas for p in county.points if p.cas} <= chemicals
    for device in county.devices:
        assert device.organisation in organisations and device.region in regions
        assert device.enterprise is None or device.enterprise in enterprises
    assert {p.device for p in county.points} == devices
    assert len(points) == len(county.points)
    assert all((r.device, r.point) in points for r in county.alarm_rules if r.device)
    assert all({r.from_node, r.to_node} <= nodes for r in county.roads)
    for team in county.teams:
        assert team.organisation in organisations and {team.leader, *team.members} <= people
    for store in (*county.warehouses, *county.shelters):
        assert store.organisation in organisations and store.keeper in people
    for account in county.accounts:
        assert account.person in people
        known = {"region": regions, "organisation": organisations, "all": {""}}
        assert account.scope_value in known[account.scope_kind]


@pytest.mark.parametrize("name", COUNTIES)
def test_keys_are_unique(county_named, name):
    county = county_named(name)

    for records, key in (
        (county.regions, "code"),
        (county.organisations, "key"),
        (county.people, "key"),
        (county.people, "name"),
        (county.people, "phone"),
        (county.posts, "key"),
        (county.enterprises, "key"),
        (county.enterprises, "name"),
        (county.devices, "code"),
        (county.alarm_rules, "code"),
        (county.teams, "name"),
        (county.warehouses, "name"),
        (county.shelters, "name"),
        (county.roads, "key"),
        (county.sites, "key"),
        (county.command_posts, "key"),
        (county.accounts, "username"),
        (county.equipment, "key"),
    ):
        values = [getattr(record, key) for record in records]
        assert len(set(values)) == len(values), key


@pytest.mark.parametrize("name", COUNTIES)
def test_a_post_has_one_holder_in_each_role(county_named, name):
    held = [(a.post, a.role) for a in county_named(name).appointments]

    assert len(set(held)) == len(held)


def test_the_accounts_stand_where_the_story_needs_them(longyou):
    accounts = {a.role: a for a in longyou.accounts}
    flagship = next(e for e in longyou.enterprises if e.key == longyou.flagship)
    park = next(p for p in longyou.parks if p.kind == "chemical")
    teams = {t.leader: t for t in longyou.teams}

    assert flagship.park == park.key
    assert accounts["enterprise_manager"].person == flagship.safety_manager
    assert accounts["township_officer"].scope_value == park.region == flagship.township
    assert accounts["grid_worker"].scope_value == flagship.region
    assert "chemical_rescue" in teams[accounts["team_leader"].person].capabilities


def test_people_and_firms_are_visibly_fictitious(longyou):
    assert all(p.name.endswith("演示") and p.phone.startswith("000") for p in longyou.people)
    assert all(len(p.phone) == 11 for p in longyou.people)
    assert all(e.name.startswith("演示") for e in longyou.enterprises)
    assert all(o.phone.startswith("000") for o in longyou.organisations)
