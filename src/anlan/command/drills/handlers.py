"""What drills do when something real happens, and who takes part in them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model

from anlan.command.drills.models import Drill, DrillParticipant
from anlan.command.drills.services.running import suspend_for_incident
from anlan.command.incidents.events import IncidentOpened
from anlan.kernel.events import on
from anlan.kernel.rehearsal import register_audience


@on(IncidentOpened, inline=True)
def real_before_practised(event: IncidentOpened) -> None:
    """A real incident makes every drill in its county stand, in the same transaction."""
    if not event.is_drill:
        suspend_for_incident(incident_id=event.incident_id, region_code=event.region)


@register_audience
def participants_of(root: Model) -> Iterable[int]:
    """The people of the drill a row hangs on: of the drill itself, or of its incident."""
    if isinstance(root, Drill):
        rows = DrillParticipant.objects.filter(drill=root)
    elif root._meta.label == "incidents.Incident":
        rows = DrillParticipant.objects.filter(drill__incident_id=root.pk)
    else:
        return []
    return rows.values_list("person_id", flat=True)
