"""Alarm limits that a device's template proposes for its points."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.monitoring.devices.models import Device, TemplateRule


@dataclass(frozen=True, slots=True)
class LimitProposal:
    """A limit to be drafted as a rule of a point."""

    point_id: int
    point_name: str
    device_name: str
    unit: str
    is_above: bool
    level: int
    limit: float
    dead_band: float
    delay_s: float
    basis: str
    basis_verified: bool


def list_proposals(device_id: int) -> list[LimitProposal]:
    """Return the limits proposed for the points of a device, gravest first."""
    device = Device.objects.filter(pk=device_id).first()
    if device is None or device.template_id is None:
        return []
    points = {point.key: point for point in device.points.filter(is_active=True)}
    rules = TemplateRule.objects.filter(point__template_id=device.template_id)
    return [
        LimitProposal(
            points[rule.point.key].pk,
            points[rule.point.key].name,
            device.name,
            points[rule.point.key].unit,
            rule.direction == "above",
            rule.level,
            rule.limit,
            rule.dead_band,
            rule.delay_s,
            rule.basis,
            rule.basis_verified,
        )
        for rule in rules.select_related("point").order_by("level", "pk")
        if rule.point.key in points
    ]
