"""The daily watch: outlooks, warnings before the day, escalation after it, step by step.

Each step is told once for each due day: the row that says so is written in the transaction of the
notice, under a constraint, so a job that is killed or run twice tells nobody twice. Each person
gets one notice for all of his tasks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.base.audit.public import Act, audit_many
from anlan.base.notifications.public import Notice, notify_each
from anlan.base.organisations.public import list_people_info
from anlan.governance.commitments.choices import OWED, RANKS, WATCHED, Audience
from anlan.governance.commitments.events import CommitmentEscalated, CommitmentOverdue
from anlan.governance.commitments.models import (
    Commitment,
    Escalation,
    EscalationStep,
    ReportingPeriod,
)
from anlan.governance.responsibility.public import leaders_in_charge
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import update_rows
from anlan.kernel.events import emit_many

from .common import clerks_of, event_values
from .outlooks import refresh_outlooks
from .periods import extend_periods

#: Tasks named in one notice; the rest is counted.
NAMED = 8
#: Each audience above the unit's clerks gives a receipt within this time. [s]
RECEIPT_WITHIN_S = 2 * 24 * 3600
WARNING, OVERDUE = "commitments.due_soon", "commitments.overdue"


@dataclass(frozen=True, slots=True)
class Item:
    """Something owed by a day: a task, or one period of a recurring one."""

    commitment: Commitment
    period: ReportingPeriod | None
    due_on: date
    counts_from: date

    @property
    def words(self) -> str:
        """The task, with its period."""
        title = self.commitment.title[:60]
        return f"{title}（{self.period.label}）" if self.period else title


@dataclass(frozen=True, slots=True)
class Told:
    """A step that is due for something owed."""

    item: Item
    step: EscalationStep


def watch(*, actor: Actor) -> dict[str, int]:
    """Make periods, work out outlooks, send what is due to be told; run once a day."""
    extend_periods()
    refreshed = refresh_outlooks()
    return {"refreshed": refreshed, "told": escalate(actor=actor)}


@transaction.atomic
def escalate(*, actor: Actor) -> int:
    """Take every step that is due and was not taken; returns how many."""
    with connection.cursor() as cursor:  # one watch at a time
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('anlan.commitments.watch'))")
    today = clock.today()
    due = list(_due_steps(_items(), today))
    if not due:
        return 0
    people = _people(due)
    rows = _tell(due, people, today, actor)
    Escalation.objects.bulk_create(rows, batch_size=500)
    _mark(due, rows, today, actor)
    return len(rows)


def _items() -> list[Item]:
    rows = Commitment.objects.filter(state__in=WATCHED).select_related("lead")
    found = [
        Item(row, None, row.deadline, max(row.deadline, _local(row.assigned_at)))
        for row in rows.filter(deadline__isnull=False)
        if row.deadline is not None
    ]
    periods = ReportingPeriod.objects.filter(
        state__in=OWED, commitment__state__in=WATCHED
    ).select_related("commitment__lead")
    found += [
        Item(
            period.commitment,
            period,
            period.due_on,
            max(period.due_on, _local(period.commitment.assigned_at)),
        )
        for period in periods
    ]
    return found


def _local(moment: object) -> date:
    return timezone.localtime(moment).date()  # type: ignore[arg-type]


def _due_steps(items: Sequence[Item], today: date) -> Iterable[Told]:
    """Yield what is to be told: of the warnings the nearest only, of the rest all not taken yet."""
    steps = list(EscalationStep.objects.filter(is_active=True).order_by("days", "code"))
    if not steps or not items:
        return
    taken = set(
        Escalation.objects.filter(
            commitment_id__in={item.commitment.pk for item in items}
        ).values_list("commitment_id", "period_id", "due_on", "step_id")
    )
    for item in items:
        period_id = item.period.pk if item.period else None
        usable = [s for s in steps if item.period is None or s.for_periods]
        before = (item.due_on - today).days
        warnings = [s for s in usable if s.days < 0 <= before <= -s.days]
        late = (today - item.counts_from).days
        after = [s for s in usable if s.days >= 0 and before < 0 and late >= s.days]
        for step in [*warnings[-1:], *after]:
            if (item.commitment.pk, period_id, item.due_on, step.pk) not in taken:
                yield Told(item, step)


def _people(due: Sequence[Told]) -> dict[tuple[int, str], list[int]]:
    """Return who is told, by unit and audience."""
    units = {told.item.commitment.lead_id for told in due}
    found: dict[tuple[int, str], list[int]] = {
        (unit, Audience.CLERK): people for unit, people in clerks_of(units).items()
    }
    higher = {told.item.commitment.lead_id for told in due if told.step.audience != Audience.CLERK}
    for unit in higher:
        leaders = leaders_in_charge(unit)
        for audience, rank in RANKS.items():
            found[(unit, audience)] = [x.person_id for x in leaders if x.rank == rank]
    return found


def _tell(
    due: Sequence[Told],
    people: dict[tuple[int, str], list[int]],
    today: date,
    actor: Actor,
) -> list[Escalation]:
    """Send one notice a person and kind, and return the rows that keep it."""
    heaps: dict[tuple[str, bool, int], list[Told]] = {}
    for told in due:
        audience, is_late = told.step.audience, told.step.days >= 0
        for person in people.get((told.item.commitment.lead_id, audience), ()):
            heaps.setdefault((audience, is_late, person), []).append(told)
    notices: dict[tuple[str, bool, int], int] = {}
    for audience, is_late in dict.fromkeys((a, late) for a, late, _person in heaps):
        batch = {
            p: found for (a, late, p), found in heaps.items() if (a, late) == (audience, is_late)
        }
        needs_receipt = audience != Audience.CLERK
        for person, found in batch.items():
            ids = notify_each(
                kind=OVERDUE if is_late else WARNING,
                notices=[_notice(person, audience, is_late, found, today)],
                actor=actor,
                level=3 if is_late else None,
                must_confirm=needs_receipt,
                confirm_within_s=RECEIPT_WITHIN_S if needs_receipt else None,
                include_actor=True,
            )
            if ids:
                notices[(audience, is_late, person)] = ids[0]
    rows = []
    for told in due:
        audience, is_late = told.step.audience, told.step.days >= 0
        known = people.get((told.item.commitment.lead_id, audience), [])
        sent = [notices[(audience, is_late, p)] for p in known if (audience, is_late, p) in notices]
        rows.append(
            Escalation(
                commitment=told.item.commitment,
                period=told.item.period,
                due_on=told.item.due_on,
                step=told.step,
                audience=audience,
                person_ids=known,
                notification_ids=sent,
                sent_at=clock.now(),
            )
        )
    return rows


def _notice(
    person: int, audience: str, is_late: bool, found: Sequence[Told], today: date
) -> Notice:
    number = len(found)
    if is_late:
        title = ngettext("%(count)d overdue task", "%(count)d overdue tasks", number) % {
            "count": number
        }
    else:
        title = ngettext(
            "%(count)d task will be due soon", "%(count)d tasks will be due soon", number
        ) % {"count": number}
    lines = []
    for told in sorted(found, key=lambda t: t.item.due_on)[:NAMED]:
        days = (today - told.item.due_on).days
        if days > 0:
            when = ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}
        else:
            when = _("due on %(day)s") % {"day": told.item.due_on.isoformat()}
        lines.append(
            _("%(unit)s: %(task)s, %(when)s")
            % {"unit": told.item.commitment.lead, "task": told.item.words, "when": when}
        )
    if number > NAMED:
        lines.append(_("and %(count)d more") % {"count": number - NAMED})
    if audience == Audience.CLERK:
        url = reverse("commitments:mine")
    else:
        url = reverse("commitments:overdue")
    return Notice(person, title, "\n".join(lines), url)


def _mark(due: Sequence[Told], rows: Sequence[Escalation], today: date, actor: Actor) -> None:
    """Keep the highest step on the task, and tell the other apps."""
    changed: dict[int, Commitment] = {}
    events: list[CommitmentOverdue | CommitmentEscalated] = []
    order = list(Audience.values)
    for told in due:
        if told.step.days < 0:
            continue
        commitment = changed.setdefault(told.item.commitment.pk, told.item.commitment)
        present = commitment.escalated_to
        audience = told.step.audience
        if told.item.period is None and (
            not present or order.index(audience) > order.index(present)
        ):
            commitment.escalated_to = audience
        if audience == Audience.CLERK:
            events.append(
                CommitmentOverdue(
                    **event_values(commitment),
                    due_on=told.item.due_on.isoformat(),
                    period_id=told.item.period.pk if told.item.period else None,
                )
            )
        else:
            events.append(
                CommitmentEscalated(
                    **event_values(commitment),
                    audience=audience,
                    days_late=(today - told.item.due_on).days,
                )
            )
    update_rows(changed.values(), ["escalated_to"])
    audit_many(
        actor,
        "commitments.commitment.escalated",
        [
            Act(row.commitment, after={"step": row.step_id, "people": row.person_ids})
            for row in rows
        ],
    )
    for kind in (CommitmentOverdue, CommitmentEscalated):
        same = [event for event in events if isinstance(event, kind)]
        if same:
            emit_many(same, actor)


@transaction.atomic
def confirm_escalation(*, notification_id: int, person_id: int, actor: Actor) -> int:
    """Note the receipt of a notice on the steps it told of; returns how many."""
    person = list_people_info([person_id]).get(person_id)
    return Escalation.objects.filter(
        notification_ids__contains=[notification_id], confirmed_at__isnull=True
    ).update(confirmed_at=clock.now(), confirmed_by=person.name[:100] if person else "")
