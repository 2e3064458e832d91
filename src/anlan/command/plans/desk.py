"""What plans put on the desk: texts to be confirmed, filing, review and drills that are due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anlan.base.deadlines.public import running_of
from anlan.command.plans.choices import (
    UNIT_KINDS,
    Decision,
    ImportState,
    PlanState,
    RecordKind,
    RecordState,
)
from anlan.command.plans.models import Plan, PlanImport, PlanImportItem, PlanRecord
from anlan.command.plans.permissions import ACCEPT, CHANGE, KEEP, PUBLISH, own_plans
from anlan.command.plans.services.owners import list_owners
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskItem, DeskSection, register_desk
from anlan.kernel.policy import policy_of, visible

#: A legal clock of a plan is shown when less than this is left.
SOON = timedelta(days=60)


def to_confirm(actor: Actor) -> Iterable[DeskItem]:
    """Texts whose items wait for a decision."""
    found = []
    for row in visible(PlanImport, actor).filter(state=ImportState.OPEN)[:10]:
        waiting = PlanImportItem.objects.filter(plan_import=row, decision=Decision.OPEN).count()
        found.append(
            DeskItem(
                label=row.name,
                url=row.get_absolute_url(),
                where=ngettext("%(number)d item to confirm", "%(number)d items to confirm", waiting)
                % {"number": waiting},
                at=row.created_at,
            )
        )
    return found


def due_soon(actor: Actor) -> Iterable[DeskItem]:
    """Filing, review and drills of plans that are late or due within two months."""
    plans = policy_of(Plan).permitted(actor, CHANGE).filter(state=PlanState.PUBLISHED)
    return [
        DeskItem(label=c.subject_label, url=c.subject_url, where=c.title, due=c.due_at)
        for c in running_of(plans, before=clock.now() + SOON)[:10]
    ]


def to_approve(actor: Actor) -> Iterable[DeskItem]:
    """Plans of townships and departments that wait to be put into force."""
    rows = policy_of(Plan).permitted(actor, PUBLISH).filter(state=PlanState.SUBMITTED)
    return [
        DeskItem(
            label=plan.name,
            url=plan.get_absolute_url(),
            where=str(plan.organisation or plan.region or ""),
            at=plan.updated_at,
        )
        for plan in rows.select_related("organisation", "region")[:10]
    ]


def to_file(actor: Actor) -> Iterable[DeskItem]:
    """Plans of units that were handed in for filing."""
    rows = policy_of(PlanRecord).permitted(actor, ACCEPT).filter(state=RecordState.HANDED_IN)
    return [
        DeskItem(
            label=record.plan.name,
            url=record.plan.get_absolute_url(),
            where=str(record.plan.organisation or ""),
            at=record.created_at,
        )
        for record in rows.select_related("plan__organisation")[:10]
    ]


def own_to_mend(actor: Actor) -> Iterable[DeskItem]:
    """One's own plans that were returned, and those in force that were not handed in yet."""
    if actor.has(KEEP):
        return []
    plans = own_plans(actor).order_by("-updated_at")
    if not plans.exists() and list_owners(actor):
        return [
            DeskItem(
                label=gettext("You have no emergency plan yet: begin it from a template"),
                url=reverse("plans:templates"),
            )
        ]
    returned = plans.filter(state=PlanState.RETURNED)
    found = [
        DeskItem(
            label=plan.name,
            url=plan.get_absolute_url(),
            where=plan.returned_reason,
            state={"label": plan.get_state_display(), "tone": "overdue"},
            at=plan.updated_at,
        )
        for plan in returned[:10]
    ]
    running = PlanRecord.objects.filter(
        kind=RecordKind.FILING, state__in=(RecordState.HANDED_IN, RecordState.ACCEPTED)
    )
    units = plans.filter(state=PlanState.PUBLISHED, kind__in=UNIT_KINDS)
    return found + [
        DeskItem(
            label=plan.name,
            url=plan.get_absolute_url(),
            where=gettext("to be handed in for filing"),
        )
        for plan in units.exclude(records__in=running)[:10]
    ]


register_desk(
    DeskSection(
        name="plans_to_approve",
        title=_("Plans waiting for approval"),
        place="now",
        items=to_approve,
        permission=PUBLISH,
        topics=("plans",),
        order=78,
        url=reverse_lazy("plans:list"),  # type: ignore[arg-type]
    ),
    DeskSection(
        name="plans_to_file",
        title=_("Plans handed in for filing"),
        place="now",
        items=to_file,
        permission=ACCEPT,
        topics=("plans",),
        order=79,
        url=reverse_lazy("plans:list"),  # type: ignore[arg-type]
    ),
    DeskSection(
        name="own_plans_to_mend",
        title=_("Own plans to mend or to file"),
        place="now",
        items=own_to_mend,
        permission=CHANGE,
        topics=("plans",),
        order=79,
        url=reverse_lazy("plans:list"),  # type: ignore[arg-type]
    ),
    DeskSection(
        name="plan_imports",
        title=_("Plans being read in"),
        place="now",
        items=to_confirm,
        permission=CHANGE,
        topics=("plans",),
        order=80,
        url=reverse_lazy("plans:imports"),  # type: ignore[arg-type]
    ),
    DeskSection(
        name="plan_duties",
        title=_("Filing, review and drills of plans"),
        place="soon",
        items=due_soon,
        permission=CHANGE,
        topics=("plans",),
        order=80,
    ),
)
