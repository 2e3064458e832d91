"""Cases of one origin: the same producer, batch or certificate, however it was written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import QuerySet

from anlan.base.regions.public import county_prefix
from anlan.governance.chains.choices import ClueState
from anlan.governance.chains.models import Clue, ClueKey
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

_NOISE = re.compile(r"[\W_]+")
_ENDINGS = ("有限责任公司", "股份有限公司", "有限公司", "公司")


def origin_key(kind: str, value: str) -> str:
    """Fold width, case, spaces and marks; of a firm also the form of company."""
    folded = _NOISE.sub("", unicodedata.normalize("NFKC", value)).upper()
    if kind == "producer":
        for ending in _ENDINGS:
            if folded.endswith(ending) and len(folded) > len(ending) + 1:
                return folded[: -len(ending)][:100]
    return folded[:100]


@dataclass(frozen=True, slots=True)
class SameOrigin:
    """What is known of one producer, batch or certificate before a clue."""

    key: ClueKey
    total: int
    rows: tuple[Clue, ...]


def _others(key: ClueKey) -> QuerySet[Clue]:
    rows = Clue.objects.filter(keys__kind=key.kind, keys__key=key.key)
    rows = rows.exclude(pk=key.clue_id).exclude(state=ClueState.WITHDRAWN)
    return rows.filter(region__code__startswith=county_prefix(key.clue.region_id)).distinct()


def same_origin(clue: Clue, actor: Actor, limit: int = 10) -> list[SameOrigin]:
    """Return the other cases of each origin of a clue: how many, and those the actor may read."""
    found = []
    for key in clue.keys.select_related("clue"):
        others = _others(key)
        total = others.count()
        if total:
            seen = visible(Clue, actor).filter(pk__in=others.values("pk"))
            rows = seen.select_related("chain", "stage").order_by("-found_at", "-pk")[:limit]
            found.append(SameOrigin(key, total, tuple(rows)))
    return found
