"""Steps of a person at a document: locked, compared by revision, kept to be undone."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from anlan.governance.planning.choices import DocumentState
from anlan.governance.planning.events import DocumentMoved
from anlan.governance.planning.models import (
    Anchored,
    PlannedIndicator,
    PlannedTask,
    PlanningCorrection,
    PlanningDocument,
    plain_value,
)
from anlan.governance.planning.permissions import KEEP
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require

MODELS: dict[str, type[Any]] = {"task": PlannedTask, "indicator": PlannedIndicator}


class ItemChangedMeanwhile(WrongState):
    """Somebody else has written on the item since the page was shown."""

    code = "item_changed_meanwhile"


class Step:
    """One step under way at a document that is open; every write is remembered."""

    def __init__(self, document_id: int, verb: str, actor: Actor) -> None:
        self.actor = actor
        self.verb = verb
        self.document = get_visible(PlanningDocument, document_id, actor=actor, lock=True)
        require(actor, KEEP, self.document)
        if self.document.state != DocumentState.READING:
            raise WrongState(
                _("This document is confirmed. Take it up again before you change anything.")
            )
        self.before: list[dict[str, Any]] = []
        self.created: list[list[Any]] = []

    def item(self, kind: str, pk: int, revision: int | None = None) -> Any:
        """Return an item as it was shown; raises when somebody has written on it since."""
        found = self._row(kind, pk)
        if revision is not None and found.revision != revision:
            raise ItemChangedMeanwhile(_conflict(found))
        return found

    def _row(self, kind: str, pk: int) -> Any:
        model = MODELS.get(kind)
        found = model and model.objects.filter(document=self.document, pk=pk).first()
        if found is None:
            raise NotVisible
        return found

    def write(self, item: Anchored, **values: Any) -> None:
        """Write values on an item and remember what stood there."""
        self.before.append(
            {
                "kind": item.KIND,
                "pk": item.pk,
                "revision": item.revision + 1,
                "values": {name: plain_value(getattr(item, name)) for name in values},
            }
        )
        for name, value in values.items():
            setattr(item, name, value)
        item.revision += 1
        item.save(update_fields=[*values, "revision", "updated_at"])

    def create(self, item: Anchored) -> None:
        """Write a new item."""
        item.save(force_insert=True)
        self.created.append([item.KIND, item.pk])

    def decide(self, item: Anchored, state: str, **values: Any) -> None:
        """Write a decision with who and when."""
        self.write(
            item,
            state=state,
            decided_by=self.actor.display_name[:100],
            decided_at=clock.now(),
            **values,
        )

    def finish(self) -> PlanningCorrection:
        """Keep the step and tell those who look at the document."""
        touched = [f"{row['kind']}-{row['pk']}" for row in self.before]
        touched += [f"{kind}-{pk}" for kind, pk in self.created]
        row = PlanningCorrection.objects.create(
            document=self.document,
            verb=self.verb,
            before=self.before,
            created=self.created,
            touched=touched,
            actor_id=self.actor.id,
            done_by=self.actor.display_name[:100],
            done_at=clock.now(),
        )
        emit(DocumentMoved(self.document.pk), self.actor)
        return row


def undo_last(step: Step) -> PlanningCorrection:
    """Take back the last step this person made at the document and that still stands."""
    last = step.document.corrections.filter(actor_id=step.actor.id, is_undone=False).last()
    if last is None:
        raise WrongState(_("There is nothing of yours to take back."))
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for row in last.before:
        first = rows.setdefault((row["kind"], row["pk"]), {"values": {}})
        first["values"] = {**row["values"], **first["values"]}
        first["revision"] = row["revision"]
    items = {place: step.item(*place, row["revision"]) for place, row in rows.items()}
    for kind, pk in last.created:
        if step.item(kind, pk).revision != 1:
            raise ItemChangedMeanwhile(_conflict(step.item(kind, pk)))
        MODELS[kind].objects.filter(pk=pk).delete()
    for place, item in items.items():
        values = {
            name: item._meta.get_field(name).to_python(value)
            for name, value in rows[place]["values"].items()
        }
        for name, value in values.items():
            setattr(item, name, value)
        item.revision += 1
        item.save(update_fields=[*values, "revision", "updated_at"])
    last.is_undone = True
    last.save(update_fields=["is_undone"])
    PlanningCorrection.objects.create(
        document=step.document,
        verb=step.verb,
        touched=last.touched,
        actor_id=step.actor.id,
        done_by=step.actor.display_name[:100],
        done_at=clock.now(),
        is_undone=True,
    )
    emit(DocumentMoved(step.document.pk), step.actor)
    return last


def _conflict(item: Anchored) -> str:
    """Say who was faster and what the item is now."""
    last = (
        PlanningCorrection.objects.filter(
            document_id=item.document_id,  # type: ignore[attr-defined]
            touched__contains=[f"{item.KIND}-{item.pk}"],
        )
        .order_by("-pk")
        .first()
    )
    if last is None:
        return _("This item was changed meanwhile. It is shown as it stands now.")
    return _(
        "%(person)s changed this item at %(time)s (%(state)s). It is shown as it stands now; "
        "please decide again."
    ) % {
        "person": last.done_by,
        "time": f"{localtime(last.done_at):%H:%M}",
        "state": item.get_state_display(),
    }
