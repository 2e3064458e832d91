"""The three responsible persons, and their duties period by period."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import meet_deadline, start_deadline
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import people_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require
from anlan.supervision.installations.choices import DutyPeriod, DutyRole, DutyState, UnitState
from anlan.supervision.installations.events import DutyDone, DutyMissed, ResponsibleChanged
from anlan.supervision.installations.models import (
    DutyRule,
    DutyTask,
    Installation,
    ResponsiblePerson,
)
from anlan.supervision.installations.permissions import DO_DUTY, KEEP, REVIEW

#: Missed duties escalated by one run of the daily job.
ESCALATED_AT_ONCE = 500


def period_of(period: str, day: date) -> tuple[date, date]:
    """Return the first and last day of the week, month, quarter, half-year or year of ``day``."""
    if period == DutyPeriod.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[period]
    month = (day.month - 1) // months * months + 1
    first = date(day.year, month, 1)
    after = date(day.year + (month + months > 12), (month + months - 1) % 12 + 1, 1)
    return first, after - timedelta(days=1)


@transaction.atomic
def appoint_responsible(
    *,
    installation_id: int,
    role: str,
    person_id: int,
    actor: Actor,
    certificate: str = "",
    certificate_until: date | None = None,
    from_on: date | None = None,
) -> ResponsiblePerson:
    """Name who answers for the installation in a role; whoever did before ends the day before.

    A replacement starts the clock for registering the change. Open duties pass to the new person.
    Raises ``InvalidInput``: nobody of the enterprise, or a day before the present one's.
    """
    installation = get_visible(Installation, installation_id, actor=actor, lock=True)
    require(actor, KEEP, installation)
    if role not in DutyRole.values:
        raise InvalidInput(fields={"role": _("There is no such role.")})
    if person_id not in {p.id for p in people_of(installation.organisation_id)}:
        raise InvalidInput(fields={"person_id": _("Choose a person of the enterprise.")})
    begins = from_on or clock.today()
    before = installation.responsible.filter(role=role, until_on__isnull=True).first()
    if before is not None:
        if before.person_id == person_id:
            raise InvalidInput(fields={"person_id": _("This person holds the role already.")})
        if begins <= before.from_on:
            raise InvalidInput(
                fields={"from_on": _("The change lies before the present person began.")}
            )
        before.until_on = begins - timedelta(days=1)
        before.save(update_fields=["until_on", "updated_at"])
    named = ResponsiblePerson.objects.create(
        installation=installation,
        role=role,
        person_id=person_id,
        certificate=certificate.strip(),
        certificate_until=certificate_until,
        from_on=begins,
        reported_on=None if before else begins,
    )
    if before is not None:
        before.dutytask_set.filter(state=DutyState.OPEN).update(responsible=named)
        start_deadline(
            rule_code="installations.replace_person",
            subject=installation,
            actor=actor,
            responsible_ids=[person_id],
        )
    audit(
        actor,
        "installations.responsible.appointed",
        named,
        before={"person": before.person_id} if before else None,
        after={"person": person_id, "role": role, "from_on": begins},
    )
    emit(
        ResponsibleChanged(
            installation_id=installation.pk,
            enterprise_id=installation.enterprise_id,
            region=installation.region_id,
            role=role,
            person_id=person_id,
        ),
        actor,
    )
    return named


@transaction.atomic
def report_responsible(*, responsible_id: int, on: date, actor: Actor) -> ResponsiblePerson:
    """Record that the change of a person was registered and reported."""
    named = get_visible(ResponsiblePerson, responsible_id, actor=actor, lock=True)
    require(actor, KEEP, named)
    if named.reported_on is not None:
        raise WrongState(_("This change has been registered already."))
    if not named.from_on <= on <= clock.today():
        raise InvalidInput(fields={"on": _("The day lies between the change and today.")})
    named.reported_on = on
    named.save(update_fields=["reported_on", "updated_at"])
    audit(actor, "installations.responsible.reported", named, after={"reported_on": on})
    waiting = named.installation.responsible.filter(reported_on__isnull=True, until_on__isnull=True)
    if not waiting.exists():
        meet_deadline(
            subject=named.installation, rule_code="installations.replace_person", actor=actor
        )
    return named


@transaction.atomic
def generate_duties(*, actor: Actor, on: date | None = None) -> int:
    """Make the duty tasks of the periods that ``on`` lies in, where they are missing.

    Only major hazard installations in use, and only roles somebody holds. Returns how many.
    """
    day = on or clock.today()
    rules: dict[str, list[DutyRule]] = {}
    for rule in DutyRule.objects.filter(is_active=True):
        rules.setdefault(rule.role, []).append(rule)
    holders = ResponsiblePerson.objects.filter(
        until_on__isnull=True,
        from_on__lte=day,
        installation__is_major=True,
        installation__state=UnitState.IN_USE,
    )
    wanted = []
    for named in holders:
        for rule in rules.get(named.role, ()):
            first, last = period_of(rule.period, day)
            wanted.append(
                DutyTask(
                    installation_id=named.installation_id,
                    rule=rule,
                    responsible=named,
                    period_start=first,
                    due_on=last,
                )
            )
    before = DutyTask.objects.count()
    DutyTask.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=1000)
    made = DutyTask.objects.count() - before
    if made:
        audit(actor, "installations.duty.generated", after={"on": day, "tasks": made})
    return made


@transaction.atomic
def complete_duty(*, duty_id: int, note: str, actor: Actor) -> DutyTask:
    """Record that a duty was done and what was done; after its period it counts as late.

    Somebody else of the enterprise may record it, and the record says so.
    """
    task = get_visible(DutyTask, duty_id, actor=actor, lock=True)
    require(actor, DO_DUTY, task)
    if task.state != DutyState.OPEN:
        raise WrongState(_("This duty has been done already."))
    if not note.strip():
        raise InvalidInput(fields={"note": _("Say what was done and what was found.")})
    task.state, task.note = DutyState.DONE, note.strip()
    task.done_at, task.done_by = clock.now(), actor.display_name[:100]
    task.is_by_other = actor.person_id != task.responsible.person_id
    task.save(update_fields=["state", "note", "done_at", "done_by", "is_by_other", "updated_at"])
    audit(
        actor,
        "installations.duty.done",
        task,
        after={"note": task.note, "is_late": task.is_overdue, "is_by_other": task.is_by_other},
    )
    emit(
        DutyDone(
            duty_id=task.pk,
            installation_id=task.installation_id,
            enterprise_id=task.installation.enterprise_id,
            region=task.installation.region_id,
            is_late=task.is_overdue,
        ),
        actor,
    )
    return task


@transaction.atomic
def escalate_duties(*, actor: Actor) -> int:
    """Tell the enterprise and the office of duties whose period ended without them; each once."""
    if not actor.is_system:
        raise NotPermitted
    late = list(
        DutyTask.objects.select_related("installation__enterprise", "rule", "responsible")
        .filter(state=DutyState.OPEN, due_on__lt=clock.today(), escalated_at__isnull=True)
        .select_for_update(skip_locked=True, of=("self",))[:ESCALATED_AT_ONCE]
    )
    for task in late:
        task.escalated_at = clock.now()
        task.save(update_fields=["escalated_at", "updated_at"])
        audit(actor, "installations.duty.escalated", task, after={"due_on": task.due_on})
        notify(
            kind="installations.duty_missed",
            person_ids=[
                task.responsible.person_id,
                *policy_of(Installation).who_can(REVIEW, task.installation),
            ],
            title=_("Missed: %(duty)s") % {"duty": task.rule.text},
            body=_("%(installation)s, due on %(day)s")
            % {"installation": task.installation, "day": task.due_on},
            url=task.get_absolute_url(),
            level=3,
            subject=task,
            actor=actor,
        )
        emit(
            DutyMissed(
                duty_id=task.pk,
                installation_id=task.installation_id,
                enterprise_id=task.installation.enterprise_id,
                region=task.installation.region_id,
            ),
            actor,
        )
    return len(late)
