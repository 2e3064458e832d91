"""Reading the trail and proving that it is whole."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

#: Walks the chain in the database, so that memory stays flat whatever its length.
_BROKEN = """
WITH chain AS (
    SELECT l.sequence, l.record_id, l.previous_hash, l.hash,
           lag(l.hash, 1, repeat('0', 64)) OVER w AS before_hash,
           lag(l.sequence, 1, 0::bigint) OVER w AS before_sequence,
           CASE WHEN r.id IS NULL THEN NULL ELSE audit_digest(l.previous_hash, r) END AS computed
    FROM audit_auditlink l LEFT JOIN audit_auditrecord r ON r.id = l.record_id
    WINDOW w AS (ORDER BY l.sequence)
)
SELECT sequence, record_id,
       CASE WHEN computed IS NULL THEN 'record removed'
            WHEN computed <> hash THEN 'record changed'
            WHEN before_sequence <> sequence - 1 THEN 'link removed before this one'
            ELSE 'link changed' END
FROM chain
WHERE computed IS NULL OR computed <> hash OR previous_hash <> before_hash
   OR before_sequence <> sequence - 1
ORDER BY sequence LIMIT %s
"""

_UNLINKED = """
SELECT r.id FROM audit_auditrecord r LEFT JOIN audit_auditlink l ON l.record_id = r.id
WHERE l.sequence IS NULL ORDER BY r.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class ChainFault:
    """A place where the trail is not what was written."""

    sequence: int | None
    record_id: int | None
    what: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """The result of a verification: length, head hash, faults (empty: the trail is whole)."""

    length: int
    head: str
    faults: tuple[ChainFault, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed, removed or slipped in."""
        return not self.faults


def verify_chain(*, expected_head: str = "", limit: int = 20) -> ChainReport:
    """Recompute every hash. ``expected_head`` (noted elsewhere earlier) also proves the tail.

    An earlier head need not be the present one: it must only still be in the chain.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(sequence), 0), "
            "coalesce((SELECT hash FROM audit_auditlink ORDER BY sequence DESC LIMIT 1), '') "
            "FROM audit_auditlink"
        )
        length, head = cursor.fetchone()
        cursor.execute(_BROKEN, [limit])
        faults = [ChainFault(*row) for row in cursor.fetchall()]
        cursor.execute(_UNLINKED, [limit])
        faults += [ChainFault(None, row[0], "record not in the chain") for row in cursor.fetchall()]
        if expected_head:
            cursor.execute("SELECT 1 FROM audit_auditlink WHERE hash = %s", [expected_head])
            if cursor.fetchone() is None:
                faults.append(ChainFault(None, None, "the expected head is not in the chain"))
    return ChainReport(length=length, head=head, faults=tuple(faults))
