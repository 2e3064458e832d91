"""Audited acts on natural hazards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("natural_hazards.product.made", _("{actor} published {object}")),
    AuditAction("natural_hazards.danger_map.made", _("{actor} drew {object}")),
    AuditAction("natural_hazards.station.registered", _("{actor} entered station {object}")),
    AuditAction("natural_hazards.station.changed", _("{actor} changed station {object}")),
    AuditAction("natural_hazards.catchment.saved", _("{actor} wrote catchment {object}")),
    AuditAction("natural_hazards.threshold.saved", _("{actor} set threshold {object}")),
    AuditAction("natural_hazards.geo.registered", _("{actor} entered hazard point {object}")),
    AuditAction("natural_hazards.geo.changed", _("{actor} changed hazard point {object}")),
    AuditAction("natural_hazards.geo.treated", _("{actor} noted treatment of {object}")),
    AuditAction("natural_hazards.geo.watched_again", _("{actor} put {object} under watch again")),
    AuditAction("natural_hazards.geo.struck_off", _("{actor} struck off hazard point {object}")),
    AuditAction("natural_hazards.geo.cards_issued", _("{actor} handed out the cards of {object}")),
    AuditAction("natural_hazards.geo.observed", _("{actor} reported from hazard point {object}")),
    AuditAction("natural_hazards.monitor.appointed", _("{actor} appointed a monitor of {object}")),
    AuditAction("natural_hazards.monitor.ended", _("{actor} ended a monitor's duty at {object}")),
    AuditAction("natural_hazards.inspections.planned", _("{actor} planned inspections")),
    AuditAction("natural_hazards.inspection.recorded", _("{actor} recorded inspection {object}")),
    AuditAction("natural_hazards.inspection.accepted", _("{actor} confirmed inspection {object}")),
    AuditAction("natural_hazards.inspection.returned", _("{actor} sent back {object}")),
    AuditAction("natural_hazards.inspection.cancelled", _("{actor} cancelled {object}")),
    AuditAction("natural_hazards.warning.received", _("{actor} took in warning {object}")),
    AuditAction("natural_hazards.warning.ended", _("{actor} ended warning {object}")),
    AuditAction("natural_hazards.feed.saved", _("{actor} set up warning feed {object}")),
    AuditAction("natural_hazards.event.recorded", _("{actor} recorded event {object}")),
    AuditAction("natural_hazards.verification.made", _("{actor} judged how well was warned")),
    AuditAction("natural_hazards.reference.loaded", _("{actor} loaded natural hazard thresholds")),
)
