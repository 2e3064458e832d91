"""The plan library 预案库: plans in structure, so that the platform can choose and start them.

A plan has levels (when, who commands), triggers (which facts reach a level), command groups, tasks
with deadlines, and resources it counts on. Published versions are not changed; a revision is a new
version.
"""

from anlan.command.plans.models.care import (
    PlanAcknowledgement,
    PlanPoint,
    PlanRecord,
    PlanReport,
)
from anlan.command.plans.models.imports import PlanImport, PlanImportItem
from anlan.command.plans.models.plan import Plan, PlanQuerySet
from anlan.command.plans.models.structure import (
    PlanContact,
    PlanGroup,
    PlanLevel,
    PlanResource,
    PlanSection,
    PlanTask,
    PlanTrigger,
)

__all__ = [
    "Plan",
    "PlanAcknowledgement",
    "PlanContact",
    "PlanGroup",
    "PlanImport",
    "PlanImportItem",
    "PlanLevel",
    "PlanPoint",
    "PlanQuerySet",
    "PlanRecord",
    "PlanReport",
    "PlanResource",
    "PlanSection",
    "PlanTask",
    "PlanTrigger",
]
