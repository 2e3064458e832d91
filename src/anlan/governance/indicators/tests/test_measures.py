"""Every automatic measure against figures counted by hand.

Each function lays a small county out and returns the figures an officer would count in it on 30
September 2026: numerator and denominator (None where the measure has none).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from anlan.base.regions.models import Region
from anlan.base.regions.public import Tally, tally_by_township
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.drills.tests.factories import CadenceDutyFactory
from anlan.command.duty.tests.factories import DutyCheckAnswerFactory
from anlan.command.incidents.models import IncidentReport
from anlan.command.incidents.tests import factories as incidents
from anlan.command.plans.models import Plan
from anlan.command.plans.tests.factories import PlanFactory
from anlan.command.roads import public as roads
from anlan.command.shelters.tests.factories import ShelterFactory
from anlan.command.supplies.tests.factories import StockItemFactory
from anlan.command.teams.tests import factories as teams
from anlan.governance.accidents.models import Accident
from anlan.governance.accidents.tests import factories as accidents
from anlan.governance.commitments.tests.factories import CommitmentFactory
from anlan.governance.indicators.registry import all_measures, find_measure
from anlan.governance.indicators.services.standing import platform
from anlan.kernel import clock
from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.alarms.tests.factories import raise_alarm
from anlan.monitoring.devices.tests.factories import DeviceFactory, OnlineRateFactory
from anlan.monitoring.natural_hazards.models import GeoInspection
from anlan.monitoring.natural_hazards.tests import factories as nature
from anlan.supervision.enterprises.tests import factories as firms
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.tests import factories as hazards
from anlan.supervision.installations.tests.factories import InstallationFactory
from anlan.supervision.permits.tests.factories import WorkPermitFactory
from anlan.supervision.risk.tests import factories as risk

ON = date(2026, 9, 30)
#: A moment of the year before the day that is measured.
SPRING = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
Figures = tuple[float, float | None]


def _hazards() -> None:
    """Closed in time, closed late, open and major, and one of last year."""
    hazards.load_reference()
    plant = hazards.plant()
    rows = (
        ("2025-12-01", "2026-02-01", True, "general"),
        ("2026-03-01", "2026-05-01", False, "general"),
        ("2026-04-01", None, None, "major"),
        ("2025-11-01", "2025-12-20", True, "general"),
    )
    for number, (counted, closed, on_time, level) in enumerate(rows):
        made = hazards.make_hazard(plant, title=f"隐患{number}")
        Hazard.objects.filter(pk=made.pk).update(
            counted_on=counted,
            closed_on=closed,
            is_on_time=on_time,
            level=1 if level == "major" else made.level,
        )


def installations_monitored() -> Figures:
    watched = firms.EnterpriseFactory()
    DeviceFactory(enterprise=watched)
    InstallationFactory(enterprise=watched, is_major=True, grade=3)
    InstallationFactory(is_major=True, grade=4)
    InstallationFactory(enterprise=watched)
    return 1, 2


def enterprises_certificates() -> Figures:
    firms.CertificateFactory(valid_to=date(2027, 1, 1), review_due_on=None)
    firms.CertificateFactory(valid_to=date(2026, 1, 1), review_due_on=None)
    firms.CertificateFactory(valid_to=date(2027, 1, 1), review_due_on=date(2026, 2, 1))
    return 1, 3


def enterprises_licences() -> Figures:
    firms.LicenceFactory(valid_to=ON)
    firms.LicenceFactory(valid_to=ON - timedelta(days=1))
    closed = firms.EnterpriseFactory(status="closed")
    firms.LicenceFactory(enterprise=closed, valid_to=date(2020, 1, 1))
    return 1, 2


def enterprises_standardised() -> Figures:
    graded = firms.EnterpriseFactory(is_above_scale=True)
    firms.StandardisationFactory(
        enterprise=graded, valid_from=date(2025, 1, 1), valid_to=date(2028, 1, 1)
    )
    lapsed = firms.EnterpriseFactory(is_above_scale=True)
    firms.StandardisationFactory(
        enterprise=lapsed, valid_from=date(2022, 1, 1), valid_to=date(2025, 1, 1)
    )
    firms.EnterpriseFactory(is_above_scale=False)
    return 1, 2


def enterprises_insured() -> Figures:
    insured = firms.EnterpriseFactory(category="hazchem")
    firms.InsuranceFactory(
        enterprise=insured, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31)
    )
    firms.EnterpriseFactory(category="mining")
    firms.EnterpriseFactory(category="agriculture")
    return 1, 2


def enterprises_equipment() -> Figures:
    firms.EquipmentFactory(use="in_use", next_inspection_on=date(2026, 12, 1))
    firms.EquipmentFactory(use="in_use", next_inspection_on=date(2026, 9, 1))
    firms.EquipmentFactory(use="idle", next_inspection_on=date(2020, 9, 1))
    return 1, 2


def risk_assessed() -> Figures:
    risk.RiskUnitFactory(assessed_on=date(2026, 3, 1))
    risk.RiskUnitFactory(assessed_on=date(2025, 3, 1))
    risk.RiskUnitFactory(assessed_on=None)
    return 2, 3


def risk_checks() -> Figures:
    september = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
    control = risk.ControlFactory()
    for number, (state, is_late, due_at) in enumerate(
        (
            ("normal", False, september),
            ("abnormal", False, september),
            ("normal", True, september),
            ("missed", False, september),
            ("missed", False, SPRING),
        )
    ):
        risk.ControlCheckFactory(
            control=control,
            period_on=due_at.date() - timedelta(days=number),
            opens_at=due_at - timedelta(hours=8),
            due_at=due_at,
            state=state,
            is_late=is_late,
            checked_at=due_at if state != "missed" else None,
            checked_by="检查演示" if state != "missed" else "",
        )
    return 2, 4


def permits_by_rule() -> Figures:
    hours = {"planned_from": SPRING, "planned_to": SPRING + timedelta(hours=6), "state": "working"}
    tested = {
        "started_at": SPRING + timedelta(hours=1),
        "gas_tested_at": SPRING + timedelta(minutes=40),
        "is_gas_acceptable": True,
    }
    WorkPermitFactory(**hours, **tested)
    WorkPermitFactory(**hours, **(tested | {"is_gas_acceptable": False}))
    WorkPermitFactory(**hours, **tested, guardian="")
    WorkPermitFactory(**hours, **(tested | {"started_at": SPRING + timedelta(hours=9)}))
    WorkPermitFactory(**(hours | {"state": "cancelled"}), **tested)
    return 1, 4


def devices_online() -> Figures:
    OnlineRateFactory(day=ON, devices=10, online=9, region=RegionFactory())
    OnlineRateFactory(day=ON - timedelta(days=1), devices=10, online=1, region=RegionFactory())
    return 9, 10


def devices_calibrated() -> Figures:
    DeviceFactory(calibration_due_on=date(2026, 12, 1))
    DeviceFactory(calibration_due_on=date(2026, 6, 1))
    DeviceFactory(calibration_due_on=None)
    return 1, 2


def alarms_acknowledged() -> Figures:
    limit = SPRING + timedelta(minutes=5)
    for minutes in (3, 9, None):
        alarm = raise_alarm()
        Alarm.objects.filter(pk=alarm.pk).update(
            raised_at=SPRING,
            acknowledge_due_at=limit,
            acknowledged_at=SPRING + timedelta(minutes=minutes) if minutes else None,
        )
    return 1, 3


def natural_hazards_watched() -> Figures:
    nature.GroupMonitorFactory()
    nature.GeoHazardPointFactory()
    nature.GeoHazardPointFactory(state="removed")
    ended = nature.GroupMonitorFactory(until_on=date(2026, 6, 1))
    ended.geo_point.device = DeviceFactory()
    ended.geo_point.save()
    return 2, 3


def natural_hazards_inspected() -> Figures:
    point = nature.GeoHazardPointFactory()
    for number, late in enumerate((False, True, None)):
        row = nature.GeoInspectionFactory(
            geo_point=point, year=2026, round=number + 1, kind="during", due_at=SPRING
        )
        if late is not None:
            GeoInspection.objects.filter(pk=row.pk).update(
                recorded_at=SPRING + timedelta(days=1 if late else -1)
            )
    return 1, 3


def drills_cadence() -> Figures:
    CadenceDutyFactory(due_on=ON)
    CadenceDutyFactory(due_on=ON - timedelta(days=1))
    CadenceDutyFactory(due_on=ON - timedelta(days=1), is_active=False)
    return 1, 2


def duty_answered() -> Figures:
    for state in ("answered", "answered", "late", "missed", "waiting"):
        DutyCheckAnswerFactory(state=state, asked_at=SPRING)
    return 2, 4


def incidents_reports() -> Figures:
    incidents.load_reference()
    report = incidents.make_report()
    IncidentReport.objects.filter(pk=report.pk).update(
        due_at=SPRING, submitted_at=SPRING - timedelta(minutes=1), state="submitted"
    )
    report.state = "submitted"
    for number, minutes in enumerate((30, None), start=2):
        report.pk = None
        report.sequence = number
        report.save(force_insert=True)
        IncidentReport.objects.filter(pk=report.pk).update(
            due_at=SPRING, submitted_at=SPRING + timedelta(minutes=minutes) if minutes else None
        )
    return 1, 3


def plans_reviewed() -> Figures:
    for day in (date(2027, 1, 1), date(2026, 1, 1), None):
        plan = PlanFactory()
        Plan.objects.filter(pk=plan.pk).update(state="published", review_due_on=day)
    PlanFactory()
    return 1, 2


def teams_ready() -> Figures:
    teams.load_reference()
    teams.TeamFactory()
    teams.TeamFactory(readiness="unavailable")
    teams.TeamFactory(readiness="engaged")
    teams.TeamFactory(is_active=False)
    return 2, 3


def shelters_area() -> Figures:
    accidents.make_denominator(kind="population", value=1000, year=2026)
    ShelterFactory(area_m2=1500)
    ShelterFactory(area_m2=1100)
    ShelterFactory(area_m2=900, is_active=False)
    return 2600, 1000


def supplies_covered() -> Figures:
    StockItemFactory(code="a", quantity=12, minimum=8)
    StockItemFactory(code="b", quantity=5, minimum=8)
    StockItemFactory(code="c", quantity=12, minimum=8, expires_on=date(2026, 1, 1))
    StockItemFactory(code="d", quantity=0, minimum=0)
    return 1, 3


def commitments_kept() -> Figures:
    kept = {"state": "completed", "deadline": date(2026, 6, 30)}
    CommitmentFactory(**kept, done_on=date(2026, 6, 1))
    CommitmentFactory(**kept, done_on=date(2026, 7, 9))
    CommitmentFactory(state="running", deadline=date(2026, 8, 31))
    CommitmentFactory(state="running", deadline=date(2026, 12, 31))
    return 1, 3


def _accidents() -> None:
    """Two deaths in a factory, one on the road, one in a fire, one in a coal mine."""
    accidents.load_reference()
    for domain, deaths in (("industry", 2), ("road", 1), ("fire", 1), ("coal", 1)):
        accidents.make_counted(
            accidents.clerk(), domain=domain, figures={"deaths": deaths}, days_ago=30
        )
    Accident.objects.filter(domain="industry").update(grade=2)
    for kind, value in (
        ("gdp", 400),
        ("employed", 50_000),
        ("vehicles", 20_000),
        ("population", 100_000),
        ("coal", 2_000_000),
    ):
        accidents.make_denominator(kind=kind, value=value, year=2026)


#: Counties that serve several measures, with what is counted in each.
SEVERAL: tuple[tuple[Callable[[], None], dict[str, Figures]], ...] = (
    (
        _hazards,
        {
            "hazards.clearance": (2, 3),
            "hazards.on_time": (1, 2),
            "hazards.major_open": (1, None),
        },
    ),
    (
        _accidents,
        {
            "accidents.deaths_per_gdp": (5, 400),
            "accidents.industry_deaths_per_100k": (3, 50_000),
            "accidents.road_deaths_per_10k_vehicles": (1, 20_000),
            "accidents.fire_deaths_per_100k": (1, 100_000),
            "accidents.coal_deaths_per_mt": (1, 2_000_000),
            "accidents.deaths": (5, None),
            "accidents.number": (4, None),
            "accidents.serious": (1, None),
        },
    ),
)
#: What numerator over denominator is multiplied by; per cent without an entry.
FACTORS = {
    "shelters.area": 1.0,
    "accidents.deaths_per_gdp": 1.0,
    "accidents.industry_deaths_per_100k": 100_000.0,
    "accidents.road_deaths_per_10k_vehicles": 10_000.0,
    "accidents.fire_deaths_per_100k": 100_000.0,
    "accidents.coal_deaths_per_mt": 1_000_000.0,
}
#: Rooms above this one, which count their measures by hand in their own tests.
OWN_ROOMS = ("accreditation", "chains", "patrols")
LAID_OUT: dict[str, Callable[[], Figures]] = {
    measure.code: found
    for measure in all_measures()
    if callable(found := globals().get(measure.code.replace(".", "_")))
}


@pytest.fixture
def day(db):
    """30 September 2026."""
    with clock.freeze(datetime(2026, 9, 30, 4, 0, tzinfo=UTC)):
        yield


def test_every_measure_but_the_roads_is_laid_out():
    several = {code for _layout, figures in SEVERAL for code in figures}
    left = {measure.code for measure in all_measures()} - set(LAID_OUT) - several
    assert {code for code in left if code.split(".")[0] not in OWN_ROOMS} == {"roads.fire_reach"}


def test_every_measure_says_formula_source_unit_and_direction():
    for measure in all_measures():
        assert str(measure.formula)
        assert str(measure.source)
        assert measure.unit
        assert measure.direction in ("lower", "higher")


def _check(code: str, numerator: float, denominator: float | None) -> None:
    """Compare a measure with the figures counted by hand, in sum and by township."""
    found = find_measure(code).compute(platform(), ON, "")
    assert found is not None
    assert found.numerator == numerator
    assert found.denominator == denominator
    if denominator is None:
        assert found.value == numerator
    else:
        factor = FACTORS.get(code, 100.0)
        assert found.value == pytest.approx(factor * numerator / denominator, abs=1e-4)
    if found.parts:
        assert sum(part.numerator for part in found.parts) == numerator
        wholes = [part.denominator for part in found.parts if part.denominator is not None]
        assert not wholes or sum(wholes) == denominator


@pytest.mark.parametrize("code", sorted(LAID_OUT))
def test_a_measure_gives_what_is_counted_by_hand(code, day):
    _check(code, *LAID_OUT[code]())


@pytest.mark.parametrize(("layout", "figures"), SEVERAL)
def test_measures_of_one_county_give_what_is_counted_by_hand(layout, figures, day):
    layout()
    for code, (numerator, denominator) in figures.items():
        _check(code, numerator, denominator)


def test_an_empty_county_has_no_shares(day):
    for code in ("hazards.clearance", "drills.cadence", "shelters.area", "roads.fire_reach"):
        assert find_measure(code).compute(platform(), ON, "999999") is None


def test_villages_in_reach_of_a_fire_brigade_count(day, monkeypatch):
    town = RegionFactory()
    for number in range(3):
        Region.objects.create(
            code=f"{town.code[:9]}30{number}",
            name=f"演示{number}村",
            level="village",
            parent=town,
            centre=f"SRID=4326;POINT(119.1{number} 29.0)",
        )
    teams.load_reference()
    teams.TeamFactory(capabilities=["fire_fighting"])
    teams.TeamFactory(capabilities=["medical"])
    asked = []

    def times(brigades, villages, *, within_s):
        asked.append((len(brigades), len(villages), within_s))
        return np.array([[100.0, 899.0, np.inf]])

    monkeypatch.setattr(roads, "has_network", lambda: True)
    monkeypatch.setattr(roads, "reach_times", times)
    found = find_measure("roads.fire_reach").compute(platform(), ON, "")
    assert asked == [(1, 3, 900)]
    assert (found.numerator, found.denominator) == (2, 3)


def test_rows_are_tallied_by_township(day):
    town = RegionFactory()
    DeviceFactory(region=town)
    DeviceFactory(region=town, state="retired")
    from django.db.models import Q

    from anlan.monitoring.devices.models import Device

    found = tally_by_township(Device.objects.all(), "region_id", part=Q(state="retired"))
    assert found == [Tally(f"{town.code[:9]}000", 1, 2)]
