"""Who is inside, what may fail next, and what must be done."""

from __future__ import annotations

import io

import numpy as np
import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse
from docx import Document

from anlan.command.incidents.models import TimelineEntry
from anlan.command.incidents.tests.factories import load_reference as load_incidents
from anlan.command.incidents.tests.factories import make_incident
from anlan.command.responses.models import ResponseTask
from anlan.command.responses.tests.factories import ResponseFactory, ResponseGroupFactory
from anlan.command.roads.choices import CLASSES
from anlan.command.roads.public import store_network
from anlan.command.shelters.tests.factories import ShelterFactory
from anlan.decision.consequence.effects.geometry import metres_per_degree
from anlan.decision.consequence.selectors.exposure import domino_targets, exposure_of
from anlan.decision.consequence.selectors.measures import measures_of
from anlan.decision.consequence.selectors.presets import presets_of
from anlan.decision.consequence.selectors.weather import nearest_weather
from anlan.decision.consequence.services.measures import (
    draft_warning,
    order_measures,
    write_sheet,
)
from anlan.decision.consequence.tests.factories import (
    LATITUDE,
    LONGITUDE,
    load_reference,
    make_chlorine,
    make_propane,
    make_run,
    release_inputs,
    township,
)
from anlan.decision.onemap.models import SensitiveSite
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.testing import assert_audited, make_actor
from anlan.monitoring.devices.tests.factories import DeviceFactory, PointFactory
from anlan.monitoring.natural_hazards.cap import read_cap
from anlan.monitoring.telemetry.models import LatestReading
from anlan.supervision.enterprises.tests.factories import (
    ChemicalHoldingFactory,
    EnterpriseContactFactory,
    EnterpriseFactory,
)
from anlan_science.roads.building import Way, build_network

pytestmark = pytest.mark.django_db


def at(distance_m, bearing="south"):
    """A place straight away from the release."""
    east, north = metres_per_degree(LATITUDE)
    step = {"south": (0.0, -1.0), "north": (0.0, 1.0), "east": (1.0, 0.0)}[bearing]
    return Point(
        LONGITUDE + step[0] * distance_m / east, LATITUDE + step[1] * distance_m / north, srid=4326
    )


@pytest.fixture
def around():
    """A school 200 m downwind, a village far down, a hospital upwind, a shelter, a neighbour."""
    town = township()
    sites = (
        ("school", "演示小学", at(200), 300),
        ("village", "演示下村", at(4000), 800),
        ("hospital", "演示医院", at(400, "north"), 500),
    )
    for number, (kind, name, place, people) in enumerate(sites):
        SensitiveSite.objects.create(
            code=f"p{number}",
            name=name,
            kind=kind,
            region=town,
            location=place,
            people_day=people,
            people_night=people,
            contact_phone="00000001",
        )
    return {
        "shelter": ShelterFactory(region=town, location=at(2500, "north"), capacity=100),
        "neighbour": EnterpriseFactory(location=at(150), employees=40),
    }


@pytest.fixture
def run(around):
    """A chlorine release in a north wind."""
    return make_run(inputs=release_inputs(wind_from_deg=0.0))


def test_everybody_is_counted_once_in_the_gravest_zone_the_reader_may_see(run, cast, around):
    lin = cast.lin
    exposure = exposure_of(run, lin)
    zones = {row.found.name: int(row.zone) for row in exposure.rows if row.found.layer == "sites"}
    assert zones == {"演示小学": 1, "演示下村": 2}
    own = run.enterprise.employees
    assert exposure.people == {1: 300 + 40 + own, 2: 800, 3: 0}
    assert {r.found.name for r in exposure.of("sites", kinds=frozenset({"school"}))} == {"演示小学"}
    counts = {(count.id, str(count.title)): count.counts for count in exposure.layers}
    sites = [value for (name, _title), value in counts.items() if name == "sites"]
    assert sites == [{1: 1, 2: 0, 3: 0}, {1: 0, 2: 1, 3: 0}]
    assert next(v for (name, _t), v in counts.items() if name == "enterprises")[1] == 2
    assert exposure_of(run, cast.qian).rows == ()


