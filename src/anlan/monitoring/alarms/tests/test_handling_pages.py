"""Pages of storms, windows, reviews, risk indices and spot checks: reached, shown, answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from anlan.base.accounts.tests.factories import account_with
from anlan.kernel import clock
from anlan.monitoring.alarms.choices import AlarmState, CheckState, RuleKind
from anlan.monitoring.alarms.models import Alarm, AlarmGroup, AlarmRule, RuleReview, Suppression
from anlan.monitoring.alarms.services.alarms import acknowledge_alarm
from anlan.monitoring.alarms.tests.factories import (
    AlarmCallFactory,
    AlarmRuleFactory,
    BackTestFactory,
    RiskIndexFactory,
    RuleReviewFactory,
    SpotCheckFactory,
    SuppressionFactory,
    raise_alarm,
)
from anlan.monitoring.alarms.tests.test_handling import person_actor, storm

pytestmark = pytest.mark.django_db


def signed_in(client, role):
    user = account_with(role)
    client.force_login(user)
    return user


def test_a_storm_is_one_line_and_is_taken_at_once(client):
    signed_in(client, "duty_officer")
    alarms = storm(4)
    group = AlarmGroup.objects.get()
    assert group.title in client.get("/alarms/groups/").content.decode()
    assert group.title in client.get("/alarms/open/").content.decode()
    page = client.get(f"/alarms/groups/{group.pk}/").content.decode()
    assert group.evidence in page
    assert alarms[0].title in page
    assert client.post(f"/alarms/groups/{group.pk}/acknowledge/").status_code == 303
    assert not Alarm.objects.filter(state=AlarmState.OPEN).exists()
    assert client.post(f"/alarms/groups/{group.pk}/dissolve/").status_code == 422
    done = client.post(f"/alarms/groups/{group.pk}/dissolve/", {"reason": "互不相关"})
    assert done.status_code == 303


def test_a_window_is_asked_for_from_an_alarm_and_approved(client):
    officer = signed_in(client, "duty_officer")
    alarm = raise_alarm()
    path = f"/alarms/suppressions/new/?alarm={alarm.pk}"
    assert str(alarm.device) in client.get(path).content.decode()
    now = timezone.localtime(clock.now())
    values = {
        "what": f"device:{alarm.device_id}",
        "starts_at": f"{now:%Y-%m-%dT%H:%M}",
        "ends_at": f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "reason": "标定",
    }
    assert client.post(path, values | {"ends_at": values["starts_at"]}).status_code == 422
    unknown = {"device_code": "no-such-device"}
    assert client.post(path, values | unknown).status_code == 422
    assert client.post(path, values).status_code == 303
    window = Suppression.objects.get()
    assert (window.device, window.requester) == (alarm.device, officer.person)
    assert "标定" in client.get("/alarms/suppressions/").content.decode()
    assert client.get(f"/alarms/suppressions/{window.pk}/").status_code == 200
    assert client.get("/alarms/suppressions/new/").status_code == 200

    signed_in(client, "commander")
    assert client.post(f"/alarms/suppressions/{window.pk}/steps/approve/").status_code == 303
    window.refresh_from_db()
    assert window.state == "approved"


def test_a_review_leads_to_a_draft(client):
    signed_in(client, "bureau_officer")
    review = RuleReviewFactory(rule=AlarmRuleFactory())
    assert review.evidence in client.get("/alarms/rules/reviews/").content.decode()
    page = client.get(f"/alarms/rules/reviews/{review.pk}/").content.decode()
    assert "30.0" in page
    assert review.evidence in client.get(f"/alarms/rules/{review.rule_id}/").content.decode()
    assert client.post(f"/alarms/rules/reviews/{review.pk}/steps/adopt/").status_code == 303
    assert AlarmRule.objects.filter(line=review.rule.line, version=2, on_delay_s=30).exists()
    assert client.get(f"/alarms/rules/reviews/{RuleReview.objects.get().pk}/").status_code == 200


def test_responsibility_and_calls_stand_on_the_alarm(client):
    one, two = account_with("duty_officer"), account_with("duty_officer")
    alarm = raise_alarm()
    acknowledge_alarm(alarm_id=alarm.pk, actor=person_actor(one, "duty_officer"))
    client.force_login(one)
    page = client.get(f"/alarms/{alarm.pk}/").content.decode()
    assert one.person.name in page
    assert f"/alarms/{alarm.pk}/hand-over/" in page
    form = client.get(f"/alarms/{alarm.pk}/hand-over/").content.decode()
    assert two.person.name in form
    values = {"person_id": two.person_id, "reason": "交班"}
    assert client.post(f"/alarms/{alarm.pk}/hand-over/", values).status_code == 303
    client.force_login(two)
    assert str(alarm.title) in client.get("/").content.decode()
    assert client.post(f"/alarms/{alarm.pk}/hand-over/accept/").status_code == 303
    call = AlarmCallFactory(alarm=alarm)
    assert (
        f"/alarms/{alarm.pk}/calls/{call.pk}/yes/"
        in client.get(f"/alarms/{alarm.pk}/").content.decode()
    )
    assert client.post(f"/alarms/{alarm.pk}/calls/{call.pk}/no/").status_code == 303
    assert client.post(f"/alarms/{alarm.pk}/calls/{call.pk}/yes/").status_code == 409


def test_the_risk_index_is_explained_and_stands_at_the_enterprise(client):
    signed_in(client, "bureau_officer")
    index = RiskIndexFactory()
    assert str(index.enterprise) in client.get("/alarms/risk/").content.decode()
    page = client.get(f"/alarms/risk/{index.pk}/").content.decode()
    assert "55" in page
    assert index.terms[0]["words"] in page
    path = f"{index.enterprise.get_absolute_url()}?part=risk"
    dossier = client.get(path).content.decode()
    assert f"/alarms/risk/{index.pk}/" in dossier


def test_whoever_is_asked_answers_with_one_press(client):
    user = signed_in(client, "duty_officer")
    check = SpotCheckFactory(
        person=user.person, asked_at=clock.now(), due_at=clock.now() + timedelta(minutes=3)
    )
    assert f"/alarms/spot-checks/{check.pk}/" in client.get("/").content.decode()
    assert (
        f"/alarms/spot-checks/{check.pk}/answer/"
        in client.get(f"/alarms/spot-checks/{check.pk}/").content.decode()
    )
    assert client.post(f"/alarms/spot-checks/{check.pk}/answer/").status_code == 303
    check.refresh_from_db()
    assert check.state == CheckState.ANSWERED
    assert client.get("/alarms/spot-checks/").status_code == 200
    assert user.person.name in client.get("/alarms/spot-checks/statistics/").content.decode()
    assert client.post("/alarms/spot-checks/ask/").status_code == 403


def test_composed_rules_are_written_in_the_form(client):
    signed_in(client, "bureau_officer")
    values = {
        "name": "液位高且温度高",
        "kind": RuleKind.COMBINATION,
        "level": "2",
        "expression": "[液位 > 90] 且 [温度 > 60]",
        "dead_band": "0",
        "on_delay_s": "0",
        "off_delay_s": "0",
        "window": "60",
        "weight": "0.1",
        "allowance": "0.5",
        "repeat": "3",
        "within_s": "600",
        "scope": "device",
        "confidence": "0.9999",
        "review_after": "3",
        "basis": "本县规则",
    }
    wrong = client.post("/alarms/rules/new/", values | {"expression": "[液位 > "})
    assert wrong.status_code == 422
    assert client.post("/alarms/rules/new/", values).status_code == 303
    rule = AlarmRule.objects.get(name="液位高且温度高")
    assert "[液位 &gt; 90]" in client.get(f"/alarms/rules/{rule.pk}/").content.decode()
    several = values | {
        "name": "联动",
        "kind": RuleKind.MULTICHANNEL,
        "expression": "",
        "channels": ["pressure", "temperature"],
    }
    assert client.post("/alarms/rules/new/", several).status_code == 303
    learner = AlarmRule.objects.get(name="联动")
    assert learner.channels == ["pressure", "temperature"]
    assert client.post(f"/alarms/rules/{learner.pk}/learn/").status_code == 422
    assert client.get(f"/alarms/rules/{learner.pk}/").status_code == 200


def test_a_back_test_shows_sentence_and_curve(client):
    signed_in(client, "bureau_officer")
    test = BackTestFactory()
    assert client.get(f"/alarms/rules/back-tests/{test.pk}/").status_code == 200
    found = client.get(f"/alarms/rules/back-tests/{test.pk}/series/0.json").json()
    assert found["thresholds"][0]["value"] == test.rule.upper
    assert len(found["spans"]) == 1


def test_a_window_has_a_page_for_who_may_see_it(client):
    signed_in(client, "duty_officer")
    window = SuppressionFactory()
    assert client.get(f"/alarms/suppressions/{window.pk}/").status_code == 200
