"""A person confirms what was read, item by item or a section at once; then the document counts."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.planning.choices import Change, DocumentState, ItemState
from anlan.governance.planning.events import DocumentConfirmed, DocumentMoved, VersionConfirmed
from anlan.governance.planning.models import PlanningCorrection, PlanningDocument
from anlan.governance.planning.permissions import KEEP
from anlan.governance.planning.services.steps import Step, undo_last
from anlan.governance.planning.states import DOCUMENT
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require

DECISIONS = (ItemState.CONFIRMED, ItemState.LEFT_OUT, ItemState.READ)


@transaction.atomic
def decide_item(
    *,
    document_id: int,
    kind: str,
    item_id: int,
    decision: str,
    actor: Actor,
    revision: int | None = None,
) -> PlanningCorrection:
    """Confirm an item as it stands, leave it out, or open it again.

    Of an item that is gone in this version, confirming says that it is gone indeed and leaving out
    that it still holds. Raises ``ItemChangedMeanwhile`` when somebody was faster.
    """
    step = Step(document_id, decision, actor)
    item = step.item(kind, item_id, revision)
    if decision not in DECISIONS:
        raise InvalidInput(fields={"decision": _("Choose: confirm or leave out.")})
    if item.change == Change.GONE and decision == ItemState.LEFT_OUT:
        step.decide(item, ItemState.CONFIRMED, change=Change.SAME)
    else:
        step.decide(item, decision)
    done = step.finish()
    audit(
        actor,
        "planning.item.decided",
        step.document,
        before={"state": done.before[0]["values"]["state"]},
        after={"state": item.state, "line": item.line, "quote": item.quote[:200]},
    )
    return done


@transaction.atomic
def confirm_undoubted(
    *, document_id: int, actor: Actor, first: int = 0, last: int | None = None
) -> int:
    """Confirm all open items of some lines that nothing makes doubtful; returns how many.

    What changed or is gone in a new version is left to be looked at one by one.
    """
    step = Step(document_id, "confirm_section", actor)
    for rows in (step.document.indicators, step.document.tasks):
        items = rows.filter(state=ItemState.READ, doubts=[], line__gte=first).exclude(
            change__in=(Change.CHANGED, Change.GONE)
        )
        for item in items if last is None else items.filter(line__lte=last):
            step.decide(item, ItemState.CONFIRMED)
    number = len(step.before)
    if number:
        step.finish()
        audit(actor, "planning.items.confirmed", step.document, after={"items": number})
    return number


@transaction.atomic
def confirm_everything(*, document_id: int, actor: Actor) -> PlanningDocument:
    """Confirm a document a person has been through already, doubts included, in one step."""
    step = Step(document_id, "confirm_section", actor)
    document = step.document
    for rows in (document.indicators, document.tasks):
        for item in rows.filter(state=ItemState.READ):
            step.decide(item, ItemState.CONFIRMED)
    step.finish()
    document.seen_doubts = list(range(len(document.doubts)))
    document.save(update_fields=["seen_doubts", "updated_at"])
    audit(actor, "planning.items.confirmed", document, after={"items": len(step.before)})
    return confirm_document(document_id=document_id, actor=actor)


@transaction.atomic
def see_doubt(*, document_id: int, number: int, actor: Actor) -> PlanningDocument:
    """Note that a doubtful place of the text, at which nothing was read, was looked at."""
    step = Step(document_id, "see_doubt", actor)
    document = step.document
    if number not in range(len(document.doubts)):
        raise InvalidInput(fields={"number": _("There is no such place.")})
    document.seen_doubts = sorted({*document.seen_doubts, number})
    document.save(update_fields=["seen_doubts", "updated_at"])
    audit(actor, "planning.doubt.seen", document, after={"line": document.doubts[number][0]})
    emit(DocumentMoved(document.pk), actor)
    return document


@transaction.atomic
def undo_step(*, document_id: int, actor: Actor) -> PlanningCorrection:
    """Take back one's own last step, unless somebody has worked on the same items since."""
    step = Step(document_id, "undo", actor)
    last = undo_last(step)
    audit(actor, "planning.step.undone", step.document, after={"items": last.touched[:20]})
    return last


@transaction.atomic
def confirm_document(*, document_id: int, actor: Actor) -> PlanningDocument:
    """Say that everything was decided on: from now on the document counts.

    A new version replaces the one before; commitments hear of it by the keys of what changed, is
    gone and is new.
    """
    document = get_visible(PlanningDocument, document_id, actor=actor, lock=True)
    DOCUMENT.fire(
        document,
        "confirm",
        actor=actor,
        also={"confirmed_by": actor.display_name[:100], "confirmed_at": clock.now()},
    )
    tasks = document.tasks.standing().filter(state=ItemState.CONFIRMED)
    indicators = document.indicators.standing().filter(state=ItemState.CONFIRMED)
    counts = {"tasks": tasks.count(), "indicators": indicators.count()}
    audit(actor, "planning.document.confirmed", document, after=counts)
    emit(DocumentConfirmed(document.pk, counts["tasks"], counts["indicators"]), actor)
    previous = document.previous
    if previous is not None and previous.state != DocumentState.SUPERSEDED:
        DOCUMENT.fire(previous, "supersede", actor=actor)
        emit(_version_event(document, previous), actor)
    return document


def _version_event(document: PlanningDocument, previous: PlanningDocument) -> VersionConfirmed:
    keys: dict[str, list[str]] = {Change.CHANGED: [], Change.GONE: [], Change.NEW: []}
    for rows in (document.tasks, document.indicators):
        for item in rows.order_by("line", "pk"):
            if item.change == Change.GONE or (
                item.state == ItemState.LEFT_OUT and item.predecessor_id is not None
            ):
                keys[Change.GONE].append(item.key)
            elif item.state == ItemState.CONFIRMED and item.change in keys:
                keys[item.change].append(item.key)
    return VersionConfirmed(
        document.pk,
        previous.pk,
        changed=tuple(keys[Change.CHANGED]),
        gone=tuple(keys[Change.GONE]),
        new=tuple(keys[Change.NEW]),
    )


@transaction.atomic
def reopen_document(*, document_id: int, actor: Actor, reason: str) -> PlanningDocument:
    """Take a confirmed document up again to correct it."""
    document = get_visible(PlanningDocument, document_id, actor=actor, lock=True)
    require(actor, KEEP, document)
    DOCUMENT.fire(document, "reopen", actor=actor, reason=reason)
    audit(actor, "planning.document.reopened", document, reason=reason)
    emit(DocumentMoved(document.pk), actor)
    return document
