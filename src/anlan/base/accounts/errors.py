"""Refusals about accounts, rights and sign-in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState


class AdministratorsExclude(WrongState):
    """Three administrators: one account has one of these duties, and then no other."""

    code = "administrators_exclude"
    message = _(
        "System administrator, security administrator, security auditor and business roles exclude "
        "each other: one account may hold roles of one kind only. Use another person's account."
    )


class OwnRightsUntouchable(NotPermitted):
    """Nobody gives himself rights, closes himself or resets himself."""

    code = "own_rights_untouchable"
    message = _("Nobody does this to the own account: ask another administrator.")


class AccountIsClosed(WrongState):
    """The account was closed."""

    code = "account_is_closed"
    message = _("This account is closed.")


class AlreadyHeld(WrongState):
    """The account already holds this role there."""

    code = "already_held"
    message = _("The account already holds this role over this scope.")


class NotDelegable(NotPermitted):
    """Only own, present, not delegated business rights can be delegated."""

    code = "not_delegable"
    message = _(
        "Only a business right that you hold yourself, not by delegation, can be delegated."
    )


class PasswordRefused(InvalidInput):
    """The new password does not follow the rules."""

    code = "password_refused"


class WrongCode(InvalidInput):
    """The second factor did not fit."""

    code = "wrong_code"
    message = _("This code does not fit. Wait for the next one and type it again.")


class SecondFactorPaused(WrongState):
    """Too many wrong codes in a row."""

    code = "second_factor_paused"
    message = _("Too many wrong codes. Wait a quarter of an hour, or ask the system administrator.")


class NoOverride(WrongState):
    """No emergency override runs in this session."""

    code = "no_override"
    message = _("No emergency override is running.")


class OverrideRuns(WrongState):
    """One override at a time."""

    code = "override_runs"
    message = _("An emergency override is already running in this session.")


class RoleIsHeld(WrongState):
    """The family of a role that somebody holds cannot change."""

    code = "role_is_held"
    message = _("Accounts hold this role: take it from them first.")
