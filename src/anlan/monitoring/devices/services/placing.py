"""Devices on the plans of an enterprise."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.devices.models import Device, Placement
from anlan.monitoring.devices.permissions import ONBOARD


def get_plan(plan_id: int, actor: Actor) -> Any:
    """Return a visible plant plan; raises ``NotVisible``."""
    return get_visible(apps.get_model("enterprises", "PlantPlan"), plan_id, actor=actor)


@transaction.atomic
def put_on_plan(*, plan_id: int, device_id: int, x: float, y: float, actor: Actor) -> Placement:
    """Put a device at a pixel of a plan of its enterprise, or move it there."""
    plan = get_plan(plan_id, actor)
    device = get_visible(Device, device_id, actor=actor, lock=True)
    require(actor, ONBOARD, device)
    if device.enterprise_id != plan.enterprise_id:
        raise InvalidInput(_("This device does not belong to the enterprise of the plan."))
    if not (0 <= x <= plan.width and 0 <= y <= plan.height):
        raise InvalidInput(fields={"x": _("This lies outside the picture.")})
    placement, _created = Placement.objects.update_or_create(
        plan=plan, device=device, defaults={"x": round(x, 1), "y": round(y, 1)}
    )
    audit(
        actor,
        "devices.device.placed",
        device,
        after={"plan": plan, "x": placement.x, "y": placement.y},
    )
    return placement


@transaction.atomic
def take_off_plan(*, plan_id: int, device_id: int, actor: Actor) -> None:
    """Take a device off a plan; the device itself stays as it is."""
    plan = get_plan(plan_id, actor)
    device = get_visible(Device, device_id, actor=actor, lock=True)
    require(actor, ONBOARD, device)
    removed, _kinds = Placement.objects.filter(plan=plan, device=device).delete()
    if removed:
        audit(actor, "devices.device.placed", device, before={"plan": plan})
