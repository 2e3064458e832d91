"""What happened before the demonstration began: curves, finished alarms, one closed incident.

Everything people did runs through the services, with the clock set to the time it was done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import F

from anlan.base.notifications.models import Notification
from anlan.command.incidents.services.incidents import (
    begin_response,
    close_incident,
    mark_controlled,
    record_unit_report,
    report_cause_removed,
    verify_cause_removed,
)
from anlan.command.incidents.services.intake import open_from_alarm
from anlan.command.incidents.services.reports import draft_report, edit_report, submit_report
from anlan.demonstration.loader.book import Book
from anlan.demonstration.loader.duty import actor_of
from anlan.demonstration.simulator.fleet import Fleet, load_fleet
from anlan.demonstration.simulator.scenarios import Rise
from anlan.demonstration.simulator.signals import Signals
from anlan.kernel import clock, jobs
from anlan.kernel.actor import Actor
from anlan.monitoring.alarms.choices import Level, RuleKind
from anlan.monitoring.alarms.models import Alarm, AlarmRule
from anlan.monitoring.alarms.public import (
    acknowledge_alarm,
    close_alarm,
    dispose_alarm,
    mark_false,
    open_alarm,
    verify_alarm,
)
from anlan.monitoring.alarms.selectors.alarms import rules_of
from anlan.monitoring.alarms.services.crossings import clear_crossing
from anlan.monitoring.devices.public import PointInfo
from anlan.monitoring.telemetry.public import Readings, Writer
from anlan.monitoring.telemetry.services.rollup import begin_books

HOURS = 6
STEP_S = 60


@dataclass(frozen=True)
class Disturbance:
    """A value that crossed a yellow limit and came back."""

    row: int
    point: PointInfo
    rule: AlarmRule
    rise: Rise
    peak: float

    @property
    def crossed_at(self) -> datetime:
        """When the limit was passed."""
        return _instant(self.rise.begin_s + self.rise.first_s)

    @property
    def cleared_at(self) -> datetime:
        """When the signal was normal again."""
        return _instant(self.rise.begin_s + self.rise.hold_s + 0.8 * self.rise.fall_s)


def write_history(book: Book) -> None:
    """Write the curves of the last hours with what disturbed them, and what people did about it."""
    fleet = load_fleet(book.county)
    found = [
        _disturb(
            book,
            fleet,
            lambda p: p.quantity == "combustible_gas" and _of_flagship(book, p),
            hours_ago=5.2,
        ),
        _disturb(
            book,
            fleet,
            lambda p: p.quantity == "liquid_level" and not _of_flagship(book, p),
            hours_ago=3.6,
        ),
        _disturb(
            book,
            fleet,
            lambda p: p.quantity == "gas_concentration" and not _of_flagship(book, p),
            hours_ago=2.3,
        ),
    ]
    waiting = _last_job()
    _write_curves(book, fleet, [item for item in found if item])
    officer, commander = actor_of("duty_officer"), actor_of("commander")
    inspector = actor_of("bureau_officer")
    if officer is None or commander is None or inspector is None:
        return
    leak, level, false = found
    if leak:
        _incident(book, leak, officer, commander, inspector)
    if level:
        _dealt_with(book, level, officer)
    if false:
        _false_alarm(book, false, officer)
    _forget_jobs(waiting)
    # What was to be read in those hours has been read.
    Notification.objects.filter(read_at__isnull=True).update(
        read_at=F("created_at"), confirm_by=None
    )


def _of_flagship(book: Book, point: PointInfo) -> bool:
    return point.enterprise_id == book.enterprises[book.county.flagship]


def _instant(at_s: float) -> datetime:
    return datetime.fromtimestamp(at_s, tz=clock.now().tzinfo)


def _disturb(
    book: Book, fleet: Fleet, fits: Callable[[PointInfo], bool], *, hours_ago: float
) -> Disturbance | None:
    """Choose the first fitting point with a yellow limit and let it pass that limit."""
    begin_s = (book.now - timedelta(hours=hours_ago)).timestamp()
    for row, point in enumerate(fleet.points):
        if not fits(point) or point.device_code == fleet.leak_device or not point.enterprise_id:
            continue
        rules = [r for r in rules_of(point.id) if r.kind == RuleKind.UPPER and r.upper is not None]
        yellow = [r for r in rules if r.level == Level.YELLOW]
        graver = [r.upper for r in rules if r.level < Level.YELLOW and r.upper is not None]
        if not yellow or yellow[0].upper is None:
            continue
        limit = yellow[0].upper
        peak = limit + 0.4 * ((min(graver) if graver else limit * 1.3) - limit)
        digits = fleet.behaviours[row].decimals
        rise = Rise(
            begin_s,
            limit * 1.01,
            peak * 0.98,
            peak,
            first_s=240,
            second_s=600,
            hold_s=1500,
            fall_s=900,
        )
        return Disturbance(row, point, yellow[0], rise, round(peak, digits))
    return None


def _write_curves(book: Book, fleet: Fleet, disturbances: list[Disturbance]) -> None:
    """Copy the readings of all points in through the writer; the roll-up takes them up as new."""
    begin = book.now - timedelta(hours=HOURS)
    begin_books(begin)
    signals = Signals(fleet.behaviours, fleet.seed)
    instants = np.arange(begin.timestamp(), book.now.timestamp(), STEP_S)
    table = np.stack([signals.at(float(at)) for at in instants])
    for item in disturbances:
        scale = signals.scale[item.row]
        for line, at in enumerate(instants.tolist()):
            shown = item.rise.at(at, float(table[line, item.row]))
            table[line, item.row] = round(shown * scale) / scale
    writer = Writer()
    writer.load([point.id for point in fleet.points])
    number = len(fleet.points)
    readings = Readings(
        np.tile(np.arange(number), len(instants)),
        np.repeat((instants * 1000).astype(np.int64), number),
        table.ravel(),
        np.zeros(table.size, np.int16),
    )
    written = writer.write(readings, book.now)
    writer.confirm(written)
    writer.flush(book.now, force=True)
    book.counts["telemetry.reading"] += len(written.fresh)


def _at(item: Disturbance, minutes: float) -> Any:
    """Set the clock to some minutes after the crossing."""
    return clock.freeze(item.crossed_at + timedelta(minutes=minutes))


def _raise(book: Book, item: Disturbance) -> int:
    """Open the alarm and let its signal clear, as the engine would have done."""
    limit = item.rule.upper or 0.0
    with _at(item, 0):
        alarm = open_alarm(
            rule_id=item.rule.pk,
            point_id=item.point.id,
            at=item.crossed_at,
            value=round(limit * 1.01, 2),
            actor=book.actor,
        )
    peak_at = item.crossed_at + timedelta(minutes=12)
    Alarm.objects.filter(pk=alarm.pk).update(peak_value=item.peak, peak_at=peak_at)
    book.counts["alarms.Alarm"] += 1
    return int(alarm.pk)


def _clear(book: Book, item: Disturbance) -> None:
    with clock.freeze(item.cleared_at):
        clear_crossing(
            rule_id=item.rule.pk,
            point_id=item.point.id,
            at=item.cleared_at,
            value=round((item.rule.upper or 0.0) * 0.6, 2),
            actor=book.actor,
        )


def _dealt_with(book: Book, item: Disturbance, officer: Actor) -> None:
    """A real alarm that needed nothing but a call."""
    alarm_id = _raise(book, item)
    with _at(item, 0.7):
        acknowledge_alarm(alarm_id=alarm_id, actor=officer)
    with _at(item, 6):
        verify_alarm(alarm_id=alarm_id, actor=officer, reason="企业确认卸车后液位偏高，已停止进料")
    _clear(book, item)
    with _at(item, 50):
        dispose_alarm(alarm_id=alarm_id, actor=officer, reason="倒罐后液位恢复正常，企业已复核联锁")
    with _at(item, 55):
        close_alarm(alarm_id=alarm_id, actor=officer)


def _false_alarm(book: Book, item: Disturbance, officer: Actor) -> None:
    """An alarm of a calibration that nobody had announced."""
    alarm_id = _raise(book, item)
    with _at(item, 0.9):
        acknowledge_alarm(alarm_id=alarm_id, actor=officer)
    with _at(item, 9):
        mark_false(
            alarm_id=alarm_id,
            actor=officer,
            cause="calibration",
            reason="企业使用标准气体标定探测器，未提前报备，已提醒",
        )
    _clear(book, item)


def _incident(
    book: Book, item: Disturbance, officer: Actor, commander: Actor, inspector: Actor
) -> None:
    """A small leak, reported, dealt with, its cause removed and verified, closed."""
    alarm_id = _raise(book, item)
    with _at(item, 0.6):
        acknowledge_alarm(alarm_id=alarm_id, actor=officer)
    with _at(item, 5):
        verify_alarm(alarm_id=alarm_id, actor=officer, reason="企业巡检确认：法兰密封处微量渗漏")
    with _at(item, 8):
        incident = open_from_alarm(
            alarm_id=alarm_id,
            actor=officer,
            title=f"{item.point.enterprise_name}法兰密封处微量渗漏",
            facts={
                "scene": "装置区法兰密封处微量渗漏，无人员伤亡，未起火",
                "measures": "企业已停止该管段输送，切断阀门，现场警戒、喷雾稀释",
            },
        )
    with _at(item, 10):
        record_unit_report(incident_id=incident.pk, actor=officer)
    with _at(item, 12):
        begin_response(incident_id=incident.pk, actor=commander)
    with _at(item, 20):
        _report(incident.pk, "initial", officer)
    _clear(book, item)
    with _at(item, 45):
        mark_controlled(
            incident_id=incident.pk, actor=commander, reason="渗漏点已切断，浓度恢复正常"
        )
    with _at(item, 95):
        report_cause_removed(
            incident_id=incident.pk,
            cause="法兰垫片老化导致微量渗漏；已更换垫片并试压合格",
            actor=officer,
        )
    with _at(item, 120):
        verify_cause_removed(
            incident_id=incident.pk,
            actor=inspector,
            comment="现场复核：更换完成，试压合格，检测无泄漏",
        )
    with _at(item, 130):
        dispose_alarm(alarm_id=alarm_id, actor=officer, reason="渗漏点已修复")
        close_alarm(alarm_id=alarm_id, actor=officer)
    with _at(item, 140):
        _report(incident.pk, "final", officer)
    with _at(item, 150):
        close_incident(incident_id=incident.pk, actor=commander)
    book.counts["incidents.Incident"] += 1


def _report(incident_id: int, kind: str, officer: Actor) -> None:
    report = draft_report(incident_id=incident_id, kind=kind, actor=officer)
    edit_report(
        report_id=report.pk,
        values={"signatory": report.signatory or "局长（演示）"},
        actor=officer,
    )
    submit_report(report_id=report.pk, actor=officer)


def _last_job() -> int:
    if settings.ANLAN_JOBS == "memory":
        return len(jobs.memory_queue)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


def _forget_jobs(since: int) -> None:
    """Reactions to the past are past as well: nobody is told of it today."""
    if settings.ANLAN_JOBS == "memory":
        del jobs.memory_queue[since:]
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_events WHERE job_id IN"
            " (SELECT id FROM procrastinate_jobs WHERE id > %s AND status = 'todo')",
            [since],
        )
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id > %s AND status = 'todo'", [since])
