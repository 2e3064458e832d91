"""Checks of controls: made from the controls period by period, recorded, missed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.supervision.enterprises.public import lock_enterprise
from anlan.supervision.risk.choices import CheckState, FactorKind, Period
from anlan.supervision.risk.errors import CheckAlreadyDone, CheckNotOpen
from anlan.supervision.risk.events import CheckFailed, CheckRecorded, ChecksMissed
from anlan.supervision.risk.models import Control, ControlCheck
from anlan.supervision.risk.permissions import CHECK
from anlan.supervision.risk.services.factors import (
    NewFactor,
    lift_factor,
    record_factor,
    record_factors,
)

SOURCE = "risk.Control"

_MAKE = """
INSERT INTO risk_controlcheck
    (created_at, updated_at, enterprise_id, unit_id, control_id, period_on, shift, opens_at, due_at,
     checker_id, state, finding, checked_by, is_late)
SELECT %(now)s, %(now)s, c.enterprise_id, c.unit_id, c.id, %(period_on)s, s.shift,
       %(opens_at)s + (s.shift - 1) * (%(due_at)s - %(opens_at)s) / s.shifts,
       %(opens_at)s + s.shift * (%(due_at)s - %(opens_at)s) / s.shifts,
       coalesce(c.checker_id, c.owner_id, u.responsible_id), 'due', '', '', false
FROM risk_control c
JOIN risk_riskunit u ON u.id = c.unit_id AND NOT u.is_retired AND u.assessed_on IS NOT NULL
JOIN enterprises_enterprise e ON e.id = c.enterprise_id AND e.status = 'operating'
CROSS JOIN LATERAL (
    SELECT n AS shift, CASE WHEN c.period = 'shift' THEN c.shifts ELSE 1 END AS shifts
    FROM generate_series(1, CASE WHEN c.period = 'shift' THEN c.shifts ELSE 1 END) n
) s
WHERE c.period = %(period)s AND NOT c.is_retired
  AND NOT EXISTS (
    SELECT 1 FROM risk_controlcheck k
    WHERE k.control_id = c.id AND k.period_on = %(period_on)s AND k.shift = s.shift)
ON CONFLICT DO NOTHING
"""


def period_of(period: str, day: date) -> tuple[date, date]:
    """Return the first day of the period that ``day`` lies in, and the first day after it."""
    if period in (Period.SHIFT, Period.DAILY):
        return day, day + timedelta(days=1)
    if period == Period.WEEKLY:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=7)
    months = 3 if period == Period.QUARTERLY else 1
    month = (day.month - 1) // months * months
    first = date(day.year, month + 1, 1)
    after = month + months
    return first, date(day.year + after // 12, after % 12 + 1, 1)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the moments a local day begins and ends; a check of the day is due at its end."""
    zone = timezone.get_default_timezone()
    start = datetime.combine(day, time.min, tzinfo=zone)
    return start + timedelta(seconds=1), start + timedelta(days=1, seconds=1)


@transaction.atomic
def make_checks(*, actor: Actor, day: date | None = None) -> int:
    """Make the checks of every period that ``day`` lies in; run again it adds only what is new."""
    today = day or clock.today()
    zone = timezone.get_default_timezone()
    made = 0
    with connection.cursor() as cursor:
        for period in Period.values:
            if period == Period.NONE:
                continue
            first, after = period_of(period, today)
            cursor.execute(
                _MAKE,
                {
                    "now": clock.now(),
                    "period": period,
                    "period_on": first,
                    "opens_at": datetime.combine(first, time.min, tzinfo=zone),
                    "due_at": datetime.combine(after, time.min, tzinfo=zone),
                },
            )
            made += cursor.rowcount
    if made:
        audit(actor, "risk.checks.made", after={"day": today.isoformat(), "checks": made})
    return made


