"""What the platform knows of duties performed, from the events of the lower floors.

What leaders do in tasks and in supervision documents is told by the rooms that keep them.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.workflow.public import WorkflowApproved
from anlan.command.drills.events import DrillMoved
from anlan.command.plans.events import PlanPublished
from anlan.command.responses.events import CommandHandedOver, ResponseActivated
from anlan.command.scene.events import MeetingChanged
from anlan.governance.responsibility.services import gathering
from anlan.kernel.actor import name_system_actors
from anlan.kernel.events import on
from anlan.supervision.hazards.events import SupervisionLifted, SupervisionListed

name_system_actors({"responsibility": _("platform (responsibility)")})


@on(ResponseActivated)
def commanded(event: ResponseActivated) -> None:
    """A response has a commander: he commands the incident."""
    gathering.record_command(response_id=event.response_id)


@on(CommandHandedOver)
def took_command(event: CommandHandedOver) -> None:
    """Somebody else commands now."""
    gathering.record_handover(response_id=event.response_id, person_id=event.person_id)


@on(WorkflowApproved)
def approved(event: WorkflowApproved) -> None:
    """Something was approved: the leaders who agreed have signed it."""
    gathering.record_approval(approval_id=event.approval_id)


@on(PlanPublished)
def plan_in_force(event: PlanPublished) -> None:
    """A plan was put into force by a leader."""
    gathering.record_plan(plan_id=event.plan_id)


@on(SupervisionListed)
def hazard_listed(event: SupervisionListed) -> None:
    """A leader took a major hazard under listed supervision."""
    gathering.record_listing(hazard_id=event.hazard_id)


@on(SupervisionLifted)
def hazard_lifted(event: SupervisionLifted) -> None:
    """The listing ended: who checked and who lifted it is known."""
    gathering.record_listing(hazard_id=event.hazard_id)


@on(MeetingChanged)
def meeting_joined(event: MeetingChanged) -> None:
    """Somebody was called to, or joined, the video meeting about an incident."""
    gathering.record_video_meeting(incident_id=event.incident_id)


@on(DrillMoved)
def drilled(event: DrillMoved) -> None:
    """A drill ended: who took part has attended it."""
    if event.state == "ended":
        gathering.record_drill(drill_id=event.drill_id)
