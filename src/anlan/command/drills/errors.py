"""What drills can refuse with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import WrongState


class DrillNotRunning(WrongState):
    """The clock of the drill stands."""

    code = "drill_not_running"
    message = _("The drill does not run at present.")


class NoPlanToRevise(WrongState):
    """The drill tested no plan."""

    code = "drill_without_plan"
    message = _("This drill tests no plan.")
