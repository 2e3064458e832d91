"""Calling somebody from the call list: noted in the duty log with how it ended."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import record_call
from anlan.command.duty.choices import EntryKind
from anlan.command.duty.models import DutyLogEntry
from anlan.command.duty.selectors.calls import call_list, office_to_call
from anlan.command.duty.services.log import write_log
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible

#: How a call ended, as it stands in the log.
OUTCOMES = {"dialled": "已拨打", "answered": "已接听", "no_answer": "无人接听", "busy": "占线"}


@transaction.atomic
def note_duty_call(
    *, organisation_id: int, person_id: int, actor: Actor, outcome: str = "dialled"
) -> DutyLogEntry:
    """Note that somebody of an office's call list was called, and how it ended.

    The entry stands in the caller's own log. Who is not on the list is not called from it.
    """
    office = office_to_call(organisation_id, actor)
    if outcome not in OUTCOMES:
        raise InvalidInput(fields={"outcome": _("Choose how the call ended.")})
    line = next((x for x in call_list(office, actor) if x.person.id == person_id), None)
    if line is None:
        raise NotVisible
    where = office.short_name or office.name
    entry = write_log(
        text=f"呼叫{where}{line.post}{line.person.name}：{OUTCOMES[outcome]}",
        kind=EntryKind.CALL,
        counterpart=f"{where} {line.person.name}",
        organisation_id=actor.organisation_id or office.id,
        needs_follow_up=outcome in ("no_answer", "busy"),
        actor=actor,
    )
    record_call(person_id=person_id, subject=entry, actor=actor, outcome=outcome)
    audit(actor, "duty.call.made", entry, after={"person": person_id, "outcome": outcome})
    return entry
