"""What stands in the way."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import WrongState


class CheckAlreadyDone(WrongState):
    """Somebody has recorded the check meanwhile."""

    code = "check_already_done"

    def __init__(self) -> None:
        super().__init__(_("This check has been recorded already."))


class CheckNotOpen(WrongState):
    """The period of the check has not begun."""

    code = "check_not_open"

    def __init__(self) -> None:
        super().__init__(_("The period of this check has not begun yet."))


class NothingToAssess(WrongState):
    """An assessment without a unit, or with units nobody judged."""

    code = "nothing_to_assess"
