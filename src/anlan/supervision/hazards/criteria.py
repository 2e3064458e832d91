"""The criteria a hazard may meet, as the sector packs name them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.supervision.ledgers.contracts import CriterionInfo
from anlan.supervision.ledgers.public import get_criterion


def criteria_of(codes: Iterable[str]) -> list[CriterionInfo]:
    """Return the criteria of these codes, each once; raises ``InvalidInput`` for an unknown one."""
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if not wanted:
        return []
    found: list[CriterionInfo] = []
    unknown: list[str] = []
    for code in wanted:
        try:
            found.append(get_criterion(code))
        except NotVisible:
            unknown.append(code)
    if unknown:
        raise InvalidInput(
            fields={
                "criterion_codes": _("There is no such criterion: %(codes)s.")
                % {"codes": "、".join(unknown)}
            }
        )
    return found
