"""Asking every provider, each for its best few, and putting the answers in order."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import DatabaseError, transaction

from anlan.kernel.actor import Actor
from anlan.kernel.registry import SearchResult, search_providers
from anlan.kernel.search_text import segment

log = logging.getLogger("anlan.search")

#: A person who types more is not searching.
LONGEST = 100
#: No provider may hold up the others longer than this.
PROVIDER_TIMEOUT_MS = 1500


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one kind, best first."""

    kind: str
    results: tuple[SearchResult, ...]


def search_everything(text: str, actor: Actor, *, per_kind: int = 8) -> list[SearchResult]:
    """Return what the actor may see and what fits, best first.

    Providers filter by ``visible(actor)``. A text without a blank that nothing fits is cut into
    words (jieba) and asked again, so that “龙游县化工储罐泄漏” still finds its parts.
    """
    text = " ".join(text.replace("\x00", " ").split())[:LONGEST]
    if not text or actor.is_anonymous:
        return []
    found = _ask(text, actor, per_kind)
    if not found and " " not in text:
        words = segment(text)
        if len(words) > 1:
            found = _ask(" ".join(words), actor, per_kind)
    return sorted(found, key=lambda result: -result.score)


def _ask(text: str, actor: Actor, per_kind: int) -> list[SearchResult]:
    found: list[SearchResult] = []
    for name, provider in search_providers().items():
        try:
            with transaction.atomic():
                _limit_time()
                found += list(provider(text, actor, per_kind))
        except DatabaseError:
            log.warning("search provider %s gave up", name, exc_info=True)
    return found


def _limit_time() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        sql = "SELECT set_config('statement_timeout', %s, true)"
        cursor.execute(sql, [str(PROVIDER_TIMEOUT_MS)])


def grouped(results: list[SearchResult]) -> list[Group]:
    """Return the results by kind, kinds in the order of their best result."""
    kinds: dict[str, list[SearchResult]] = {}
    for result in results:
        kinds.setdefault(str(result.kind), []).append(result)
    return [Group(kind, tuple(members)) for kind, members in kinds.items()]
