"""What assessment can refuse with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import NotPermitted, WrongState


class SchemeInForce(WrongState):
    """A scheme in force is never changed."""

    code = "scheme_in_force"
    message = _("This scheme is in force and is not changed: make a new version.")


class OwnUnit(NotPermitted):
    """Nobody marks his own unit."""

    code = "own_unit"
    message = _("Nobody marks his own unit.")


class SameAssessor(NotPermitted):
    """Another person is needed."""

    code = "same_assessor"
    message = _("This needs somebody who has not marked this item.")


class NotNow(WrongState):
    """The assessment is at another stage."""

    code = "assessment_stage"
    message = _("The assessment is at another stage.")


class AppealTooLate(WrongState):
    """The day has passed."""

    code = "appeal_too_late"
    message = _("The time to appeal has passed.")
