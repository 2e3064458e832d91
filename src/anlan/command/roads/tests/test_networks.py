"""Reading maps in, taking them into use; joint assignment; ways out of a zone."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from anlan.command.roads.choices import CLASSES, RoadVehicle
from anlan.command.roads.models import RoadNetwork, RoadNetworkContent
from anlan.command.roads.public import (
    Group,
    TaskNeed,
    TeamAt,
    assign_jointly,
    find_travel,
    list_joint_reaches,
    list_reaches,
    plan_evacuation,
    reach_times,
)
from anlan.command.roads.reading import read_network, read_ways
from anlan.command.roads.services.networks import take_network, upload_network
from anlan.command.roads.speeds import class_capacities, class_speeds, class_words
from anlan.command.roads.tests.factories import RoadNetworkFactory, corner, use_town
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.testing import assert_audited, make_actor

DATA = Path(__file__).resolve().parents[6] / "shared/data"


def features(*rows):
    """A map as GeoJSON: class, name, limit, direction, corners."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"等级": c, "名称": n, "限速": limit, "oneway": one},
                    "geometry": {"type": "LineString", "coordinates": points},
                }
                for c, n, limit, one, points in rows
            ],
        }
    ).encode()


ROWS = (
    ("县道", "演示X1线", "40", "", [corner(0, 0), corner(1, 0), corner(2, 0)]),
    ("国道", "演示G1线", "60", "", [corner(1, 0), corner(1, 2)]),
    ("村道", "", "", "1", [corner(0, 0), corner(0, 1), corner(1, 2)]),
    ("运河", "演示运河", "", "", [corner(0, 0), corner(2, 2)]),
    ("", "演示无等级", "", "", [corner(0, 0), corner(2, 2)]),
)


def test_the_tables_cover_every_class_and_vehicle():
    for vehicle in RoadVehicle.values:
        assert len(class_speeds(vehicle)) == len(CLASSES)
    assert (class_capacities() > 0).all()
    assert set(class_words().values()) == set(CLASSES)


@pytest.mark.django_db
def test_a_map_is_read_by_a_job_and_its_problems_are_told_by_line(run_jobs, ground):
    officer = make_actor("科员", role="bureau_officer")
    values = {"name": "演示路网", "source": "演示测绘", "licence": "", "content": features(*ROWS)}
    with pytest.raises(NotPermitted):
        upload_network(
            file_name="a.geojson", actor=make_actor("值班", role="duty_officer"), **values
        )
    with pytest.raises(InvalidInput):
        upload_network(file_name="a.docx", actor=officer, **values)
    network = upload_network(file_name="a.geojson", actor=officer, **values)
    with pytest.raises(WrongState):
        take_network(network_id=network.pk, actor=officer)
    run_jobs()
    network.refresh_from_db()
    assert (network.status, network.road_count, network.problem_count) == ("ready", 4, 2)
    assert [p["row"].split()[-1] for p in network.problems] == ["4", "5"]
    assert "运河" in network.problems[0]["text"]
    assert RoadNetworkContent.objects.get(network=network).upload is None
    take_network(network_id=network.pk, actor=officer)
    assert_audited("roads.network.taken", network, by=officer)
    # The limit binds a car, not an ambulance; the village road leads one way only.
    ends = corner(0.1, 0), corner(0.9, 0)
    car, ambulance = (find_travel(*ends, vehicle=v) for v in ("car", "ambulance"))
    assert car.time_s / ambulance.time_s == pytest.approx(50 / 40, rel=0.01)
    assert find_travel(corner(0, 0.9), corner(0, 0.1)).length_m > 4000


@pytest.mark.django_db
def test_a_file_that_is_no_map_fails_with_words_and_one_network_is_in_use(run_jobs, ground):
    officer = make_actor("科员", role="bureau_officer")
    broken = upload_network(
        name="x", source="y", licence="", file_name="a.gpkg", content=b"nothing", actor=officer
    )
    run_jobs()
    broken.refresh_from_db()
    assert broken.status == "failed" and broken.problems[0]["text"]
    first = use_town()
    second = RoadNetworkFactory()
    take_network(network_id=second.pk, actor=officer)
    first.refresh_from_db()
    assert not first.is_current and RoadNetwork.objects.filter(is_current=True).count() == 1
    with pytest.raises(WrongState):
        take_network(network_id=second.pk, actor=officer)


