"""What assessment does when a ranking is final."""

from __future__ import annotations

from anlan.governance.assessment.choices import RunState
from anlan.governance.assessment.events import RunMoved
from anlan.governance.assessment.services.following import propose_interviews
from anlan.governance.assessment.services.runs import platform
from anlan.kernel.events import on


@on(RunMoved)
def follow_up(event: RunMoved) -> None:
    """A unit that failed is proposed for an interview."""
    if event.state == RunState.CONFIRMED:
        propose_interviews(run_id=event.run_id, actor=platform())
