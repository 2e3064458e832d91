"""Who reads the framework's own records."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import EventRecord, HandledEvent, Job, StateChange
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW_EVENT = "kernel.view_event"
VIEW_JOB = "kernel.view_job"

register_actions(
    Action(VIEW_EVENT, _("read events and state changes"), roles=("auditor",)),
    Action(VIEW_JOB, _("see background jobs"), roles=("system_admin",)),
)


@policy
class EventRecordPolicy(Policy[EventRecord]):
    """Auditors read events; objects show their own history."""

    model = EventRecord
    view = VIEW_EVENT


@policy
class HandledEventPolicy(Policy[HandledEvent]):
    """As events."""

    model = HandledEvent
    view = VIEW_EVENT


@policy
class StateChangePolicy(Policy[StateChange]):
    """As events."""

    model = StateChange
    view = VIEW_EVENT


@policy
class JobPolicy(Policy[Job]):
    """System administrators watch the machinery."""

    model = Job
    view = VIEW_JOB
