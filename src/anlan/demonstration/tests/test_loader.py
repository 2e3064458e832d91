"""The loaded county: what was written, what a second load does, who can sign in."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from statistics import fmean
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Q
from django.test import Client
from django_otp.oath import TOTP

from anlan.base.accounts.constants import DEMONSTRATION_PASSWORD
from anlan.base.accounts.models import SecondFactor, User
from anlan.base.audit.models import AuditRecord
from anlan.base.organisations.models import Appointment, Organisation, Person
from anlan.base.regions.models import Region
from anlan.command.duty.public import on_duty_now
from anlan.command.incidents.models import Incident
from anlan.demonstration.generator import County, generate_county
from anlan.demonstration.loader import CountyIsLoaded, LoadReport, load_county
from anlan.demonstration.loader.duty import keep_on_duty
from anlan.demonstration.models import LoadedCounty
from anlan.demonstration.tests.conftest import Pace
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.monitoring.alarms.models import Alarm, AlarmRule
from anlan.monitoring.alarms.public import limits_of
from anlan.monitoring.devices.models import Point
from anlan.monitoring.telemetry.models import LatestReading
from anlan.supervision.enterprises.models import Enterprise, Licence

#: Against hanging: the first test of a worker makes its database and the county as well.
pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(300)]

#: What loading may cost: statements, and processor time in plain questions to the database.
MOST_STATEMENTS, MOST_QUESTIONS = 12_000, 60_000
ROLES = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "grid_worker",
    "group_monitor",
    "enterprise_manager",
    "team_leader",
    "warehouse_keeper",
    "system_admin",
    "security_admin",
    "auditor",
)
ADMINISTRATORS = ROLES[-3:]


@pytest.fixture(scope="module")
def county() -> County:
    return generate_county("龙游县")


def test_everything_generated_is_in_the_database(loaded: LoadReport, county: County) -> None:
    counts = loaded.counts

    assert counts["regions.Region"] == len(county.regions)
    assert Region.objects.filter(level="township").count() == 15
    assert Region.objects.filter(level="village").count() == 288  # as in the official list
    assert counts["enterprises.Enterprise"] == len(county.enterprises) == 600
    assert counts["organisations.Person"] == len(county.people)
    # Stations, controllers and vehicles bring points of their own.
    points = set(Point.objects.values_list("device__code", "key"))
    assert {(point.device, point.key) for point in county.points} <= points
    assert counts["teams.Team"] == len(county.teams)
    assert counts["shelters.Shelter"] == len(county.shelters)
    assert counts["accounts.User"] == len(ROLES) + 1  # the principal leader signs vetoes
    assert loaded.county.digest == county.digest()


def test_loading_is_quick(loaded: LoadReport, pace: Pace) -> None:
    """Seconds alone would say how busy the machine is: the same load takes 35 to 60 of them."""
    assert pace.statements < MOST_STATEMENTS
    assert loaded.cpu_s < MOST_QUESTIONS * fmean(pace.questions_s), (pace, loaded.seconds)


def test_derived_columns_are_filled(loaded: LoadReport) -> None:
    assert not Enterprise.objects.filter(search_text="").exists()
    assert not Organisation.objects.filter(search_text="").exists()
    assert not Person.objects.filter(Q(search_text="") | Q(phone_index="")).exists()
    stored = "SELECT count(*) FROM organisations_person WHERE phone LIKE '000%'"
    with connection.cursor() as cursor:
        cursor.execute(stored)
        assert cursor.fetchone() == (0,), "phones are stored as ciphertext"
    assert Person.objects.all()[0].phone.startswith("000")


def test_the_command_structure_stands_with_its_people(loaded: LoadReport) -> None:
    posts = Organisation.objects.filter(kind="command_post")
    head = posts.get(code="general")

    assert posts.filter(parent=head).count() == posts.count() - 1 >= 11
    assert Appointment.objects.filter(post__organisation=head, post__name="总指挥").count() == 1


def test_every_gas_detector_has_its_limits(loaded: LoadReport) -> None:
    points = Point.objects.filter(quantity__in=["combustible_gas", "gas_concentration"])
    for point in points[:40]:
        assert len(limits_of(point.pk)) == 2, point
    rain = AlarmRule.objects.filter(point__key="rain_1h")
    assert rain.exists()
    assert not rain.exclude(quantity="").exists(), "a rule of one point names no class"


def test_curves_reach_up_to_now(loaded: LoadReport, county: County) -> None:
    assert LatestReading.objects.count() == len(county.points)
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(at), max(at), count(*) FROM telemetry_reading")
        first, last, number = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM telemetry_late_minute")
        (late,) = cursor.fetchone()
    now = clock.now()
    assert timedelta(hours=5, minutes=50) < now - first < timedelta(hours=6, minutes=10)
    assert now - last < timedelta(minutes=5)
    assert number > 200_000
    assert late == 0, "the first roll-up takes the minutes in order"


def test_the_past_is_closed(loaded: LoadReport) -> None:
    assert sorted(Alarm.objects.values_list("state", flat=True)) == [
        "closed",
        "closed",
        "false_alarm",
    ]
    incident = Incident.objects.get(is_drill=False)
    assert incident.state == "closed"
    assert list(incident.reports.order_by("pk").values_list("kind", "state")) == [
        ("initial", "submitted"),
        ("final", "submitted"),
    ]
    assert incident.timeline.count() > 8


def test_licences_run_around_today(loaded: LoadReport) -> None:
    today = clock.today()
    assert Licence.objects.filter(valid_to__lt=today).exists()
    assert Licence.objects.filter(valid_to__range=(today, today + timedelta(days=60))).exists()


def test_the_demonstration_stands_duty(loaded: LoadReport) -> None:
    people = {info.role: info.person_id for info in reversed(on_duty_now())}
    for role, username in (("duty_officer", "duty_officer"), ("duty_leader", "commander")):
        assert people[role] == User.objects.get(username=username).person_id
    assert keep_on_duty(actor=system_actor("demonstration")) == 0


def test_in_a_month_the_demonstration_still_stands_duty(loaded: LoadReport) -> None:
    with clock.freeze(clock.now() + timedelta(days=30)):
        assert keep_on_duty(actor=system_actor("demonstration")) == 2
        assert keep_on_duty(actor=system_actor("demonstration")) == 0


def test_a_second_load_changes_nothing(loaded: LoadReport) -> None:
    before = AuditRecord.objects.count(), Enterprise.objects.count()

    with pytest.raises(CountyIsLoaded):
        load_county("龙游县")
    said = StringIO()
    call_command("load_county", stdout=said)

    assert (AuditRecord.objects.count(), Enterprise.objects.count()) == before
    assert "--replace" in said.getvalue()


def test_the_load_is_in_the_audit_trail(loaded: LoadReport) -> None:
    record = AuditRecord.objects.get(action="demonstration.county.loaded")
    assert record.actor_id == "system:demonstration"
    assert record.after["enterprises.Enterprise"] == 600


def sign_in(client: Client, username: str) -> Any:
    """Sign in as a visitor would, with the second factor where one is asked for."""
    answer = client.post(
        "/login/", {"username": username, "password": DEMONSTRATION_PASSWORD}, follow=True
    )
    if answer.request["PATH_INFO"] == "/second-factor/setup/":
        factor = SecondFactor.objects.get(user__username=username)
        code = f"{TOTP(bytes.fromhex(factor.secret)).token():06d}"
        client.post("/second-factor/setup/", {"code": code})
        answer = client.get("/", follow=True)
    return answer


@pytest.mark.parametrize("username", ROLES)
def test_every_account_signs_in_and_sees_its_desk(
    loaded: LoadReport, client: Client, username: str
) -> None:
    answer = sign_in(client, username)

    assert answer.status_code == 200
    assert not answer.request["PATH_INFO"].startswith(("/login", "/second-factor", "/password"))
    name = User.objects.get(username=username).display_name
    assert name in answer.content.decode()


@pytest.mark.parametrize(
    ("username", "words"),
    [
        ("duty_officer", "值班日志"),
        ("enterprise_manager", "过期证照和人员证书"),
        ("grid_worker", "本辖区企业"),
        ("group_monitor", "隐患点"),
        ("team_leader", "危险化学品专业救援队"),
        ("warehouse_keeper", "应急物资"),
        ("township_officer", "待认领企业"),
        ("system_admin", "账号"),
        ("auditor", "审计"),
    ],
)
def test_a_desk_answers_what_its_role_has_to_do(
    loaded: LoadReport, client: Client, username: str, words: str
) -> None:
    assert words in sign_in(client, username).content.decode()


def test_another_county_takes_its_place(demonstration: None, loaded: LoadReport) -> None:
    """Replacing keeps the trail and empties everything else; rolled back after the test."""
    records = AuditRecord.objects.count()

    report = load_county("科尔沁区", replace=True)

    assert LoadedCounty.objects.get().name == "科尔沁区"
    assert report.counts["enterprises.Enterprise"] == Enterprise.objects.count() == 600
    assert not Region.objects.filter(code__startswith="330825").exists()
    assert AuditRecord.objects.count() > records
