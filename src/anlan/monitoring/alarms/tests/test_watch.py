"""The risk index of enterprises, explained term by term, and spot checks of the watch."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anlan.base.accounts.tests.factories import account_with
from anlan.base.notifications.models import Notification
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel import clock
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor
from anlan.monitoring.alarms import ladder
from anlan.monitoring.alarms.choices import CheckState, Level
from anlan.monitoring.alarms.errors import CheckIsOver, NobodyOnDuty
from anlan.monitoring.alarms.events import RiskIndicesComputed
from anlan.monitoring.alarms.models import RiskIndex, RiskIndexDay, SpotCheck
from anlan.monitoring.alarms.selectors.watch import check_statistics
from anlan.monitoring.alarms.services import risk_index
from anlan.monitoring.alarms.services.risk_index import compute_indices, weigh
from anlan.monitoring.alarms.services.spot_checks import (
    answer_spot_check,
    ask_at_random,
    ask_spot_check,
    end_spot_checks,
)
from anlan.monitoring.alarms.tests.factories import AlarmRuleFactory, raise_alarm
from anlan.monitoring.devices.tests.factories import DeviceFactory, PointFactory
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory

pytestmark = pytest.mark.django_db

WORKER = system_actor("risk")


def test_the_index_is_the_sum_of_its_explained_terms(cast, frozen_clock):
    enterprise = EnterpriseFactory(risk_level=2)
    point = PointFactory(device__enterprise=enterprise, device__region=enterprise.region)
    assert compute_indices(actor=WORKER) == 1
    calm = RiskIndex.objects.get()
    assert calm.value == pytest.approx(sum(term["points"] for term in calm.terms))
    assert {term["code"] for term in calm.terms} == {
        "static",
        "hazards",
        "alarms",
        "online",
        "permits",
    }
    assert all(term["words"] for term in calm.terms)
    assert_emitted(RiskIndicesComputed, number=1)

    told = account_with("bureau_officer").person
    raise_alarm(AlarmRuleFactory(point=point, level=Level.RED))
    compute_indices(actor=WORKER)
    worse = RiskIndex.objects.get()
    assert worse.value == calm.value + 25
    assert worse.level < calm.level
    assert worse.open_alarms == 1
    assert_audited("alarms.risk_index.risen", worse)
    assert Notification.objects.filter(person=told, kind="alarms.risk_index").exists()
    day = RiskIndexDay.objects.get()
    assert (day.highest, day.last) == (worse.value, worse.value)


def test_terms_rise_with_what_is_the_matter_and_never_beyond_their_weight():
    few = risk_index.alarm_term([(3, False)])[0]
    more = risk_index.alarm_term([(3, True)])[0]
    assert few < more <= risk_index.alarm_term([(1, False)] * 9)[0] == 1.0
    assert risk_index.online_term(None)[0] == 1.0, "unknown is not safe"
    assert risk_index.online_term(0.99)[0] == 0.0
    assert risk_index.online_term(0.2)[0] == 1.0
    assert risk_index.permit_term([True])[0] > risk_index.permit_term([False])[0]
    worst = dict.fromkeys(("static", "hazards", "alarms", "online", "permits"), (1.0, ""))
    value, level, _terms = weigh(worst)
    assert (value, level) == (100.0, Level.RED)
    assert weigh(dict.fromkeys(worst, (0.0, "")))[:2] == (0.0, Level.BLUE)


@pytest.mark.parametrize("again", [False, True])
def test_a_county_takes_as_many_queries_as_a_handful(again):
    """Ten enterprises, forty: the same number, at the first time and every time after."""

    def enterprises(number):
        for _each in range(number):
            enterprise = EnterpriseFactory()
            device = DeviceFactory(enterprise=enterprise, region=enterprise.region)
            raise_alarm(AlarmRuleFactory(point=PointFactory(device=device)))

    def queries(expected):
        if again:
            compute_indices(actor=WORKER)
        with CaptureQueriesContext(connection) as captured:
            assert compute_indices(actor=WORKER) == expected
        return len(captured)

    enterprises(10)
    few = queries(10)
    enterprises(30)
    RiskIndex.objects.all().delete()
    with_forty = queries(40)
    assert with_forty == few <= 20
    assert RiskIndex.objects.filter(open_alarms=1).count() == 40


@pytest.fixture
def watch(monkeypatch):
    """Somebody on duty; the actor who answers."""
    account = account_with("duty_officer")
    monkeypatch.setattr(
        ladder,
        "_sources",
        [lambda role, region: [account.person_id] if role == "duty_officer" else []],
    )
    return make_actor(
        account.person.name, role="duty_officer", scope=Scope("all"), person_id=account.person_id
    )


@pytest.fixture
def leader():
    return make_actor("领导", role="commander", scope=Scope("all"))


def test_whoever_is_on_duty_answers_in_time(watch, leader, frozen_clock):
    region = DeviceFactory().region_id
    with pytest.raises(NotPermitted):
        ask_spot_check(region_code=region, actor=watch)
    check = ask_spot_check(region_code=region, actor=leader)
    assert_audited("alarms.spot_check.asked", check)
    assert Notification.objects.filter(person_id=watch.person_id).exists()
    frozen_clock.advance(seconds=40)
    with pytest.raises(NotPermitted):
        answer_spot_check(check_id=check.pk, actor=leader)
    answer_spot_check(check_id=check.pk, actor=watch)
    check.refresh_from_db()
    assert (check.state, check.delay) == (CheckState.ANSWERED, timedelta(seconds=40))
    assert_audited("alarms.spot_check.answered", check)
    with pytest.raises(CheckIsOver):
        answer_spot_check(check_id=check.pk, actor=watch)


def test_a_check_nobody_answers_is_missed_and_a_late_answer_says_so(watch, leader, frozen_clock):
    region = DeviceFactory().region_id
    check = ask_spot_check(region_code=region, actor=leader)
    assert end_spot_checks(frozen_clock.advance(seconds=179)) == 0
    assert end_spot_checks(frozen_clock.advance(seconds=1)) == 1
    assert_audited("alarms.spot_check.missed", check)
    answer_spot_check(check_id=check.pk, actor=watch)
    check.refresh_from_db()
    assert check.state == CheckState.LATE
    ask_spot_check(region_code=region, actor=leader)
    frozen_clock.advance(seconds=10)
    answer_spot_check(check_id=SpotCheck.objects.latest("pk").pk, actor=watch)

    (row,) = check_statistics(leader, since=clock.now() - timedelta(days=30))
    assert (row.asked, row.in_time, row.late, row.missed) == (2, 1, 1, 0)
    assert row.median_s == pytest.approx(95.0)


def test_nobody_on_duty_is_said(leader, monkeypatch):
    monkeypatch.setattr(ladder, "_sources", [])
    with pytest.raises(NobodyOnDuty):
        ask_spot_check(region_code=DeviceFactory().region_id, actor=leader)


def test_the_platform_asks_now_and_then(watch, frozen_clock):
    RegionFactory(code="330825000000", level="county")
    actor = system_actor("alarm clock")
    chance = random.Random(5)
    asked = sum(ask_at_random(actor=actor, chance=chance) is not None for _try in range(2000))

    assert 10 <= asked <= 60, "about one in 72 of the looks every five minutes"


def test_others_do_not_see_a_check(watch, leader, frozen_clock):
    check = ask_spot_check(region_code=DeviceFactory().region_id, actor=leader)
    elsewhere = make_actor("外县", role="duty_officer", scope=Scope("region", "999999"))
    with pytest.raises(NotVisible):
        answer_spot_check(check_id=check.pk, actor=elsewhere)
