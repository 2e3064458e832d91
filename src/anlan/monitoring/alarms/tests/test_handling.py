"""Storms, calls and answers, responsibility, suppression windows, reviews of rules."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.base.notifications.models import Notification
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor
from anlan.monitoring.alarms.choices import (
    AlarmState,
    CallOutcome,
    DutyOutcome,
    FalseAlarmCause,
    GroupCause,
    GroupState,
    Level,
    ReviewState,
    RuleKind,
    SuppressionState,
)
from anlan.monitoring.alarms.errors import (
    CallIsOver,
    GroupIsOver,
    NothingOffered,
    NotResponsible,
    SameHands,
)
from anlan.monitoring.alarms.events import GroupChanged
from anlan.monitoring.alarms.models import Alarm, AlarmGroup, RuleReview
from anlan.monitoring.alarms.selectors.alarms import list_desk_alarms
from anlan.monitoring.alarms.services.alarms import (
    acknowledge_alarm,
    call_person,
    close_alarm,
    dispose_alarm,
    end_suppressions,
    escalate_unacknowledged,
    mark_false,
    verify_alarm,
)
from anlan.monitoring.alarms.services.calls import record_answer
from anlan.monitoring.alarms.services.crossings import clear_crossing
from anlan.monitoring.alarms.services.duties import (
    answer_handover,
    hand_over_alarm,
    lapse_offers,
)
from anlan.monitoring.alarms.services.reviews import adopt_review, decline_review
from anlan.monitoring.alarms.services.storms import (
    acknowledge_group,
    dissolve_group,
    end_groups,
)
from anlan.monitoring.alarms.services.suppressions import (
    approve_suppression,
    end_suppression,
    lapse_suppressions,
    refuse_suppression,
    request_suppression,
)
from anlan.monitoring.alarms.tests.factories import (
    ENGINE,
    AlarmRuleFactory,
    raise_alarm,
    yellow_and_red,
)
from anlan.monitoring.devices.choices import Quantity
from anlan.monitoring.devices.tests.factories import DeviceFactory, PointFactory

pytestmark = pytest.mark.django_db


def person_actor(account, role):
    """Return the actor of an account's person with a role over everything."""
    return make_actor(
        account.person.name, role=role, scope=Scope("all"), person_id=account.person_id
    )


def storm(number=4, **rule):
    """Raise alarms of points of one area at the same time."""
    region = DeviceFactory().region
    found = []
    for _count in range(number):
        point = PointFactory(device__region=region)
        found.append(raise_alarm(AlarmRuleFactory(point=point, **rule)))
    return found


# Storms


def test_many_alarms_of_one_area_are_one_matter_with_a_cause(cast, frozen_clock):
    officer = account_with("duty_officer").person
    alarms = storm(6, kind=RuleKind.MISSING, upper=None, on_delay_s=60)
    group = AlarmGroup.objects.get()

    assert (group.number, group.state, group.level) == (6, GroupState.OPEN, Level.YELLOW)
    assert group.cause == GroupCause.POWER_OR_LINE
    assert "6" in group.evidence
    told = Notification.objects.filter(person=officer, kind="alarms.alarm").count()
    assert told == 4, "three before it was a storm, one for the storm, none for the rest"
    (line,) = list_desk_alarms(cast.sun)
    assert (line.url, line.title) == (group.get_absolute_url(), group.title)
    assert_emitted(GroupChanged, group_id=group.pk)
    assert_audited("alarms.group.begun", group)

    acknowledge_group(group_id=group.pk, actor=cast.sun)
    assert_audited("alarms.group.acknowledged", group)
    assert not Alarm.objects.filter(state=AlarmState.OPEN).exists()
    for alarm in alarms:
        mark_false(alarm_id=alarm.pk, actor=cast.sun, reason="停电检修")
    assert end_groups() == 1
    assert_audited("alarms.group.over", group)
    with pytest.raises(GroupIsOver):
        dissolve_group(group_id=group.pk, actor=cast.sun, reason="无关")


def test_a_graver_alarm_of_a_storm_rings_again(cast, frozen_clock):
    officer = account_with("duty_officer").person
    storm(4)
    region = AlarmGroup.objects.get().region
    told = Notification.objects.filter(person=officer).count()
    point = PointFactory(device__region=region)
    raise_alarm(AlarmRuleFactory(point=point, level=Level.RED))

    assert AlarmGroup.objects.get().level == Level.RED
    assert Notification.objects.filter(person=officer).count() == told + 1