@transaction.atomic
def record_check(
    *,
    check_id: int,
    is_normal: bool,
    actor: Actor,
    finding: str = "",
    photo_ids: Sequence[int] = (),
    at: datetime | None = None,
) -> ControlCheck:
    """Record what a check found; photos were kept on the check before, in the same transaction.

    Raises ``CheckAlreadyDone``, ``CheckNotOpen``, ``InvalidInput`` (abnormal without words) or
    ``NotPermitted``. A missed check may be made up for; it stays late. An abnormal one weighs on
    the unit until the control is found normal again.
    """
    seen = get_visible(ControlCheck, check_id, actor=actor)
    lock_enterprise(seen.enterprise_id)
    check = get_visible(ControlCheck, check_id, actor=actor, lock=True)
    if actor.person_id is None or actor.person_id != check.checker_id:
        require(actor, CHECK, check)
    if check.state not in (CheckState.DUE, CheckState.MISSED):
        raise CheckAlreadyDone
    moment = min(at, clock.now()) if at else clock.now()
    if moment < check.opens_at:
        raise CheckNotOpen
    words = finding.strip()
    if not is_normal and not words:
        raise InvalidInput(fields={"finding": _("Please say what is not normal.")})
    before = check.state
    check.state = CheckState.NORMAL if is_normal else CheckState.ABNORMAL
    check.finding = words
    check.checked_at, check.checked_by = moment, actor.display_name[:100]
    check.is_late = moment > check.due_at
    check.save(
        update_fields=["state", "finding", "checked_at", "checked_by", "is_late", "updated_at"]
    )
    control = Control.objects.get(pk=check.control_id)
    audit(
        actor,
        "risk.check.recorded",
        check,
        before={"state": before},
        after={"state": check.state, "photos": len(photo_ids)},
        reason=words,
    )
    region = check.enterprise.region_id
    emit(
        CheckRecorded(
            enterprise_id=check.enterprise_id,
            region=region,
            check_id=check.pk,
            unit_id=check.unit_id,
            control_id=check.control_id,
            state=check.state,
        ),
        actor,
    )
    _weigh(check, control, is_normal, actor)
    if not is_normal:
        emit(
            CheckFailed(
                enterprise_id=check.enterprise_id,
                region=region,
                check_id=check.pk,
                unit_id=check.unit_id,
                control_id=check.control_id,
                control=control.check_content or control.description,
                text=words,
                found_at=moment,
                checked_by=check.checked_by,
                photo_ids=tuple(photo_ids),
            ),
            actor,
        )
    return check


def _weigh(check: ControlCheck, control: Control, is_normal: bool, actor: Actor) -> None:
    """Let the outcome weigh on the unit."""
    lift_factor(
        source_type=SOURCE,
        source_id=control.pk,
        kind=FactorKind.MISSED_CHECK,
        reason=_("the check was done"),
        actor=actor,
    )
    if is_normal:
        lift_factor(
            source_type=SOURCE,
            source_id=control.pk,
            kind=FactorKind.FAILED_CHECK,
            reason=_("the control was found normal again"),
            actor=actor,
        )
        return
    record_factor(
        enterprise_id=check.enterprise_id,
        unit_id=check.unit_id,
        kind=FactorKind.FAILED_CHECK,
        source_type=SOURCE,
        source_id=control.pk,
        explanation=f"{control}：{check.finding}",
        url=check.get_absolute_url(),
        actor=actor,
    )


def miss_checks(*, actor: Actor) -> int:
    """Mark the checks whose time has passed as missed, one transaction an enterprise."""
    late = ControlCheck.objects.filter(state=CheckState.DUE, due_at__lte=clock.now())
    firms = sorted(set(late.order_by().values_list("enterprise_id", flat=True)))
    return sum(_miss_of(enterprise_id, actor) for enterprise_id in firms)


@transaction.atomic
def _miss_of(enterprise_id: int, actor: Actor) -> int:
    enterprise = lock_enterprise(enterprise_id)
    checks = list(
        ControlCheck.objects.select_for_update(of=("self",))
        .filter(enterprise_id=enterprise_id, state=CheckState.DUE, due_at__lte=clock.now())
        .select_related("control")
        .order_by("due_at", "pk")
    )
    if not checks:
        return 0
    ControlCheck.objects.filter(pk__in=[check.pk for check in checks]).update(
        state=CheckState.MISSED, updated_at=clock.now()
    )
    latest = {check.control_id: check for check in checks}
    record_factors(
        enterprise_id=enterprise_id,
        factors=[
            NewFactor(
                kind=FactorKind.MISSED_CHECK,
                source_type=SOURCE,
                source_id=str(check.control_id),
                unit_id=check.unit_id,
                explanation=_("%(control)s: not checked by %(due)s")
                % {
                    "control": check.control,
                    "due": timezone.localtime(check.due_at).strftime("%Y-%m-%d %H:%M"),
                },
                url=check.get_absolute_url(),
            )
            for check in latest.values()
        ],
        actor=actor,
    )
    audit(
        actor,
        "risk.checks.missed",
        enterprise,
        after={"checks": len(checks)},
    )
    emit(
        ChecksMissed(enterprise_id=enterprise_id, region=enterprise.region_id, count=len(checks)),
        actor,
    )
    return len(checks)
