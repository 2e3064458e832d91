"""Refusals of the alarm engine."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import InvalidInput, WrongState


class RuleInForce(WrongState):
    """A version in force is never edited."""

    code = "rule_in_force"
    message = _("This version is in force: write a new version instead of changing it.")


class RuleIncomplete(InvalidInput):
    """The kind of rule needs a limit that is missing."""

    code = "rule_incomplete"
    message = _("The rule lacks a limit that its kind needs.")
