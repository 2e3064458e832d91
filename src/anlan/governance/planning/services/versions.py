"""A new version of a known document: what it says as before keeps key and decision."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.planning.choices import Change, DocumentState, ItemState, Origin
from anlan.governance.planning.comparing import pair_up, resemblance
from anlan.governance.planning.events import DocumentMoved
from anlan.governance.planning.models import Anchored, PlannedTask, PlanningDocument
from anlan.governance.planning.permissions import KEEP
from anlan.governance.planning.services.keeping import Finder, plan_name
from anlan.governance.planning.services.steps import MODELS
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require

#: From this part of common lines on a document is proposed as a new version.
PROPOSED = 0.3


def note_resemblance(document: PlanningDocument) -> None:
    """Note which document this one resembles, to be proposed as the version before."""
    lines = [text for _number, text in document.lines]
    best: tuple[float, PlanningDocument] | None = None
    others = PlanningDocument.objects.exclude(pk=document.pk).filter(next=None)
    for other in others.exclude(state=DocumentState.SUPERSEDED).only("pk", "lines"):
        alike = resemblance((text for _number, text in other.lines), lines)
        if alike >= PROPOSED and (best is None or alike > best[0]):
            best = (alike, other)
    if best is not None:
        document.resembles = best[1]
        document.resemblance = round(100 * best[0])
        document.save(update_fields=["resembles", "resemblance"])


@transaction.atomic
def follow_version(*, document_id: int, previous_id: int, actor: Actor) -> PlanningDocument:
    """Make a document that was read in the new version of another.

    Items that are read as before take over key, corrections and decision; those whose words changed
    take over the key and wait; what is gone is kept as gone and waits, too.
    """
    document = get_visible(PlanningDocument, document_id, actor=actor, lock=True)
    previous = get_visible(PlanningDocument, previous_id, actor=actor, lock=True)
    require(actor, KEEP, document)
    if (
        document.state != DocumentState.READING
        or document.previous_id is not None
        or document.pk == previous.pk
        or previous.state == DocumentState.SUPERSEDED
        or hasattr(previous, "next")
        or previous.previous_id == document.pk
    ):
        raise InvalidInput(
            fields={
                "previous": _(
                    "Choose the version in force; it must not have a newer version already."
                )
            }
        )
    document.previous = previous
    document.version = previous.version + 1
    document.resembles, document.resemblance = None, 0
    document.save(update_fields=["previous", "version", "resembles", "resemblance", "updated_at"])
    counts = dict.fromkeys((Change.SAME, Change.CHANGED, Change.NEW, Change.GONE), 0)
    for kind in MODELS:
        _carry_over(kind, document, previous, counts)
    audit(
        actor,
        "planning.version.read",
        document,
        after={"previous": previous.pk} | {str(name): number for name, number in counts.items()},
    )
    emit(DocumentMoved(document.pk), actor)
    return document


def _carry_over(
    kind: str, document: PlanningDocument, previous: PlanningDocument, counts: dict[Change, int]
) -> None:
    model = MODELS[kind]
    finder = Finder(document)
    before = list(model.objects.filter(document=previous).exclude(change=Change.GONE))
    read = [row for row in before if row.origin == Origin.READ]
    now = list(model.objects.filter(document=document))
    pairs = pair_up([_wording(row) for row in read], [_wording(row) for row in now])
    became = {new_at: read[old_at] for old_at, new_at in pairs.items()}
    for at, row in enumerate(now):
        old = became.get(at)
        row.change = Change.NEW
        if old is not None:
            _continue(row, old, finder)
        counts[Change(row.change)] += 1
        row.save()
    taken = {row.pk for row in became.values()}
    for old in before:
        if old.pk in taken:
            continue
        if old.origin == Origin.READ and old.state in (ItemState.LEFT_OUT, ItemState.MERGED):
            continue  # it did not count before
        copy = _copy(old, document)
        place = finder.search(old.quote, old.line) if old.origin != Origin.READ else None
        if place is not None:
            copy.change, copy.anchors = Change.SAME, [place]
            copy.line, copy.quote = place[:2]
            copy.plan_name = plan_name(document, copy.line)
        else:
            if old.state != ItemState.CONFIRMED:
                continue
            copy.change, copy.state = Change.GONE, ItemState.READ
        counts[Change(copy.change)] += 1
        copy.save(force_insert=True)


def _wording(row: Any) -> str:
    """What the program had read: the words that are compared."""
    said = row.original or row.content()
    if isinstance(row, PlannedTask):
        return f"{said['text']} {said['lead_units']}"
    return f"{said['name']} {said['target']}"


def _continue(row: Any, old: Any, finder: Finder) -> None:
    row.key, row.predecessor = old.key, old
    if (row.original or row.content()) != (old.original or old.content()):
        row.change = Change.CHANGED
        return
    row.change = Change.SAME
    for name in row.FIELDS:
        setattr(row, name, getattr(old, name))
    if isinstance(row, PlannedTask):
        row.title = old.title
    row.state, row.decided_by, row.decided_at = old.state, old.decided_by, old.decided_at
    places = [finder.search(words, line) for line, words, *_place in old.anchors[1:]]
    row.anchors = [*row.anchors, *(place for place in places if place is not None)]


def _copy(old: Any, document: PlanningDocument) -> Any:
    names = [
        field.attname
        for field in old._meta.concrete_fields
        if field.name not in ("id", "document", "created_at", "updated_at", "predecessor")
    ]
    copy: Anchored = type(old)(**{name: getattr(old, name) for name in names})
    copy.document = document  # type: ignore[attr-defined]
    copy.predecessor, copy.revision = old, 1
    return copy
