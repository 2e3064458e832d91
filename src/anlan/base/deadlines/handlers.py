"""Clocks that run out are told: to the responsible before, and above them after."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.base.deadlines.events import DeadlineNear, DeadlineOverdue
from anlan.base.deadlines.models import Deadline
from anlan.base.notifications.public import notify
from anlan.kernel.actor import system_actor
from anlan.kernel.events import on
from anlan.kernel.policy import policy_of

#: A passed legal limit is an orange matter: it must be seen today, it does not sound like danger.
OVERDUE_LEVEL = 2


def _still_running(deadline_id: int) -> Deadline | None:
    return Deadline.objects.select_related("rule").filter(pk=deadline_id, state="running").first()


@on(DeadlineNear)
def remind(event: DeadlineNear) -> None:
    """Remind the responsible people."""
    deadline = _still_running(event.deadline_id)
    if deadline is None:
        return
    notify(
        kind="deadlines.near",
        person_ids=deadline.responsible.values_list("pk", flat=True),
        title=_("Soon due: %(title)s") % {"title": deadline.title},
        body=f"{deadline.subject_label} · {deadline.rule.legal_basis}",
        url=deadline.subject_url or deadline.get_absolute_url(),
        subject=deadline,
        actor=system_actor("clock"),
    )


@on(DeadlineOverdue)
def escalate(event: DeadlineOverdue) -> None:
    """Tell the responsible and those above them that a limit has passed."""
    deadline = _still_running(event.deadline_id)
    if deadline is None:
        return
    people = list(deadline.responsible.values_list("pk", flat=True))
    if deadline.rule.escalate_permission:
        people += policy_of(Deadline).who_can(deadline.rule.escalate_permission, deadline)
    notify(
        kind="deadlines.overdue",
        person_ids=people,
        title=_("Overdue: %(title)s") % {"title": deadline.title},
        body=f"{deadline.subject_label} · {deadline.rule.legal_basis}",
        url=deadline.subject_url or deadline.get_absolute_url(),
        level=OVERDUE_LEVEL,
        subject=deadline,
        actor=system_actor("clock"),
    )
