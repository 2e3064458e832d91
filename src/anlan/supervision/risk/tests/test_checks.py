"""Checks: made once a period, recorded once, missed when their time has passed."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.base.field.public import FieldConflict
from anlan.kernel import events
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor
from anlan.supervision.risk.errors import CheckAlreadyDone, CheckNotOpen
from anlan.supervision.risk.events import CheckFailed, CheckRecorded, ChecksMissed
from anlan.supervision.risk.models import ControlCheck, RiskFactor, RiskUnit
from anlan.supervision.risk.public import check_statistics
from anlan.supervision.risk.services.checks import (
    day_bounds,
    make_checks,
    miss_checks,
    period_of,
    record_check,
)
from anlan.supervision.risk.tests.factories import ControlFactory, load_reference

ACTOR = system_actor("risk")


@pytest.fixture
def control(db, frozen_clock, monkeypatch):
    """A control checked daily; what other apps do with a failed check is told by their tests."""
    monkeypatch.setitem(events._inline, CheckFailed.name, [])
    load_reference()
    return ControlFactory()


@pytest.fixture
def check(control):
    make_checks(actor=ACTOR)
    return ControlCheck.objects.get(control=control)


@pytest.fixture
def wu(cast, control):
    return cast.wu(control.enterprise.organisation_id)


@pytest.mark.parametrize(
    ("period", "day", "first", "after"),
    [
        ("daily", date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 21)),
        ("weekly", date(2026, 11, 22), date(2026, 11, 16), date(2026, 11, 23)),
        ("monthly", date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        ("quarterly", date(2026, 11, 20), date(2026, 10, 1), date(2027, 1, 1)),
        ("quarterly", date(2026, 2, 1), date(2026, 1, 1), date(2026, 4, 1)),
    ],
)
def test_periods(period, day, first, after):
    assert period_of(period, day) == (first, after)


def test_checks_are_made_once_a_period(control, frozen_clock):
    for period in ("shift", "weekly", "monthly", "quarterly", "none"):
        ControlFactory(event=control.event, period=period)
    ControlFactory(event=control.event, is_retired=True)

    assert make_checks(actor=ACTOR) == 1 + 3 + 1 + 1 + 1
    assert make_checks(actor=ACTOR) == 0
    shifts = ControlCheck.objects.filter(control__period="shift").order_by("shift")
    assert [(c.shift, (c.due_at - c.opens_at).total_seconds() / 3600) for c in shifts] == [
        (1, 8),
        (2, 8),
        (3, 8),
    ]
    frozen_clock.advance(days=1)
    assert make_checks(actor=ACTOR) == 1 + 3


def test_units_without_an_assessment_have_no_checks(control):
    RiskUnit.objects.update(assessed_on=None)
    assert make_checks(actor=ACTOR) == 0


def test_a_normal_check_is_recorded_once(check, wu, cast):
    done = record_check(check_id=check.pk, is_normal=True, actor=wu)

    assert (done.state, done.is_late, done.checked_by) == ("normal", False, "吴安管")
    assert_audited("risk.check.recorded", check, by=wu)
    assert_emitted(CheckRecorded, check_id=check.pk, state="normal")
    with pytest.raises(CheckAlreadyDone):
        record_check(check_id=check.pk, is_normal=True, actor=wu)
    with pytest.raises(NotVisible):
        record_check(check_id=check.pk, is_normal=True, actor=cast.qian)


def test_officials_do_not_record_the_checks_of_enterprises(check, cast):
    with pytest.raises(NotPermitted):
        record_check(check_id=check.pk, is_normal=True, actor=cast.zhao)


def test_an_abnormal_check_weighs_until_the_control_is_normal_again(check, wu, frozen_clock):
    with pytest.raises(InvalidInput):
        record_check(check_id=check.pk, is_normal=False, finding=" ", actor=wu)
    record_check(check_id=check.pk, is_normal=False, finding="探头失效", actor=wu)

    assert_emitted(CheckFailed, check_id=check.pk, text="探头失效", control_id=check.control_id)
    unit = RiskUnit.objects.get(pk=check.unit_id)
    assert (unit.residual_level, unit.current_level) == (3, 2)
    frozen_clock.advance(days=1)
    make_checks(actor=ACTOR)
    following = ControlCheck.objects.get(state="due")
    record_check(check_id=following.pk, is_normal=True, actor=wu)
    unit.refresh_from_db()
    assert unit.current_level == 3


def test_missed_checks_show_weigh_and_can_be_made_up_for(control, wu, frozen_clock, cast):
    for _number in range(2):
        ControlFactory(event=control.event)
    make_checks(actor=ACTOR)
    assert miss_checks(actor=ACTOR) == 0
    frozen_clock.advance(days=1)

    assert miss_checks(actor=ACTOR) == 3
    assert miss_checks(actor=ACTOR) == 0
    assert_emitted(ChecksMissed, enterprise_id=control.enterprise_id, count=3)
    assert_audited("risk.checks.missed", control.enterprise)
    unit = RiskUnit.objects.get(pk=control.unit_id)
    assert unit.current_level == 2
    start, end = day_bounds(date(2026, 11, 20))
    found = check_statistics(cast.lin, since=start, until=end)
    assert (found.due, found.done, found.missed, found.rate) == (3, 0, 3, 0.0)

    missed = ControlCheck.objects.filter(state="missed").first()
    done = record_check(check_id=missed.pk, is_normal=True, actor=wu)
    assert done.is_late
    assert RiskFactor.objects.filter(lifted_at__isnull=True).count() == 2
    unit.refresh_from_db()
    assert unit.current_level == 3


def test_a_check_is_not_recorded_before_its_period(control, wu):
    control.period = "shift"
    control.save()
    make_checks(actor=ACTOR)
    last = ControlCheck.objects.order_by("-shift").first()
    with pytest.raises(CheckNotOpen):
        record_check(check_id=last.pk, is_normal=True, actor=wu)


def test_the_phone_lists_todays_checks_and_shows_a_conflict_side_by_side(check, wu, frozen_clock):
    import uuid

    from anlan.base.field.public import FieldInput
    from anlan.kernel import clock
    from anlan.supervision.risk.field import checks_of_today, perform

    def given(**values):
        return FieldInput(
            client_id=uuid.uuid4(),
            values={"item": str(check.pk), **values},
            photos=(),
            made_at=clock.now(),
            base_version="due",
            actor=wu,
        )

    (item,) = checks_of_today(wu)
    assert (item.key, item.command) == (str(check.pk), "risk.record_check")
    outcome = perform(given(outcome="normal"))
    assert outcome.subject.state == "normal"
    with pytest.raises(FieldConflict) as conflict:
        perform(given(outcome="abnormal", finding="探头失效"))
    assert [label for label, _v in conflict.value.theirs] == [
        label for label, _v in conflict.value.mine
    ]
    with pytest.raises(InvalidInput):
        perform(given(outcome="?"))
    assert list(checks_of_today(make_actor("外人"))) == []
