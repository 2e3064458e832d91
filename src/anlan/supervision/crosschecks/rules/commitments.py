"""The daily commitment set against permits and alarms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.kernel.actor import system_actor
from anlan.supervision.crosschecks.contracts import Contradiction, Evidence
from anlan.supervision.crosschecks.registry import alarms_between
from anlan.supervision.crosschecks.rules.base import Look, rule
from anlan.supervision.enterprises.contracts import EnterpriseInfo
from anlan.supervision.enterprises.public import list_enterprises
from anlan.supervision.installations.choices import OPERATIONS
from anlan.supervision.installations.contracts import CommitmentInfo
from anlan.supervision.installations.public import list_commitments, obliged_enterprise_ids
from anlan.supervision.permits.contracts import PermitInfo
from anlan.supervision.permits.public import list_permits

READER = system_actor("cross-checks")
#: Grades of hot work as the commitment names them; the other kinds have one line each.
HOT_WORK = {"special": "hot_work_special", "first": "hot_work_1", "second": "hot_work_2"}
#: Hot work of every grade together: where one side does not name the grade.
ANY_HOT_WORK = "hot_work"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a commitment announces beside what is permitted, line by line.

    ``wrong`` holds (announced, permitted) of the lines that differ; ``unread`` names the lines of
    the commitment that cannot be compared: no whole number, or a kind of work nobody knows here.
    """

    wrong: Mapping[str, tuple[int, int]]
    unread: tuple[str, ...]
    line_of: Mapping[int, str]  # by permit


def compare(announcement: Mapping[str, Any], permits: Sequence[PermitInfo]) -> Comparison:
    """Set the lines of a commitment against the permits of the day.

    Only what both sides can name is compared. A line without a whole number is left out together
    with its permits, a kind of permit for which the commitment has no line is left out, and hot
    work is compared as a whole when one side does not say its grade.
    """
    known = {code for code, _label in OPERATIONS} | {ANY_HOT_WORK}
    named = known | {permit.kind for permit in permits}
    announced: Counter[str] = Counter()
    unread = []
    for code, number in announcement.items():
        is_count = isinstance(number, int) and not isinstance(number, bool) and number >= 0
        if is_count and code in named:
            announced[code] += number
        elif number != 0:
            unread.append(code)
    line_of = {
        permit.id: HOT_WORK.get(permit.grade, ANY_HOT_WORK)
        if permit.kind == ANY_HOT_WORK
        else permit.kind
        for permit in permits
    }
    if announced[ANY_HOT_WORK] or ANY_HOT_WORK in (*line_of.values(), *unread):
        whole = set(HOT_WORK.values())
        if whole & set(unread):
            unread.append(ANY_HOT_WORK)
        for code in whole:
            announced[ANY_HOT_WORK] += announced.pop(code, 0)
        line_of = {pk: ANY_HOT_WORK if line in whole else line for pk, line in line_of.items()}
    filed = Counter(line_of.values())
    lines = {*announced, *(line for line in filed if line in known or line in announcement)}
    wrong = {
        line: (announced[line], filed[line])
        for line in sorted(lines - set(unread))
        if announced[line] != filed[line]
    }
    return Comparison(wrong, tuple(dict.fromkeys(unread)), line_of)


def _permits(look: Look) -> dict[int, list[PermitInfo]]:
    """Permits that hold at some time today, by enterprise."""
    found: dict[int, list[PermitInfo]] = {}
    for permit in list_permits(
        begin=look.midnight, end=look.next_midnight, enterprise_id=look.enterprise_id
    ):
        found.setdefault(permit.enterprise_id, []).append(permit)
    return found


def _enterprises(ids: set[int]) -> dict[int, EnterpriseInfo]:
    """Enterprises by id; asked for in portions."""
    found: dict[int, EnterpriseInfo] = {}
    ordered = sorted(ids)
    for first in range(0, len(ordered), 1000):
        for enterprise in list_enterprises(READER, ordered[first : first + 1000]):
            found[enterprise.id] = enterprise
    return found


def _commitments(look: Look) -> dict[int, CommitmentInfo]:
    """Signed commitments of today, by enterprise."""
    day = timezone.localdate(look.now)
    return {
        found.enterprise_id: found
        for found in list_commitments(day, look.enterprise_id)
        if found.is_signed
    }


@rule("commitment_permits")
def commitment_against_permits(look: Look) -> Iterator[Contradiction]:
    """The numbers announced are not the numbers of permits of the day."""
    commitments = _commitments(look)
    permits = _permits(look)
    enterprises = _enterprises(set(commitments))
    for enterprise_id, commitment in commitments.items():
        own = permits.get(enterprise_id, [])
        compared = compare(commitment.special_operations, own)
        wrong = compared.wrong
        if not wrong:
            continue
        enterprise = enterprises[enterprise_id]
        words = "、".join(
            _("%(kind)s: announced %(announced)d, permits %(filed)d")
            % {"kind": _operation_name(code, own), "announced": pair[0], "filed": pair[1]}
            for code, pair in wrong.items()
        )
        explanation = _(
            "The commitment of %(day)s does not name the special operations for which permits "
            "stand: %(words)s."
        ) % {"day": commitment.on, "words": words}
        if compared.unread:
            explanation += _(
                "Not compared, since the commitment cannot be read there: %(lines)s."
            ) % {"lines": "、".join(_operation_name(code, own) for code in compared.unread)}
        yield Contradiction(
            fingerprint=f"{enterprise_id}:{commitment.on}:{sorted(wrong.items())}"[:200],
            title=_("Commitment and permits differ: %(name)s") % {"name": enterprise.name},
            explanation=explanation,
            enterprise_id=enterprise_id,
            region_code=enterprise.region_code,
            evidence=(
                _commitment_fact(commitment),
                *(_permit_fact(permit) for permit in own if compared.line_of[permit.id] in wrong),
            ),
        )


