"""Refusals of natural hazards that others tell apart."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.errors import InvalidInput


class ConcernsNobodyHere(InvalidInput):
    """A warning that can be read, but holds for no region of ours."""

    def __init__(self) -> None:
        super().__init__(fields={"message": _("This warning concerns no region of ours.")})
