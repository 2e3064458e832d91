"""What the services about work lists share: whose they are, what an item needs, telling."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.responsibility.choices import TIMES_A_YEAR, Cadence, WorkListState
from anlan.governance.responsibility.events import WorkListMoved
from anlan.governance.responsibility.models import ResponsibilityList, WorkList
from anlan.governance.responsibility.permissions import CONFIRM, KEEP
from anlan.governance.responsibility.works import as_tasks
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of


def may_keep_work_list(actor: Actor, holder: ResponsibilityList) -> bool:
    """Whether an actor may draw up and confirm the work list of a holder: himself or his unit.

    The list of a leader is confirmed by the leader; a colleague of the same region may not.
    """
    if holder.person_id is not None:
        is_himself = actor.person_id is not None and actor.person_id == holder.person_id
        return actor.is_system or is_himself
    return policy_of(holder).can(actor, CONFIRM, holder)


def require_own(holder: ResponsibilityList, actor: Actor) -> None:
    """Raise unless it is one's own list or one keeps the lists."""
    if not (may_keep_work_list(actor, holder) or policy_of(holder).can(actor, KEEP, holder)):
        raise NotVisible


def locked_draft(work_list_id: int, actor: Actor) -> WorkList:
    """Return a work list one may change: one's own or one's unit's, still a draft, locked."""
    work_list = get_visible(WorkList, work_list_id, actor=actor, lock=True)
    require_own(work_list.list, actor)
    if work_list.state != WorkListState.DRAFT:
        raise WrongState(_("The list is confirmed: have it returned before you change it."))
    return work_list


def problems_of_item(work_list: WorkList, text: str, due_on: date) -> dict[str, str]:
    """Return what is wrong with the words and the day of an undertaking, by field."""
    fields = {}
    if not text.strip():
        fields["text"] = _("Write what is undertaken.")
    if due_on.year != work_list.year:
        fields["due_on"] = _("The day must lie in the year of the list.")
    return fields


def at_least(times: int, cadence: str) -> int:
    """Return how often it is undertaken: no less than its cadence says."""
    return max(1, times, TIMES_A_YEAR[Cadence(cadence)])


def tell_moved(work_list: WorkList, actor: Actor, reason: str = "") -> None:
    """Record and tell that a work list has moved on; its tasks follow in this transaction."""
    audit(
        actor,
        "responsibility.work_list.moved",
        work_list,
        after={"state": work_list.state, "version": work_list.version},
        reason=reason,
    )
    announce(work_list, actor, reason)


def announce(work_list: WorkList, actor: Actor, reason: str = "") -> None:
    """Emit that a work list stands where it stands now."""
    emit(
        WorkListMoved(work_list.pk, work_list.state, work_list.list.organisation_id, reason[:500]),
        actor,
    )


def mark_tasks(work_list: WorkList) -> None:
    """Note which undertakings of a published list are tasks, and since when."""
    today = clock.today()
    tasks = list(as_tasks(work_list, today).values_list("pk", flat=True))
    work_list.items.exclude(pk__in=tasks).update(given_on=None)
    work_list.items.filter(pk__in=tasks, given_on__isnull=True).update(given_on=today)