def test_a_leak_is_proposed_with_the_first_detector(frozen_clock):
    region = DeviceFactory().region
    for number in range(4):
        point = PointFactory(
            device__region=region, device__name=f"探测器{number}", quantity=Quantity.COMBUSTIBLE_GAS
        )
        raise_alarm(AlarmRuleFactory(point=point))
    group = AlarmGroup.objects.get()

    assert group.cause == GroupCause.LEAK
    assert "探测器0" in group.evidence


def test_a_group_that_is_no_one_matter_is_taken_apart(cast, frozen_clock):
    storm(4)
    group = AlarmGroup.objects.get()
    with pytest.raises(InvalidInput):
        dissolve_group(group_id=group.pk, actor=cast.sun, reason=" ")
    with pytest.raises(NotPermitted):
        dissolve_group(group_id=group.pk, actor=cast.zhao, reason="互不相关")
    dissolve_group(group_id=group.pk, actor=cast.sun, reason="互不相关")
    assert_audited("alarms.group.dissolved", group)
    assert len(list_desk_alarms(cast.sun)) == 4


def test_few_alarms_or_distant_ones_are_no_storm(frozen_clock):
    storm(3)
    frozen_clock.advance(minutes=10)
    storm(3)
    assert not AlarmGroup.objects.exists()


# Calls and answers


def test_each_call_of_the_ladder_is_on_record_with_its_answer(cast, frozen_clock):
    account = account_with("duty_officer")
    leader = account_with("commander")
    alarm = raise_alarm(yellow_and_red()[1], 2.4)
    first = alarm.calls.get()
    assert (first.person, first.position, first.outcome) == (account.person, 0, "waiting")
    escalate_unacknowledged(frozen_clock.advance(seconds=60))
    second = alarm.calls.last()
    first.refresh_from_db()
    assert first.outcome == CallOutcome.UNANSWERED
    assert (second.person, second.position) == (leader.person, 1)
    frozen_clock.advance(seconds=20)
    acknowledge_alarm(alarm_id=alarm.pk, actor=person_actor(leader, "commander"))
    second.refresh_from_db()
    assert (second.outcome, second.delay) == (CallOutcome.ANSWERED, timedelta(seconds=20))


def test_where_nobody_is_named_the_call_stands_unanswered(frozen_clock):
    call = raise_alarm().calls.get()
    assert (call.person, call.outcome) == (None, CallOutcome.UNANSWERED)


def test_a_telephone_call_is_answered_or_not(cast, frozen_clock):
    person = account_with("duty_officer").person
    alarm = raise_alarm()
    call_person(alarm_id=alarm.pk, person_id=person.pk, actor=cast.sun)
    call = alarm.calls.get(channel="phone")
    frozen_clock.advance(seconds=15)
    with pytest.raises(NotPermitted):
        record_answer(alarm_id=alarm.pk, call_id=call.pk, is_answered=True, actor=cast.zhao)
    record_answer(
        alarm_id=alarm.pk, call_id=call.pk, is_answered=True, actor=cast.sun, note="已到现场"
    )
    call.refresh_from_db()
    assert (call.outcome, call.delay) == (CallOutcome.ANSWERED, timedelta(seconds=15))
    assert_audited("alarms.alarm.call_answered", alarm)
    with pytest.raises(CallIsOver):
        record_answer(alarm_id=alarm.pk, call_id=call.pk, is_answered=False, actor=cast.sun)


# Responsibility