def test_people_go_to_free_places_outside_the_zones_and_the_rest_is_told(run, cast, around):
    EnterpriseContactFactory(enterprise=run.enterprise)
    lin = cast.lin
    measures = measures_of(run, exposure_of(run, lin), lin)
    assert [e.row.found.name for e in measures.evacuation] == ["演示小学", "演示下村"]
    assert (measures.people, measures.unplaced) == (1100, 1000)
    school = measures.evacuation[0]
    assert school.shelters[0][:2] == (around["shelter"].name, 100) and school.unplaced == 200
    assert [s.taken for s in measures.shelters] == [100]
    assert measures.calls[0].place == run.enterprise.name
    assert {c.place for c in measures.calls} >= {"演示小学", "演示下村"}
    inside = ShelterFactory(region=run.region, location=at(300))
    again = measures_of(run, exposure_of(run, lin), lin)
    assert inside.name not in {s.name for s in again.shelters}


def test_people_leave_by_road_and_the_page_says_how_long_it_takes(run, visit, cast, around):
    lin = cast.lin
    assert measures_of(run, exposure_of(run, lin), lin).roads is None
    east, north = metres_per_degree(LATITUDE)

    def line(*points):
        return np.array([(LONGITUDE + x / east, LATITUDE + y / north) for x, y in points])

    ways = [
        Way(line((-1500, -4000), (-1500, 0), (-1500, 2500), (0, 2500)), "county", "演示环线"),
        Way(line((0, -200), (-1500, -200)), "village", "演示窄路"),
        Way(line((0, -200), (0, 2500)), "national", "演示过厂路"),
        Way(line((0, -4000), (-1500, -4000)), "county", "演示下村路"),
    ]
    network = build_network(ways, CLASSES, grid=1e-7).network
    store_network(
        name="演示路网", source="演示", licence="", read=network, actor=system_actor("test")
    )
    measures = measures_of(run, exposure_of(run, lin), lin)
    assert measures.roads is not None and measures.roads.clear_s > 0
    school = measures.evacuation[0]
    name, people, _away, way = school.destinations[0]
    assert (name, people) == (around["shelter"].name, 100)
    assert way is not None and way.route is not None and way.route.length_m > 2500
    page = visit(lin).get(reverse("consequence:measures", args=[run.pk])).content.decode()
    assert "LineString" in page and f"{way.route.kilometres:.1f}" in page


def test_vessels_within_the_escalation_thresholds_are_domino_targets(around, cast):
    own = EnterpriseFactory(location=Point(LONGITUDE, LATITUDE, srid=4326))
    chemical = make_propane()
    for container, kind, distance in (
        ("T-1", "pressure_tank", 40),
        ("T-2", "atmospheric_tank", 90),
        ("T-3", "atmospheric_tank", 900),
    ):
        ChemicalHoldingFactory(
            enterprise=own,
            chemical=chemical,
            container=container,
            container_kind=kind,
            location=at(distance, "east"),
        )
    blast = make_run(
        inputs=release_inputs(
            chemical_id=chemical.pk,
            scenario="explosion",
            release="sudden",
            quantity_t=5.0,
            container="T-0",
        ),
        enterprise_id=own.pk,
    )
    lin = cast.lin
    found = domino_targets(blast, lin)
    assert [t.container for t in found] == ["T-1", "T-2"]
    assert found[0].is_own and found[0].threshold == "16 kPa"
    assert domino_targets(make_run(), lin) == []


def test_the_draft_warning_is_a_readable_cap_draft(run, cast):
    lin = cast.lin
    content = draft_warning(run_id=run.pk, actor=lin)
    parsed = read_cap(content)
    assert parsed.status == "Draft" and "氯" in parsed.description
    assert parsed.areas if hasattr(parsed, "areas") else b"<polygon>" in content
    assert content.count(b"<polygon>") >= 3
    assert_audited("consequence.run.warned", run, by=lin)


def test_the_first_hour_sheet_says_what_the_run_says(run, cast):
    load_reference()
    sun = cast.sun
    with pytest.raises(NotPermitted):
        write_sheet(run_id=run.pk, actor=make_actor("县领导", role="county_leader"))
    document = write_sheet(run_id=run.pk, actor=sun)
    assert_audited("consequence.run.sheet", run, by=sun)
    from anlan.base.documents.models import Document as Stored

    with Stored.objects.get(pk=document.id).file.open("rb") as file:
        word = Document(io.BytesIO(file.read()))
    text = "\n".join(p.text for p in word.paragraphs)
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    assert "首小时处置单" in text.replace("\n", "") and "北风" in text and "未验证" in text
    assert {"演示小学", "致死区", "00000001"} <= cells
    assert "其他模型的距离" in text and "britter_mcquaid1988" in text
    assert "就地避险（每小时换气1次，indoor_well_mixed，" in text
    assert "{{" not in text and "{%" not in text


