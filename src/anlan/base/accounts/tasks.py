"""Jobs of accounts."""

from __future__ import annotations

from anlan.base.accounts.services.sessions import close_expired_sessions
from anlan.kernel.jobs import periodic


@periodic("*/10 * * * *")
def close_sessions() -> None:
    """Close the record of sessions that ran out."""
    close_expired_sessions()