def test_an_archive_is_read_like_its_file_and_nothing_else_may_be_in_it(tmp_path):
    plain, packed = tmp_path / "roads.geojson", tmp_path / "roads.zip"
    plain.write_bytes(features(*ROWS))
    expected, _found = read_network(plain)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("roads.geojson", features(*ROWS))
    built, _found = read_network(packed)
    assert built.network.digest() == expected.network.digest()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("roads.vrt", "<OGRVRTDataSource/>")
    with pytest.raises(InvalidInput):
        read_network(packed)


@pytest.mark.skipif(not shutil.which("ogr2ogr"), reason="ogr2ogr (gdal-bin) is not installed")
@pytest.mark.parametrize("options", [(), ("-t_srs", "EPSG:4549")])  # CGCS2000 by Gauss-Krüger
def test_a_geopackage_is_read_in_degrees_and_in_metres(tmp_path, options):
    plain, packed = tmp_path / "roads.geojson", tmp_path / "roads.gpkg"
    plain.write_bytes(features(*ROWS))
    subprocess.run(["ogr2ogr", *options, packed, plain], check=True)
    expected, _found = read_network(plain)
    built, found = read_network(packed)
    assert built.network.names == expected.network.names and found.problem_count == 2
    assert built.network.length.sum() == pytest.approx(expected.network.length.sum(), rel=1e-6)


@pytest.mark.skipif(not shutil.which("ogr2ogr"), reason="ogr2ogr (gdal-bin) is not installed")
@pytest.mark.parametrize("encoding", ["UTF-8", "CP936"])
@pytest.mark.parametrize("says_so", [True, False])
def test_a_shapefile_is_read_in_either_encoding_even_when_it_does_not_say(
    tmp_path, encoding, says_so
):
    plain, packed = tmp_path / "roads.geojson", tmp_path / "roads.zip"
    plain.write_bytes(features(*ROWS))
    shapes = tmp_path / "shapes"
    shapes.mkdir()
    words = ["-nlt", "LINESTRING", "-lco", f"ENCODING={encoding}"]
    subprocess.run(["ogr2ogr", *words, shapes / "roads.shp", plain], check=True)
    with zipfile.ZipFile(packed, "w") as archive:
        for part in shapes.iterdir():
            if says_so or part.suffix != ".cpg":
                archive.write(part, part.name)
    built, found = read_network(packed)
    assert set(built.network.names) == {"", "演示G1线", "演示X1线"} and found.problem_count == 2


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    packed = tmp_path / "roads.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("roads.geojson", features(*ROWS) + b" " * 2**22)
    assert packed.stat().st_size < 2**16
    assert read_ways(packed).ways
    monkeypatch.setattr("anlan.command.roads.reading.MOST_UNPACKED", 2**21)
    with pytest.raises(InvalidInput) as refused:
        read_ways(packed)
    assert "2 MB" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson", b"<OGRVRTDataSource/>"),
        ("a.gpkg", b"{}"),
        ("a.osm", b"{}"),
        ("a.osm.pbf", b"<?xml"),
        ("a.zip", b"{}"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}'),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InvalidInput):
        read_network(path)


@pytest.mark.parametrize(
    ("name", "file", "roads", "km"),
    [
        ("osm-liechtenstein", "liechtenstein-latest.osm.pbf", 3000, 500),
        ("osm-andorra", "andorra.osm.pbf", 1000, 300),
    ],
)
def test_the_roads_of_a_small_country_are_read(name, file, roads, km):
    path = DATA / name / file
    if not path.exists():
        pytest.skip(f"{path} is not there")
    ways = read_ways(path)
    assert not ways.problems
    built, _found = read_network(path)
    network = built.network
    assert network.roads > roads and network.length.sum() > km * 1000.0
    assert built.cut_off_length < 0.15 * network.length.sum()
    assert network.one_way.any() and (network.speed > 0).any() and len(network.names) > 50