def test_the_first_receiver_is_responsible_until_another_accepts(cast, frozen_clock):
    one, two = account_with("duty_officer"), account_with("duty_officer")
    first, second = (person_actor(account, "duty_officer") for account in (one, two))
    rule = AlarmRuleFactory()
    alarm = raise_alarm(rule)
    with pytest.raises(NotResponsible):
        hand_over_alarm(alarm_id=alarm.pk, person_id=two.person_id, reason="交班", actor=first)
    acknowledge_alarm(alarm_id=alarm.pk, actor=first)
    alarm.refresh_from_db()
    assert alarm.first_receiver == one.person
    frozen_clock.advance(minutes=5)
    outsider = account_with("warehouse_keeper").person_id
    for person_id, reason in ((outsider, "交班"), (one.person_id, "交班"), (two.person_id, " ")):
        with pytest.raises(InvalidInput):
            hand_over_alarm(alarm_id=alarm.pk, person_id=person_id, reason=reason, actor=first)
    hand_over_alarm(alarm_id=alarm.pk, person_id=two.person_id, reason="交班", actor=first)
    assert_audited("alarms.alarm.handed_over", alarm)
    assert alarm.duties.get(outcome=DutyOutcome.HELD).person == one.person
    with pytest.raises(NotPermitted):
        answer_handover(alarm_id=alarm.pk, is_accepted=True, actor=first)
    with pytest.raises(InvalidInput):
        answer_handover(alarm_id=alarm.pk, is_accepted=False, actor=second)
    answer_handover(alarm_id=alarm.pk, is_accepted=True, actor=second)
    assert_audited("alarms.alarm.handover_accepted", alarm)
    held = alarm.duties.get(outcome=DutyOutcome.HELD)
    assert held.person == two.person
    assert alarm.duties.get(is_first=True).held_for(clock.now()) == timedelta(minutes=5)
    with pytest.raises(NothingOffered):
        answer_handover(alarm_id=alarm.pk, is_accepted=True, actor=second)

    verify_alarm(alarm_id=alarm.pk, actor=second, reason="属实")
    clear_crossing(rule_id=rule.pk, point_id=alarm.point_id, at=clock.now(), actor=ENGINE)
    dispose_alarm(alarm_id=alarm.pk, actor=second, reason="已堵漏")
    frozen_clock.advance(minutes=1)
    close_alarm(alarm_id=alarm.pk, actor=second)
    assert not alarm.duties.filter(outcome=DutyOutcome.HELD).exists()


def test_an_offer_nobody_answers_lapses_and_the_former_is_told(frozen_clock):
    one, two = account_with("duty_officer"), account_with("duty_officer")
    first, second = (person_actor(account, "duty_officer") for account in (one, two))
    alarm = raise_alarm()
    acknowledge_alarm(alarm_id=alarm.pk, actor=first)
    hand_over_alarm(alarm_id=alarm.pk, person_id=two.person_id, reason="交班", actor=first)
    before = Notification.objects.filter(person=one.person).count()
    assert lapse_offers(frozen_clock.advance(seconds=599)) == 0
    assert lapse_offers(frozen_clock.advance(seconds=1)) == 1
    assert_audited("alarms.alarm.handover_lapsed", alarm)
    assert Notification.objects.filter(person=one.person).count() == before + 1
    assert alarm.duties.get(outcome=DutyOutcome.HELD).person == one.person
    hand_over_alarm(alarm_id=alarm.pk, person_id=two.person_id, reason="交班", actor=first)
    answer_handover(alarm_id=alarm.pk, is_accepted=False, actor=second, reason="正在外勤")
    assert_audited("alarms.alarm.handover_declined", alarm)


# Suppression windows


def window(actor, device, **changes):
    values = {
        "reason": "标定",
        "starts_at": clock.now(),
        "ends_at": clock.now() + timedelta(hours=1),
        "device_id": device.pk,
    }
    return request_suppression(actor=actor, **(values | changes))


def test_a_window_holds_when_somebody_else_approved_it_and_ends_by_itself(cast, frozen_clock):
    boss = account_with("commander")
    asker = person_actor(boss, "commander")
    yellow, red = yellow_and_red()
    device = yellow.point.device
    for changes in (
        {"reason": " "},
        {"ends_at": clock.now()},
        {"ends_at": clock.now() + timedelta(days=8)},
        {"device_id": None},
    ):
        with pytest.raises(InvalidInput):
            window(asker, device, **changes)
    asked = window(asker, device)
    assert_audited("alarms.suppression.created", asked)
    assert raise_alarm(yellow).state == AlarmState.OPEN, "asked for is not approved"
    with pytest.raises(SameHands):
        approve_suppression(suppression_id=asked.pk, actor=asker)
    with pytest.raises(NotPermitted):
        approve_suppression(suppression_id=asked.pk, actor=cast.sun)
    approve_suppression(suppression_id=asked.pk, actor=cast.lin)
    assert_audited("alarms.suppression.approved", asked)

    other = AlarmRuleFactory(point=PointFactory(device=device))
    alarm = raise_alarm(other)
    assert (alarm.state, alarm.suppression) == (AlarmState.SUPPRESSED, asked)
    grave = AlarmRuleFactory(point=PointFactory(device=device), level=Level.RED)
    assert raise_alarm(grave).state == AlarmState.OPEN, "red is never suppressed"
    assert lapse_suppressions(frozen_clock.advance(hours=1)) == 1
    end_suppressions(clock.now())
    assert_state(alarm, AlarmState.OPEN)
    assert_audited("alarms.suppression.lapsed", asked)
    with pytest.raises(TransitionRefused):
        end_suppression(suppression_id=asked.pk, actor=cast.sun)


