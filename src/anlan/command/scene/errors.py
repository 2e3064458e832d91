"""What a scene can refuse with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import WrongState


class SceneEnded(WrongState):
    """The incident is finished: nothing is ordered at its scene any more."""

    code = "scene_ended"
    message = _("This incident is finished.")


class WithdrawalOpen(WrongState):
    """One order to withdraw stands already."""

    code = "withdrawal_open"
    message = _("The order to withdraw stands already.")


class WithdrawalLifted(WrongState):
    """The order to withdraw has been lifted."""

    code = "withdrawal_lifted"
    message = _("The order to withdraw has been lifted.")


class NobodyToWithdraw(WrongState):
    """No team is bound to the incident."""

    code = "nobody_to_withdraw"
    message = _("No team is bound to this incident; there is nobody to call back.")


class ElementGone(WrongState):
    """The element was removed by somebody."""

    code = "sketch_element_gone"
    message = _("This element of the sketch has been removed.")


class NoMeeting(WrongState):
    """No address of a meeting is known."""

    code = "no_meeting"
    message = _("There is no video meeting yet. Enter its address first.")
