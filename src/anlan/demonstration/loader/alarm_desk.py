"""The alarm desk: rules over several points, windows asked for, a review, spot checks, risk."""

from __future__ import annotations

import random
from datetime import timedelta

from anlan.command.duty.models import DutyAssignment
from anlan.demonstration.loader.book import Book
from anlan.demonstration.loader.duty import actor_of
from anlan.kernel.actor import system_actor
from anlan.monitoring.alarms.choices import AlarmState, CheckState, Level, RuleKind
from anlan.monitoring.alarms.models import Alarm, AlarmRule, RiskIndex, RiskIndexDay, SpotCheck
from anlan.monitoring.alarms.services.back_tests import order_back_test
from anlan.monitoring.alarms.services.reviews import review_after_false_alarm
from anlan.monitoring.alarms.services.risk_index import compute_indices
from anlan.monitoring.alarms.services.rules import activate_rule, create_rule, revise_rule
from anlan.monitoring.alarms.services.suppressions import (
    approve_suppression,
    request_suppression,
)

CHECK_DAYS, CHECKS_A_DAY = 14, 3
CHECK_WITHIN_S = 180
RISK_DAYS = 30
COUNTY_RULE = "本县规则（演示），由使用单位按设计文件确认"


def write_alarm_desk(book: Book) -> None:
    """Write what the desk of alarms shows beside the alarms themselves."""
    chance = random.Random(book.county.seed)
    _write_rules()
    _write_windows(book)
    _write_review()
    _write_spot_checks(book, chance)
    _write_risk(book, chance)


def _write_rules() -> None:
    inspector = actor_of("bureau_officer")
    if inspector is None:
        return
    both = create_rule(
        actor=inspector,
        name="储罐液位与温度同时偏高",
        kind=RuleKind.COMBINATION,
        level=Level.ORANGE,
        expression="[液位 > 85] 且 [温度 > 45]",
        dead_band=1.0,
        on_delay_s=30,
        is_latching=True,
        basis=COUNTY_RULE,
        advice="停止进料，检查喷淋与氮封。",
    )
    activate_rule(rule_id=both.pk, actor=inspector, reason="新建组合规则，尚无历史数据可供回测")
    create_rule(
        actor=inspector,
        name="压力反复越限",
        quantity="pressure",
        kind=RuleKind.REPETITION,
        level=Level.YELLOW,
        upper=1.6,
        unit="MPa",
        dead_band=0.05,
        repeat=3,
        within_s=600,
        basis=COUNTY_RULE,
    )
    single = (
        AlarmRule.objects.filter(state="active", kind=RuleKind.UPPER, level=Level.YELLOW)
        .exclude(upper=None)
        .order_by("point_id", "pk")
        .first()
    )
    if single is not None:
        draft = revise_rule(rule_id=single.pk, actor=inspector, on_delay_s=10.0)
        order_back_test(rule_id=draft.pk, actor=inspector, days=7)


def _write_windows(book: Book) -> None:
    officer, commander = actor_of("duty_officer"), actor_of("commander")
    if officer is None or commander is None:
        return
    codes = sorted(book.devices)
    for number, (code, reason) in enumerate(
        zip(codes[-2:], ("探测器年度标定", "罐区检修，更换仪表"), strict=False)
    ):
        window = request_suppression(
            actor=officer,
            device_id=book.devices[code],
            starts_at=book.now + timedelta(days=1, hours=number),
            ends_at=book.now + timedelta(days=1, hours=number + 4),
            reason=reason,
        )
        if number:
            approve_suppression(suppression_id=window.pk, actor=commander)


def _write_review() -> None:
    """The owner of the rule behind the false alarm of the history is asked at once."""
    inspector = actor_of("bureau_officer")
    alarm = Alarm.objects.filter(state=AlarmState.FALSE_ALARM, rule__isnull=False).first()
    if inspector is None or alarm is None or alarm.rule is None:
        return
    rule = alarm.rule
    rule.owner_id, rule.review_after = inspector.person_id, 1
    rule.save(update_fields=["owner", "review_after"])
    review_after_false_alarm(alarm, system_actor("demonstration"))


def _write_spot_checks(book: Book, chance: random.Random) -> None:
    """Two weeks of checks of whoever was on duty; a few late, one missed now and then."""
    county = book.county.code.ljust(12, "0")
    rows = []
    for number in range(CHECK_DAYS * CHECKS_A_DAY):
        asked_at = book.now - timedelta(days=(number + chance.random()) / CHECKS_A_DAY + 0.1)
        duty = (
            DutyAssignment.objects.filter(
                role="duty_officer", starts_at__lte=asked_at, ends_at__gt=asked_at
            )
            .order_by("pk")
            .first()
        )
        if duty is None:
            continue
        delay = timedelta(seconds=round(chance.lognormvariate(3.6, 0.7)))
        is_missed = chance.random() < 0.05
        in_time = delay.total_seconds() <= CHECK_WITHIN_S
        state = CheckState.ANSWERED if in_time else CheckState.LATE
        rows.append(
            SpotCheck(
                person_id=duty.person_id,
                role="duty_officer",
                region_id=county,
                asked_at=asked_at,
                asked_by="平台",
                due_at=asked_at + timedelta(seconds=CHECK_WITHIN_S),
                answered_at=None if is_missed else asked_at + delay,
                state=CheckState.MISSED if is_missed else state,
            )
        )
    book.write(SpotCheck, rows)


def _write_risk(book: Book, chance: random.Random) -> None:
    """The index of now, and a course of the last month that leads to it."""
    compute_indices(actor=system_actor("risk"))
    rows = []
    for index in RiskIndex.objects.order_by("pk"):
        value = index.value
        for back in range(1, RISK_DAYS):
            value = min(95.0, max(5.0, value + chance.gauss(0, 4)))
            rows.append(
                RiskIndexDay(
                    enterprise_id=index.pk,
                    day=book.today - timedelta(days=back),
                    highest=round(min(100.0, value + abs(chance.gauss(0, 3))), 1),
                    last=round(value, 1),
                )
            )
    book.write(RiskIndexDay, rows)
