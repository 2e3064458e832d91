"""What indicators refuse, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import InvalidInput, WrongState


class SamePerson(WrongState):
    """Who entered a value of a binding indicator does not confirm it."""

    code = "same_person"
    message = _("You entered this value yourself: a second person must confirm it.")


class ComputedByPlatform(WrongState):
    """A value the platform computes is not typed over."""

    code = "computed_by_platform"
    message = _(
        "The platform computes this indicator. Correct the records behind it and compute again; "
        "the former value is kept."
    )


class NothingToCompute(InvalidInput):
    """The measure has no value for the day asked for."""

    code = "nothing_to_compute"
    message = _("There are no records of this day from which the value could be computed.")