def test_orders_go_to_the_groups_of_the_running_response(around, cast):
    load_incidents()
    incident = make_incident(longitude=LONGITUDE, latitude=LATITUDE)
    sun = make_actor("孙值班", role="duty_officer")
    run = make_run(inputs=release_inputs(wind_from_deg=0.0), incident_id=incident.pk, actor=sun)
    entry = TimelineEntry.objects.filter(incident=incident, url=run.get_absolute_url()).first()
    assert entry is not None and "危险区" in entry.text
    with pytest.raises(WrongState):
        order_measures(run_id=run.pk, chosen={"evacuate": 1}, actor=sun)
    response = ResponseFactory(incident=incident)
    move = ResponseGroupFactory(response=response, name="疏散安置组")
    commander = make_actor("林指挥", role="commander")
    with pytest.raises(InvalidInput):
        order_measures(run_id=run.pk, chosen={}, actor=commander)
    with pytest.raises(InvalidInput):
        order_measures(run_id=run.pk, chosen={"evacuate": 0}, actor=commander)
    tasks = order_measures(
        run_id=run.pk, chosen={"evacuate": move.pk, "measure": move.pk}, actor=commander
    )
    titles = set(ResponseTask.objects.filter(pk__in=tasks).values_list("title", flat=True))
    assert titles == {"组织危险区群众撤离", "下风向浓度监测"}
    assert "演示小学" in ResponseTask.objects.get(title="组织危险区群众撤离").instruction
    assert_audited("consequence.run.ordered", run, by=commander)


def test_the_nearest_station_with_a_wind_gives_the_weather(cast):
    town = township()
    for distance, wind in ((500, None), (3000, 4.2), (50_000, 9.9)):
        device = DeviceFactory(
            region=town, location=at(distance, "north"), name=f"演示站{distance}"
        )
        for quantity, value in (("wind_speed", wind), ("wind_direction", 270.0)):
            point = PointFactory(device=device, quantity=quantity, unit="")
            if value is not None:
                LatestReading.objects.create(
                    point_id=point.pk,
                    at=clock.now(),
                    received_at=clock.now(),
                    value=value,
                    quality=0,
                )
    found = nearest_weather(longitude=LONGITUDE, latitude=LATITUDE, actor=cast.sun)
    assert found is not None
    assert (found.source, found.wind_speed_m_s, found.wind_from_deg) == ("演示站3000", 4.2, 270.0)
    assert found.humidity_percent is None
    far = nearest_weather(longitude=LONGITUDE, latitude=LATITUDE + 1.0, actor=cast.sun)
    assert far is None


def test_the_dossier_proposes_a_worst_case_and_alternatives(cast):
    firm = EnterpriseFactory()
    ChemicalHoldingFactory(enterprise=firm, chemical=make_propane(), quantity_t=50.0)
    ChemicalHoldingFactory(enterprise=firm, chemical=make_chlorine(), quantity_t=1.0)
    vessels = presets_of(firm.pk, cast.sun)
    assert [v.holding.cas for v in vessels] == ["7782-50-5", "74-98-6"]
    worst, alternative, pipe = vessels[0].presets
    assert pipe.values["release"] == "pipe" and not pipe.is_worst
    assert worst.is_worst and worst.values["release"] == "ten_minutes"
    assert (worst.values["wind_speed_m_s"], worst.values["stability"]) == (1.5, "F")
    assert not alternative.is_worst and "wind_speed_m_s" not in alternative.values
    assert {p.values["scenario"] for p in vessels[1].presets} == {
        "fireball",
        "explosion",
        "jet_fire",
        "flammable",
    }


def test_a_calm_is_counted_all_around_and_says_so():
    """Below half a metre a second the direction of a vane says nothing."""
    from anlan.decision.consequence.selectors.weather import StationWeather
    from anlan.decision.consequence.views.run_forms import weather_values

    def at(speed: float) -> dict[str, object]:
        return weather_values(
            StationWeather("演示气象站", 800.0, clock.now(), speed, 90.0, 20.0, 60.0)
        )

    calm, light = at(0.4), at(0.5)
    assert (calm["wind_speed_m_s"], calm["wind_from_deg"]) == (1.0, None)
    assert "静风" in str(calm["weather_source"]) and "0.4" in str(calm["weather_source"])
    assert (light["wind_speed_m_s"], light["wind_from_deg"]) == (0.5, 90.0)
    assert light["weather_source"] == "演示气象站"
