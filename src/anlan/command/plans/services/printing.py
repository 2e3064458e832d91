"""The one page of a point plan."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.documents.public import DocumentInfo, render_document
from anlan.command.plans.choices import PlanKind
from anlan.command.plans.models import Plan
from anlan.command.plans.papers import point_context
from anlan.kernel.actor import Actor
from anlan.kernel.errors import WrongState
from anlan.kernel.policy import get_visible


@transaction.atomic
def print_point(*, plan_id: int, actor: Actor) -> DocumentInfo:
    """Fill the one page of a point plan; it is numbered and kept like every paper."""
    plan = get_visible(Plan, plan_id, actor=actor)
    if plan.kind != PlanKind.POINT or not hasattr(plan, "point"):
        raise WrongState(_("Only a point plan whose place is written down has a one-page print."))
    document = render_document(
        template_code="plans.point",
        context=point_context(plan),
        subject=plan,
        actor=actor,
        title=f"{plan.name}（一页纸）",
    )
    audit(actor, "plans.point.printed", plan, after={"number": document.number})
    return document
