"""Audited acts on devices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("devices.device.registered", _("{actor} registered device {object}")),
    AuditAction("devices.device.changed", _("{actor} changed device {object}")),
    AuditAction("devices.device.commissioned", _("{actor} put device {object} into service")),
    AuditAction("devices.device.maintained", _("{actor} took device {object} under maintenance")),
    AuditAction("devices.device.retired", _("{actor} retired device {object}")),
    AuditAction("devices.device.replaced", _("{actor} replaced device {object}")),
    AuditAction("devices.device.placed", _("{actor} placed device {object}")),
    AuditAction("devices.point.added", _("{actor} added point {object}")),
    AuditAction("devices.point.changed", _("{actor} changed point {object}")),
    AuditAction("devices.calibration.recorded", _("{actor} recorded calibration {object}")),
    AuditAction("devices.credential.issued", _("{actor} issued credential {object}")),
    AuditAction("devices.credential.revoked", _("{actor} revoked credential {object}")),
    AuditAction("devices.template.created", _("{actor} created device template {object}")),
    AuditAction("devices.template.changed", _("{actor} changed device template {object}")),
)
