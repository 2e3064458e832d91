"""Finding dossiers that may be of one enterprise, and saying that they are not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require
from anlan.supervision.enterprises.models import DuplicatePair
from anlan.supervision.enterprises.permissions import MERGE

#: Names this like are enough; less like ones need a second sign.
NAME_ALONE, NAME_WITH_SIGN = 0.82, 0.45
#: Gates nearer than this are one place. [m]
NEAR_M = 40
#: A sign of another kind counts so much towards the likeness.
WEIGHTS = {"code": 1.0, "former_code": 1.0, "phone": 0.5, "address": 0.5, "near": 0.4}

_BY_SIGN = {
    # Digits 9 to 17 of the credit code are the code of the organisation (GB 11714).
    "code": """
        SELECT a.id, b.id, similarity(a.name, b.name) FROM enterprises_enterprise a
        JOIN enterprises_enterprise b ON substr(a.uscc, 9, 9) = substr(b.uscc, 9, 9) AND a.id < b.id
    """,
    "former_code": """
        SELECT least(f.enterprise_id, e.id), greatest(f.enterprise_id, e.id), 0.0
        FROM enterprises_formercode f JOIN enterprises_enterprise e
        ON f.enterprise_id <> e.id
        AND (f.code = e.uscc OR (length(f.code) = 9 AND substr(e.uscc, 9, 9) = f.code))
    """,
    "address": """
        SELECT a.id, b.id, similarity(a.name, b.name) FROM enterprises_enterprise a
        JOIN enterprises_enterprise b ON a.address = b.address AND a.address <> '' AND a.id < b.id
    """,
    "near": """
        SELECT a.id, b.id, similarity(a.name, b.name) FROM enterprises_enterprise a
        JOIN enterprises_enterprise b ON a.id < b.id
        AND ST_DWithin(a.location, b.location, %(degrees)s)
        AND ST_DistanceSphere(a.location, b.location) <= %(metres)s
    """,
    "phone": """
        SELECT a.enterprise_id, b.enterprise_id, 0.0
        FROM (SELECT c.enterprise_id, p.phone_index FROM enterprises_enterprisecontact c
              JOIN organisations_person p ON p.id = c.person_id WHERE p.phone_index <> '') a
        JOIN (SELECT c.enterprise_id, p.phone_index FROM enterprises_enterprisecontact c
              JOIN organisations_person p ON p.id = c.person_id WHERE p.phone_index <> '') b
        ON a.phone_index = b.phone_index AND a.enterprise_id < b.enterprise_id
    """,
    # The trigram index finds the few names that are alike; the operator uses it.
    "name": """
        SELECT a.id, b.id, similarity(a.name, b.name) FROM enterprises_enterprise a
        JOIN enterprises_enterprise b ON a.name %% b.name AND a.id < b.id
        AND left(a.region_id, 6) = left(b.region_id, 6)
    """,
}


@transaction.atomic
def find_duplicates(*, actor: Actor) -> int:
    """Look for pairs over the county; returns how many stand open. Dismissed ones stay so."""
    signs: dict[tuple[int, int], set[str]] = defaultdict(set)
    likeness: dict[tuple[int, int], float] = defaultdict(float)
    for sign, first, second, alike in _signs():
        signs[first, second].add(sign)
        likeness[first, second] = max(likeness[first, second], alike)
    missing = [pair for pair in signs if not likeness[pair]]
    likeness.update(_names_alike(missing))
    rows = []
    for pair, found in signs.items():
        score = _score(likeness[pair], found - {"name"})
        if score is None:
            continue
        rows.append(
            DuplicatePair(
                first_id=pair[0],
                second_id=pair[1],
                score=round(score, 3),
                reasons=[*sorted(found - {"name"}), f"name:{likeness[pair]:.2f}"],
            )
        )
    kept = {(row.first_id, row.second_id) for row in rows}
    for known in DuplicatePair.objects.filter(dismissed_at__isnull=True):
        if (known.first_id, known.second_id) not in kept:
            known.delete()
    DuplicatePair.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["score", "reasons"],
        batch_size=500,
    )
    return DuplicatePair.objects.filter(dismissed_at__isnull=True).count()


def _signs() -> Iterator[tuple[str, int, int, float]]:
    arguments = {"degrees": NEAR_M / 80_000, "metres": NEAR_M}
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL pg_trgm.similarity_threshold = {NAME_ALONE}")
        for sign, query in _BY_SIGN.items():
            cursor.execute(query, arguments)
            for first, second, alike in cursor.fetchall():
                yield sign, first, second, float(alike)


def _names_alike(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], float]:
    wanted = list(pairs)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.id, b.id, similarity(a.name, b.name)
            FROM unnest(%s::bigint[], %s::bigint[]) AS pair(first, second)
            JOIN enterprises_enterprise a ON a.id = pair.first
            JOIN enterprises_enterprise b ON b.id = pair.second
            """,
            [[p[0] for p in wanted], [p[1] for p in wanted]],
        )
        return {(first, second): float(alike) for first, second, alike in cursor.fetchall()}


def _score(alike: float, signs: set[str]) -> float | None:
    """How likely a pair is one enterprise, None when it is not worth an officer's look."""
    if signs & {"code", "former_code"}:
        return 1.0 + alike
    if signs and alike >= NAME_WITH_SIGN:
        return min(0.99, alike + 0.2 * sum(WEIGHTS[sign] for sign in signs))
    return alike if alike >= NAME_ALONE else None


@transaction.atomic
def dismiss_duplicate(*, pair_id: int, actor: Actor, reason: str) -> DuplicatePair:
    """Say that two dossiers are of two enterprises; the pair does not come back."""
    pair: Any = get_visible(DuplicatePair, pair_id, actor=actor, lock=True)
    require(actor, MERGE, pair)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    pair.dismissed_at, pair.dismissed_by = clock.now(), actor.display_name[:100]
    pair.dismissal = reason.strip()[:300]
    pair.save(update_fields=["dismissed_at", "dismissed_by", "dismissal", "updated_at"])
    audit(actor, "enterprises.duplicate.dismissed", pair, reason=reason)
    return pair  # type: ignore[no-any-return]
