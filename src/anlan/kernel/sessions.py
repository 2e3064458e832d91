"""Database sessions: one of a process's own, and giving one back before a long wait."""

from __future__ import annotations

from django.db import connection, connections

#: A statement whose process has died ends within this time, and with it the locks it holds. [ms]
ORPHANS_END_MS = 2_000


def leave_pool() -> None:
    """Give this process one session that nobody else is handed.

    Session locks and ``LISTEN`` belong to a session: one that went back to a pool after a fault
    would hold them on, and who asks next would wait for itself. The server also looks whether the
    process is still there while it works for it.
    """
    connection.close()
    close_pool = getattr(connection, "close_pool", None)
    if close_pool is not None:
        close_pool()
    options = connection.settings_dict["OPTIONS"]
    options.pop("pool", None)
    watch = f"-c client_connection_check_interval={ORPHANS_END_MS}"
    if watch not in options.get("options", ""):
        options["options"] = f"{options.get('options', '')} {watch}".strip()


def give_back_sessions() -> None:
    """Give this thread's sessions back: who waits for news must not hold one of the few.

    Within a transaction nothing happens.
    """
    for own in connections.all(initialized_only=True):
        if not own.in_atomic_block:
            own.close()
