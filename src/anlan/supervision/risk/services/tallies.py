"""Counting the units of enterprises anew: after bulk loads, and as the check of what is kept."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from anlan.kernel.actor import Actor
from anlan.supervision.risk.services.factors import regrade_units

_COUNT = """
INSERT INTO risk_enterpriserisk
    (enterprise_id, red, orange, yellow, blue, level, own_level, updated_at)
SELECT e.id,
       count(u.id) FILTER (WHERE u.current_level = 1),
       count(u.id) FILTER (WHERE u.current_level = 2),
       count(u.id) FILTER (WHERE u.current_level = 3),
       count(u.id) FILTER (WHERE u.current_level = 4),
       coalesce(min(u.current_level), e.risk_level), e.risk_level, now()
FROM enterprises_enterprise e
LEFT JOIN risk_riskunit u ON u.enterprise_id = e.id AND NOT u.is_retired
    AND (u.assessed_on IS NOT NULL OR u.current_level < 4)
WHERE %(all)s OR e.id = ANY(%(ids)s)
GROUP BY e.id
ON CONFLICT (enterprise_id) DO UPDATE SET
    red = excluded.red, orange = excluded.orange, yellow = excluded.yellow, blue = excluded.blue,
    updated_at = excluded.updated_at
"""


@transaction.atomic
def rebuild_tallies(*, actor: Actor, enterprise_ids: Sequence[int] | None = None) -> int:
    """Count units by colour for many enterprises in one statement; returns how many tallies.

    For bulk loads only: the rows of ``enterprises.Enterprise`` follow by ``level_enterprises``.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"all": enterprise_ids is None, "ids": list(enterprise_ids or ())})
        return int(cursor.rowcount)


def level_enterprises(*, enterprise_ids: Sequence[int], why: str, actor: Actor) -> None:
    """Bring the levels of enterprises up to their units, one transaction each."""
    for enterprise_id in enterprise_ids:
        regrade_units(enterprise_id=enterprise_id, unit_ids=[None], why=why, actor=actor)
