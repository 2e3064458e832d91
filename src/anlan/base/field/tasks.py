"""Background work of the field."""

from __future__ import annotations

from anlan.base.field.services.photos import discard_forgotten
from anlan.kernel.jobs import periodic


@periodic("45 * * * *")
def discard_forgotten_photos() -> None:
    """Every hour: throw away photos whose record never came."""
    discard_forgotten()