def test_a_window_over_an_area_ends_early_and_calls_out_what_stands(cast, frozen_clock):
    rule = AlarmRuleFactory()
    region = rule.point.device.region_id
    asked = window(cast.sun, rule.point.device, device_id=None, region_id=region)
    approve_suppression(suppression_id=asked.pk, actor=cast.lin)
    alarm = raise_alarm(rule)
    assert alarm.state == AlarmState.SUPPRESSED
    end_suppression(suppression_id=asked.pk, actor=cast.sun)
    assert_audited("alarms.suppression.ended", asked)
    end_suppressions(clock.now())
    assert_state(alarm, AlarmState.OPEN)


def test_a_window_may_be_refused(cast, frozen_clock):
    asked = window(cast.sun, DeviceFactory())
    with pytest.raises(InvalidInput):
        refuse_suppression(suppression_id=asked.pk, actor=cast.lin, reason="")
    refuse_suppression(suppression_id=asked.pk, actor=cast.lin, reason="理由不充分")
    assert_audited("alarms.suppression.refused", asked)
    assert_state(asked, SuppressionState.REFUSED)


# Reviews of rules


def false_alarm(rule, actor, frozen_clock, seconds=20, peak=1.2, cause=FalseAlarmCause.OTHER):
    alarm = raise_alarm(rule, peak)
    Alarm.objects.filter(pk=alarm.pk).update(opened_at=clock.now())
    clear_crossing(
        rule_id=rule.pk,
        point_id=rule.point_id,
        at=clock.now() + timedelta(seconds=seconds),
        actor=ENGINE,
    )
    acknowledge_alarm(alarm_id=alarm.pk, actor=actor)
    mark_false(alarm_id=alarm.pk, actor=actor, reason="现场无异常", cause=cause)
    frozen_clock.advance(hours=1)
    return alarm


def test_some_false_alarms_ask_the_owner_with_a_proposal(cast, frozen_clock):
    owner = account_with("bureau_officer").person
    rule = AlarmRuleFactory(owner=owner, activated_at=clock.now())
    for _count in range(3):
        assert not RuleReview.objects.exists()
        false_alarm(rule, cast.sun, frozen_clock)
    review = RuleReview.objects.get()
    assert (review.false, review.raised, review.share) == (3, 3, 1.0)
    assert review.proposal == {"on_delay_s": 22.0}
    assert Notification.objects.filter(person=owner, kind="alarms.review").count() == 1
    assert_audited("alarms.review.opened", review)
    false_alarm(rule, cast.sun, frozen_clock)
    assert RuleReview.objects.count() == 1, "one review at a time"

    with pytest.raises(NotVisible):
        decline_review(review_id=review.pk, actor=cast.sun, reason="先观察")
    adopt_review(review_id=review.pk, actor=cast.lin)
    review.refresh_from_db()
    assert_audited("alarms.review.adopted", review)
    assert review.draft is not None
    assert (review.draft.on_delay_s, review.draft.version) == (22.0, 2)


def test_a_wider_limit_is_proposed_only_where_no_real_alarm_is_lost(cast, frozen_clock):
    rule = AlarmRuleFactory(activated_at=clock.now())
    for peak in (1.1, 1.3, 1.2):
        false_alarm(rule, cast.sun, frozen_clock, 7200, peak, FalseAlarmCause.RULE)
    review = RuleReview.objects.get()
    assert review.proposal == {"upper": 1.43}
    assert rule.basis in review.evidence
    with pytest.raises(InvalidInput):
        decline_review(review_id=review.pk, actor=cast.lin, reason="")
    decline_review(review_id=review.pk, actor=cast.lin, reason="标准规定的限值")
    assert_audited("alarms.review.declined", review)
    assert_state(review, ReviewState.DECLINED)
    false_alarm(rule, cast.sun, frozen_clock)
    assert RuleReview.objects.count() == 1, "counting began anew"


def test_nothing_is_proposed_where_nothing_helps(cast, frozen_clock):
    rule = AlarmRuleFactory(activated_at=clock.now())
    for _count in range(3):
        false_alarm(rule, cast.sun, frozen_clock, 7200)
    review = RuleReview.objects.get()
    assert review.proposal == {}
    with pytest.raises(TransitionRefused):
        adopt_review(review_id=review.pk, actor=cast.lin)
