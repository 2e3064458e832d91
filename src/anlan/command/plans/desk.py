"""What plans put on the desk: texts to be confirmed, filing, review and drills that are due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anlan.base.deadlines.public import running_of
from anlan.command.plans.choices import Decision, ImportState, PlanState
from anlan.command.plans.models import Plan, PlanImport, PlanImportItem
from anlan.command.plans.permissions import CHANGE
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


register_desk(
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
