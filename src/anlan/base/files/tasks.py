"""Background work on files."""

from __future__ import annotations

from anlan.base.files.services import forget_nonces
from anlan.kernel.jobs import periodic


@periodic("25 3 * * *")
def forget_old_nonces() -> None:
    """Every night: forget capture numbers nobody can use any more."""
    forget_nonces()
