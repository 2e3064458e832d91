"""Sentences of the audit trail about accounts, rights and sign-in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("accounts.account.opened", _("opened the account {object}")),
    AuditAction("accounts.account.closed", _("closed the account {object}")),
    AuditAction("accounts.account.reopened", _("reopened the account {object}")),
    AuditAction("accounts.account.changed", _("changed the account {object}")),
    AuditAction("accounts.password.reset", _("reset the password of {object}")),
    AuditAction("accounts.password.expired", _("the password of {object} ran out")),
    AuditAction("accounts.password.changed", _("changed the password of {object}")),
    AuditAction("accounts.roles.synchronised", _("brought the installed roles up to date")),
    AuditAction("accounts.role.created", _("created the role {object}")),
    AuditAction("accounts.role.changed", _("changed what the role {object} may do")),
    AuditAction("accounts.grant.given", _("gave the role: {object}")),
    AuditAction("accounts.grant.revoked", _("took the role away: {object}")),
    AuditAction("accounts.grant.delegated", _("delegated the role: {object}")),
    AuditAction("accounts.session.started", _("signed in: {object}")),
    AuditAction("accounts.session.ended", _("session ended: {object}")),
    AuditAction("accounts.session.refused", _("failed sign-in")),
    AuditAction("accounts.session.locked", _("sign-in locked after too many failures")),
    AuditAction("accounts.second_factor.confirmed", _("set up the second factor of {object}")),
    AuditAction("accounts.second_factor.refused", _("wrong second factor of {object}")),
    AuditAction("accounts.second_factor.reset", _("reset the second factor of {object}")),
    AuditAction("accounts.recovery_codes.renewed", _("made new recovery codes of {object}")),
    AuditAction("accounts.recovery_code.used", _("used a recovery code of {object}")),
    AuditAction("accounts.override.started", _("started an emergency override: {object}")),
    AuditAction("accounts.override.request_made", _("made a request under {object}"), is_read=True),
    AuditAction("accounts.override.ended", _("ended the emergency override: {object}")),
    AuditAction("accounts.rule.changed", _("changed the access rule {object}")),
)
