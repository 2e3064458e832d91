"""The national category of an incident, beside the platform's own kinds."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.command.incidents.grading import rules_for
from anlan.command.incidents.models import EventCategory, Incident
from anlan.command.incidents.permissions import UPDATE
from anlan.command.incidents.services.facts import record_facts
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require


def category_for(code: str, kind: str) -> EventCategory | None:
    """The national category: the one named, else the one that stands for the kind."""
    if not code:
        return EventCategory.objects.filter(kind=kind, is_default=True).first()
    found = EventCategory.objects.filter(code=code).first()
    if found is None:
        raise InvalidInput(fields={"category": _("This category is not in the table.")})
    if found.kind and found.kind != kind:
        raise InvalidInput(
            fields={
                "category": _("“%(category)s” belongs to the kind “%(kind)s”.")
                % {"category": found.name, "kind": found.get_kind_display()}
            }
        )
    return found


@transaction.atomic
def set_category(*, incident_id: int, category: str, actor: Actor) -> Incident:
    """Name the national category of an incident more exactly.

    A category with a rule of its own (railway, water traffic …) grades the facts anew. Raises
    ``InvalidInput``.
    """
    incident = get_visible(Incident, incident_id, actor=actor, lock=True)
    require(actor, UPDATE, incident)
    former = incident.category_id
    found = category_for(category, incident.kind)
    before, after = changes(incident, category=found)
    if after:
        incident.save(update_fields=["category", "updated_at"])
        audit(actor, "incidents.category.set", incident, before=before, after=after)
        if rules_for(incident.kind, former) != rules_for(incident.kind, incident.category_id):
            # Another sector's rule: the same facts are graded anew, as a version of their own.
            record_facts(incident, {}, actor=actor, as_of=clock.now())
    return incident
