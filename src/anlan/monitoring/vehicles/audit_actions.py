"""Audited acts on vehicles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("vehicles.vehicle.registered", _("{actor} registered vehicle {object}")),
    AuditAction("vehicles.vehicle.changed", _("{actor} changed vehicle {object}")),
    AuditAction("vehicles.vehicle.suspended", _("{actor} took vehicle {object} out of operation")),
    AuditAction("vehicles.vehicle.resumed", _("{actor} put vehicle {object} back into operation")),
    AuditAction("vehicles.vehicle.retired", _("{actor} deregistered vehicle {object}")),
    AuditAction("vehicles.driver.registered", _("{actor} registered driver {object}")),
    AuditAction("vehicles.driver.changed", _("{actor} changed driver {object}")),
    AuditAction("vehicles.fence.drawn", _("{actor} drew geofence {object}")),
    AuditAction("vehicles.fence.changed", _("{actor} changed geofence {object}")),
    AuditAction("vehicles.trip.filed", _("{actor} filed dangerous-goods trip {object}")),
    AuditAction("vehicles.trip.departed", _("{actor} reported departure of trip {object}")),
    AuditAction("vehicles.trip.arrived", _("{actor} reported arrival of trip {object}")),
    AuditAction("vehicles.trip.cancelled", _("{actor} cancelled trip {object}")),
    AuditAction("vehicles.order.text_sent", _("{actor} sent a text to the driver of {object}")),
    AuditAction(
        "vehicles.order.settings_sent", _("{actor} changed settings of the terminal of {object}")
    ),
    AuditAction("vehicles.order.answered", _("the terminal of {object} answered an order")),
    AuditAction("vehicles.limit.changed", _("{actor} changed speed limit {object}")),
    AuditAction("vehicles.rule.changed", _("{actor} changed driving rule {object}")),
    AuditAction(
        "vehicles.rules.loaded", _("{actor} loaded the speed limits and driving rules of vehicles")
    ),
)