@rule("commitment_alarms")
def commitment_against_alarms(look: Look) -> Iterator[Contradiction]:
    """Announced as safe, while the gravest alarms stand."""
    commitments = _commitments(look)
    worst = int(look.number("worst_level", 2))
    enterprises = _enterprises(set(commitments))
    for alarm in alarms_between(look.midnight, look.now, look.enterprise_id):
        commitment = commitments.get(alarm.enterprise_id)
        if commitment is None or alarm.level > worst:
            continue
        enterprise = enterprises[alarm.enterprise_id]
        yield Contradiction(
            fingerprint=f"alarm:{alarm.id}",
            title=_("Committed as safe, but in alarm: %(name)s") % {"name": enterprise.name},
            explanation=_(
                "The commitment of today says that the installations run safely; at %(time)s the "
                "alarm “%(alarm)s” was raised."
            )
            % {"time": _time(alarm.raised_at), "alarm": alarm.title},
            enterprise_id=enterprise.id,
            region_code=enterprise.region_code,
            evidence=(
                _commitment_fact(commitment),
                Evidence(_("alarm"), f"{_time(alarm.raised_at)} {alarm.title}", alarm.url),
            ),
        )


@rule("fire_near_alarm")
def fire_near_alarm(look: Look) -> Iterator[Contradiction]:
    """Fire is being made while a sensor of the same plant is in alarm."""
    worst = int(look.number("worst_level", 3))
    fires = {
        enterprise_id: hot
        for enterprise_id, permits in _permits(look).items()
        if (hot := [p for p in permits if p.is_fire and p.state == "working"])
    }
    if not fires:
        return
    enterprises = _enterprises(set(fires))
    since = look.now - timedelta(days=1)
    for alarm in alarms_between(since, look.now, look.enterprise_id):
        if alarm.level > worst or alarm.finished_at is not None:
            continue
        for permit in fires.get(alarm.enterprise_id, []):
            enterprise = enterprises[alarm.enterprise_id]
            yield Contradiction(
                fingerprint=f"alarm:{alarm.id}:permit:{permit.id}",
                title=_("Hot work goes on while an alarm stands: %(name)s")
                % {"name": enterprise.name},
                explanation=_(
                    "Permit %(number)s (%(kind)s, %(place)s) is being worked and the alarm "
                    "“%(alarm)s” of %(time)s is not ended. Stop the work."
                )
                % {
                    "number": permit.number,
                    "kind": permit.kind_name,
                    "place": permit.place,
                    "alarm": alarm.title,
                    "time": _time(alarm.raised_at),
                },
                enterprise_id=enterprise.id,
                region_code=enterprise.region_code,
                evidence=(
                    _permit_fact(permit),
                    Evidence(_("alarm"), f"{_time(alarm.raised_at)} {alarm.title}", alarm.url),
                ),
            )


@rule("missing_commitment")
def work_without_commitment(look: Look) -> Iterator[Contradiction]:
    """Special operations today, but no commitment by the hour."""
    if timezone.localtime(look.now).hour < look.number("hour", 9):
        return
    permits = _permits(look)
    missing = (obliged_enterprise_ids() & set(permits)) - set(_commitments(look))
    enterprises = _enterprises(missing)
    day = timezone.localdate(look.now)
    for enterprise_id in sorted(missing):
        enterprise = enterprises[enterprise_id]
        own = permits[enterprise_id]
        yield Contradiction(
            fingerprint=f"{enterprise_id}:{day}",
            title=_("Special operations without a commitment: %(name)s")
            % {"name": enterprise.name},
            explanation=_(
                "%(count)d permits hold on %(day)s, but no signed commitment of the day is there."
            )
            % {"count": len(own), "day": day},
            enterprise_id=enterprise_id,
            region_code=enterprise.region_code,
            evidence=tuple(_permit_fact(permit) for permit in own),
        )


def _operation_name(code: str, permits: Sequence[PermitInfo]) -> str:
    """The words of a line: the commitment's, else those of the permits, else its code."""
    kinds = {permit.kind: permit.kind_name for permit in permits}
    if code == ANY_HOT_WORK:
        return kinds.get(code) or _("hot work of all levels")
    return str(dict(OPERATIONS).get(code) or kinds.get(code, code))


def _time(at: datetime) -> str:
    return f"{timezone.localtime(at):%m-%d %H:%M}"


def _commitment_fact(commitment: CommitmentInfo) -> Evidence:
    numbers = commitment.special_operations.values()
    total = sum(n for n in numbers if isinstance(n, int) and n > 0)
    text = _("%(day)s, special operations: %(count)d, signed by %(person)s") % {
        "day": commitment.on,
        "count": total,
        "person": commitment.signed_by,
    }
    return Evidence(_("daily commitment"), text, commitment.url)


def _permit_fact(permit: PermitInfo) -> Evidence:
    return Evidence(
        _("permit of special operation"),
        f"{permit.number} {permit.kind_name} {permit.grade_name} {permit.place} "
        f"{_time(permit.planned_from)} – {_time(permit.planned_to)}",
        permit.url,
    )