@pytest.mark.django_db
def test_teams_are_sent_together_in_the_least_time(town):
    tasks = [
        TaskNeed(1, *corner(0, 0), (("rescue", 1),)),
        TaskNeed(2, *corner(1, 0), (("rescue", 1), ("medical", 1))),
    ]
    teams = [
        TeamAt(11, *corner(0, 1), ("rescue",)),
        TeamAt(12, *corner(3, 3), ("rescue",)),
        TeamAt(13, *corner(2, 0), ("medical", "rescue"), turnout_s=60.0),
    ]
    found = assign_jointly(tasks, teams)
    assert found.is_optimal and found.gap == 0.0 and not found.missing
    assert {(s.task_id, s.team_id, s.capability) for s in found.pairs} == {
        (1, 11, "rescue"),
        (2, 12, "rescue"),
        (2, 13, "medical"),
    }
    assert found.time_s == pytest.approx(sum(s.time_s for s in found.pairs))
    kept = assign_jointly(
        tasks, [replace(team, groups=("演示镇",)) for team in teams], reserves={"演示镇": 2}
    )
    assert len(kept.pairs) == 1 and len(kept.missing) == 2
    barred = [replace(task, not_from=frozenset({11})) for task in tasks]
    assert 11 not in {sending.team_id for sending in assign_jointly(barred, teams).pairs}
    slow = assign_jointly(tasks, [replace(team, pace=2.0) for team in teams])
    turnout = sum(team.turnout_s for team in teams)
    assert slow.time_s - turnout == pytest.approx(2.0 * (found.time_s - turnout))
    assert assign_jointly([], teams).is_optimal


@pytest.mark.django_db
def test_what_several_places_reach_is_what_each_reaches_together(town):
    west, east = corner(0.1, 0), corner(2.9, 3)
    both = list_joint_reaches([(west, 60.0, 1.0), (east, 60.0, 1.0)], [1.0, 2.0])
    assert both[0].area_km2 == 0.0  # nobody has driven off yet
    alone = [list_reaches(place, [1.0])[0] for place in (west, east)]
    assert both[1].area_km2 == pytest.approx(sum(reach.area_km2 for reach in alone), rel=0.02)
    slow = list_joint_reaches([(west, 60.0, 1.0), (east, 60.0, 2.0)], [2.0])
    assert slow[0].area_km2 < both[1].area_km2
    times = reach_times([west, east], [corner(1, 0), (121.0, 30.0)], within_s=120.0)
    assert times[0, 0] == pytest.approx(find_travel(west, corner(1, 0)).time_s)
    assert np.isinf(times[:, 1]).all() and np.isinf(times[1]).all()


@pytest.mark.django_db
def test_people_leave_the_zone_by_the_shortest_way_out_and_the_narrow_road_is_named(town):
    zone = shapely.box(*corner(0.5, 0.5), *corner(1.5, 1.5))
    groups = [
        Group("演示村", *corner(1, 1), 600, *corner(1, 3), "演示避灾点"),
        Group("演示校", *corner(1.2, 1), 300, *corner(3, 1), "演示礼堂"),
        Group("演示远村", 121.0, 30.0, 50, *corner(3, 1)),
    ]
    plan = plan_evacuation(groups, zone)
    assert plan is not None
    assert [way.route is None for way in plan.ways] == [False, False, True]
    assert (plan.people, plan.stuck) == (950, 50)
    first = plan.ways[0]
    assert first.inside_m == pytest.approx(487, rel=0.02)  # half a block to the east
    assert first.route.time_s == pytest.approx(first.route.length_m / (50 / 3.6), rel=0.05)
    # 300 people are 100 vehicles, at 600 an hour 600 s, and the way out of the zone.
    assert 1200 < plan.clear_s < 1500
    assert plan.bottlenecks[0][1] == 600
    inside = plan_evacuation([Group("演示村", *corner(1, 1), 60, *corner(1, 3))], zone)
    assert inside.clear_s < plan.clear_s
    assert plan_evacuation([], zone).clear_s is None
