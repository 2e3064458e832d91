"""A person decides on every item found; then a draft plan is made of what was kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.plans.choices import UNDER_WAY, Decision, ImportState
from anlan.command.plans.events import PlanImportMoved
from anlan.command.plans.models import Plan, PlanImport, PlanImportItem
from anlan.command.plans.permissions import CHANGE
from anlan.command.plans.services.drafting import write_draft
from anlan.command.plans.states import IMPORT
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def decide_item(*, item_id: int, decision: str, actor: Actor) -> PlanImportItem:
    """Keep an item as it was found, leave it out, or take the decision back."""
    item = _item(item_id, actor)
    if decision not in (Decision.KEPT, Decision.REJECTED, Decision.OPEN):
        raise InvalidInput(fields={"decision": _("Choose: keep or leave out.")})
    before = item.decision
    _decide(item, decision, actor)
    audit(
        actor,
        "plans.import.item_decided",
        item.plan_import,
        before={"decision": before},
        after={"decision": decision, "line": item.line, "quote": item.quote},
    )
    emit(PlanImportMoved(item.plan_import_id, item.plan_import.state), actor)
    return item


@transaction.atomic
def correct_item(*, item_id: int, content: Mapping[str, Any], actor: Actor) -> PlanImportItem:
    """Write what the text really says in place of what was found."""
    item = _item(item_id, actor)
    before = dict(item.content)
    item.content = {**item.content, **content}
    _decide(item, Decision.CORRECTED, actor)
    audit(
        actor,
        "plans.import.item_decided",
        item.plan_import,
        before={k: v for k, v in before.items() if item.content.get(k) != v},
        after={k: v for k, v in item.content.items() if before.get(k) != v},
    )
    emit(PlanImportMoved(item.plan_import_id, item.plan_import.state), actor)
    return item


@transaction.atomic
def keep_undoubted(*, import_id: int, kind: str, actor: Actor) -> int:
    """Keep all open items of a kind that nothing makes doubtful; returns how many."""
    row = _open(import_id, actor)
    items = row.items.filter(kind=kind, decision=Decision.OPEN, doubts=[])
    number = items.update(
        decision=Decision.KEPT, decided_by=actor.display_name[:100], decided_at=clock.now()
    )
    audit(actor, "plans.import.items_kept", row, after={"kind": kind, "items": number})
    emit(PlanImportMoved(row.pk, row.state), actor)
    return int(number)


@transaction.atomic
def make_plan(*, import_id: int, actor: Actor) -> Plan:
    """Make the draft of what was kept and corrected; every item has been decided on."""
    row = get_visible(PlanImport, import_id, actor=actor, lock=True)
    IMPORT.check(row, "make", actor=actor)
    if Plan.objects.filter(code=row.code, state__in=UNDER_WAY).exists():
        raise WrongState(_("A revision of this plan has been begun already."))
    plan = write_draft(row)
    row.plan = plan
    row.save(update_fields=["plan", "updated_at"])
    IMPORT.fire(row, "make", actor=actor)
    audit(
        actor,
        "plans.import.made",
        plan,
        after={"import": row.pk, "version": plan.version, "sha256": row.sha256},
    )
    emit(PlanImportMoved(row.pk, row.state), actor)
    return plan


@transaction.atomic
def drop_import(*, import_id: int, actor: Actor, reason: str) -> PlanImport:
    """Give an import up; its text and items stay to be looked at."""
    row = get_visible(PlanImport, import_id, actor=actor, lock=True)
    IMPORT.fire(row, "drop", actor=actor, reason=reason)
    audit(actor, "plans.import.dropped", row, reason=reason)
    emit(PlanImportMoved(row.pk, row.state), actor)
    return row


def _open(import_id: int, actor: Actor) -> PlanImport:
    row = get_visible(PlanImport, import_id, actor=actor, lock=True)
    require(actor, CHANGE, row)
    if row.state != ImportState.OPEN:
        raise WrongState
    return row


def _item(item_id: int, actor: Actor) -> PlanImportItem:
    item = get_visible(PlanImportItem, item_id, actor=actor, lock=True)
    _open(item.plan_import_id, actor)
    return item


def _decide(item: PlanImportItem, decision: str, actor: Actor) -> None:
    item.decision = decision
    is_open = decision == Decision.OPEN
    item.decided_by = "" if is_open else actor.display_name[:100]
    item.decided_at = None if is_open else clock.now()
    item.save(update_fields=["content", "decision", "decided_by", "decided_at", "updated_at"])
