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


class Superseded(WrongState):
    """Somebody published a later version meanwhile."""

    code = "superseded"
    message = _("This version is not in use any more: change the one that is.")


class ScheduleInUse(WrongState):
    """Rules hold by this schedule."""

    code = "schedule_in_use"
    message = _("Rules in force or drafted hold by this schedule: give them another one first.")


class NothingToReset(WrongState):
    """The alarm is not held, or its signal still stands."""

    code = "nothing_to_reset"
    message = _("This alarm is not held: nothing is to be reset.")


class NothingLearnt(InvalidInput):
    """No device has enough stored readings of all quantities."""

    code = "nothing_learnt"
    message = _("No device has enough readings of all these quantities to learn from.")


class NotBackTested(InvalidInput):
    """A rule goes into force after a back-test, or for a stated reason."""

    code = "not_back_tested"
    message = _("Test this version against history first, or state why it must not wait for that.")


class GroupIsOver(WrongState):
    """The group is over or was dissolved."""

    code = "group_is_over"
    message = _("This group is over.")


class CallIsOver(WrongState):
    """Whether the call was answered stands already."""

    code = "call_is_over"
    message = _("It is on record already whether this call was answered.")


class NotResponsible(WrongState):
    """Only who is responsible hands an unfinished alarm over."""

    code = "not_responsible"
    message = _("Only who is responsible for an alarm hands it over; acknowledge it first.")


class NothingOffered(WrongState):
    """No responsibility waits for an answer."""

    code = "nothing_offered"
    message = _("No hand-over of this alarm waits for an answer.")


class SameHands(WrongState):
    """One does not approve what one asked for."""

    code = "same_hands"
    message = _("Somebody else must decide on what you asked for.")


class CheckIsOver(WrongState):
    """The spot check was answered already."""

    code = "check_is_over"
    message = _("This spot check is over.")


class NobodyOnDuty(WrongState):
    """The roster names nobody for the watch now."""

    code = "nobody_on_duty"
    message = _("Nobody is on duty there now according to the roster.")
