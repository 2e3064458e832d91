"""The daily watch: reminding of findings before and after their day, step by step upwards.

Each step is told once for each due day; the row that says so stands in the transaction of the
notice, under a constraint. Each person gets one notice for all findings of a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.base.accounts.public import persons_holding
from anlan.base.audit.public import Act, audit_many
from anlan.base.notifications.public import Notice, notify_each
from anlan.base.organisations.public import list_people_info
from anlan.governance.patrols.choices import RANKS, Audience, FindingState
from anlan.governance.patrols.constants import ReminderStep, reminder_steps
from anlan.governance.patrols.events import FindingOverdue
from anlan.governance.patrols.models import Finding, Reminder
from anlan.governance.patrols.permissions import RECEIVE
from anlan.governance.patrols.services.common import tell_finding
from anlan.governance.responsibility.public import leaders_in_charge
from anlan.kernel import clock
from anlan.kernel.actor import Actor

#: Findings named in one notice; the rest is counted.
NAMED = 8
Due = tuple[Finding, ReminderStep]


@transaction.atomic
def remind(*, actor: Actor) -> int:
    """Take every step that is due and was not taken; returns how many."""
    with connection.cursor() as cursor:  # one watch at a time
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('anlan.patrols.watch'))")
    today = clock.today()
    due = _due(today)
    if not due:
        return 0
    people = _people(due)
    rows: list[Reminder] = []
    names = {
        pk: person.name
        for pk, person in list_people_info(
            {pk for found in people.values() for pk in found}
        ).items()
    }
    for finding, step in due:
        told = people[(finding.organisation_id, step.audience)]
        rows.append(
            Reminder(
                finding=finding,
                due_on=finding.due_on,
                step=step.code,
                audience=step.audience,
                people="、".join(names[pk] for pk in told if pk in names)[:300],
                sent_at=clock.now(),
            )
        )
        if step.days > 0:
            finding.told_to = step.audience
    _tell(due, people, today, actor)
    Reminder.objects.bulk_create(rows, batch_size=500)
    late = {finding.pk: finding for finding, step in due if step.days > 0}
    Finding.objects.bulk_update(late.values(), ["told_to"], batch_size=500)
    audit_many(
        actor,
        "patrols.finding.reminded",
        [Act(row.finding, after={"step": row.step, "people": row.people}) for row in rows],
    )
    for finding, step in due:
        if step.days > 0:
            tell_finding(
                FindingOverdue,
                finding,
                actor,
                audience=step.audience,
                days_late=(today - finding.due_on).days,
            )
    return len(rows)


def _due(today: date) -> list[Due]:
    """Of the warnings before the day one, of the steps after it all not taken yet, in order."""
    findings = list(
        Finding.objects.filter(state=FindingState.RECTIFYING).select_related("organisation")
    )
    taken = set(
        Reminder.objects.filter(finding__in=findings).values_list("finding_id", "due_on", "step")
    )
    found = []
    for finding in findings:
        late = (today - finding.due_on).days
        for step in reminder_steps():
            is_due = step.days <= late <= 0 if step.days <= 0 else late >= step.days
            if is_due and (finding.pk, finding.due_on, step.code) not in taken:
                found.append((finding, step))
    return found


def _people(due: Sequence[Due]) -> dict[tuple[int, str], list[int]]:
    """Return who is told, by unit and audience."""
    receivers = list_people_info(persons_holding(RECEIVE))
    found: dict[tuple[int, str], list[int]] = {}
    for unit in {finding.organisation_id for finding, _step in due}:
        found[(unit, str(Audience.CLERK))] = [
            pk for pk, person in receivers.items() if person.organisation_id == unit
        ]
        leaders = leaders_in_charge(unit)
        for audience, rank in RANKS.items():
            found[(unit, str(audience))] = [x.person_id for x in leaders if x.rank == rank]
    return found


def _tell(
    due: Sequence[Due], people: dict[tuple[int, str], list[int]], today: date, actor: Actor
) -> None:
    heaps: dict[tuple[str, bool, int], list[Finding]] = {}
    for finding, step in due:
        for person in people[(finding.organisation_id, step.audience)]:
            heaps.setdefault((step.audience, step.days > 0, person), []).append(finding)
    for (audience, is_late, person), found in heaps.items():
        notify_each(
            kind="patrols",
            notices=[_notice(person, audience, is_late, found, today)],
            actor=actor,
            level=3 if is_late else None,
            must_confirm=audience != Audience.CLERK,
            include_actor=True,
        )


def _notice(
    person: int, audience: str, is_late: bool, found: Sequence[Finding], today: date
) -> Notice:
    number = len(found)
    if is_late:
        title = ngettext(
            "%(count)d overdue patrol finding", "%(count)d overdue patrol findings", number
        )
    else:
        title = ngettext(
            "%(count)d patrol finding will be due soon",
            "%(count)d patrol findings will be due soon",
            number,
        )
    lines = [
        _("%(unit)s: %(title)s, due on %(day)s")
        % {"unit": row.organisation, "title": row.title[:60], "day": row.due_on.isoformat()}
        for row in sorted(found, key=lambda row: row.due_on)[:NAMED]
    ]
    if number > NAMED:
        lines.append(_("and %(count)d more") % {"count": number - NAMED})
    page = "patrols:mine" if audience == Audience.CLERK else "patrols:findings"
    return Notice(person, title % {"count": number}, "\n".join(lines), reverse(page))
