"""Refusals of this app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import DomainError, InvalidInput, SignInRequired, WrongState


class NotUnderstood(InvalidInput):
    """A body that was kept but could not be read."""

    code = "not_understood"
    message = _("The message was kept but not understood; see what is wrong with its fields.")


class BodyTooLarge(DomainError):
    """More than a report needs."""

    status = 413
    code = "too_large"
    message = _("A message has at most 256 KB.")


class TooManyReports(WrongState):
    """More reports than one place, one number or all together may send."""

    status = 429
    code = "too_many_reports"
    message = _("Too many reports have come. Please telephone: 119, 110, or the duty desk.")


class WrongSignature(SignInRequired):
    """Signed with another secret, or too long ago."""

    code = "wrong_signature"
    message = _("The signature does not fit, or it is too old.")


class NoSubordinate(WrongState):
    """Instructions go to a level below that reported the incident."""

    code = "no_subordinate"
    message = _("No level below is connected for the place of this incident.")


class AlreadyAnswered(WrongState):
    """One answer to an instruction."""

    code = "already_answered"
    message = _("This instruction is answered already.")
