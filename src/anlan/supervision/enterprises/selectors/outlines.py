"""The outlines of an enterprise's plans on the ground, for who needs the shape of the plant."""

from __future__ import annotations

from django.urls import reverse

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.enterprises.contracts import PlanOutline
from anlan.supervision.enterprises.georeference import Transform, corners
from anlan.supervision.enterprises.models import PlantPlan


def list_plan_outlines(enterprise_id: int, actor: Actor) -> list[PlanOutline]:
    """Return the four corners of every visible plan that is tied to the ground."""
    rows = visible(PlantPlan, actor).filter(enterprise_id=enterprise_id, transform__isnull=False)
    return [
        PlanOutline(
            id=plan.pk,
            title=plan.title,
            corners=tuple(
                (float(x), float(y))
                for x, y in corners(
                    Transform.from_json(plan.transform or {}), plan.width, plan.height
                )
            ),
            picture_url=reverse("files:download", args=[plan.attachment_id])
            if plan.attachment_id
            else "",
            opacity=plan.opacity,
        )
        for plan in rows
    ]
