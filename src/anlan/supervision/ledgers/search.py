"""Ledgers by name and other names, named things, criteria, checklists, and rows by content."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import normalise, ranked
from anlan.supervision.ledgers.models import (
    Cadence,
    Checklist,
    Criterion,
    Ledger,
    LedgerRow,
    NamedThing,
    Target,
)
from anlan.supervision.ledgers.permissions import VIEW, VIEW_ROW

#: An exact other name is as good as the name.
EXACT = 0.99


def _score(score: float, aliases: list[str], text: str) -> float:
    wanted = normalise(text)
    return EXACT if any(normalise(alias) == wanted for alias in aliases) else score


def find_ledgers(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield the ledgers that are called so."""
    if not actor.has(VIEW):
        return
    rows = visible(Ledger, actor).filter(is_retired=False).select_related("pack")
    for ledger in ranked(rows, text, name="name")[:limit]:
        yield SearchResult(
            kind=pgettext_lazy("sector pack", "Ledger"),
            title=ledger.name,
            subtitle=" · ".join([ledger.pack.name, *ledger.aliases[:2]]),
            url=ledger.get_absolute_url(),
            score=_score(ledger.search_score, ledger.aliases, text),
        )


def find_things(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield systems, lists and mechanisms that the documents name."""
    if not actor.has(VIEW):
        return
    rows = visible(NamedThing, actor).select_related("pack")
    for thing in ranked(rows, text, name="name")[:limit]:
        yield SearchResult(
            kind=_("Named in a sub-plan"),
            title=thing.name,
            subtitle=f"{thing.pack.name} · {thing.how}",
            url=thing.get_absolute_url(),
            score=_score(thing.search_score, thing.aliases, text),
        )


def find_criteria(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield hazard criteria and checklists."""
    if not actor.has(VIEW):
        return
    criteria = visible(Criterion, actor).filter(is_retired=False).select_related("pack")
    for criterion in ranked(criteria, text, name="text")[:limit]:
        yield SearchResult(
            kind=_("Hazard criterion"),
            title=str(criterion),
            subtitle=f"{criterion.pack.name} · {criterion.clause}",
            url=criterion.get_absolute_url(),
            score=criterion.search_score,
        )
    checklists = visible(Checklist, actor).filter(is_retired=False).select_related("pack")
    for checklist in ranked(checklists, text, name="name")[:limit]:
        yield SearchResult(
            kind=_("Checklist"),
            title=checklist.name,
            subtitle=checklist.pack.name,
            url=checklist.get_absolute_url(),
            score=_score(checklist.search_score, checklist.aliases, text),
        )


def find_cadences(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield what is repeated, by its own words or by those of the source document.

    There are a few hundred of them, so they are simply read.
    """
    words = normalise(text).split()[:6]
    if not actor.has(VIEW) or not words:
        return
    rows = visible(Cadence, actor).filter(is_retired=False).select_related("pack")
    rows = rows.annotate(source=Cast("anchors", TextField()))
    for word in words:
        rows = rows.filter(Q(what__icontains=word) | Q(source__icontains=word))
    for cadence in rows[:limit]:
        yield SearchResult(
            kind=_("cadence"),
            title=cadence.what,
            subtitle=f"{cadence.pack.name} · {cadence.who}",
            url=cadence.get_absolute_url(),
            score=0.6,
        )


def find_targets(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield figures and states that are to be reached; read like cadences."""
    words = normalise(text).split()[:6]
    if not actor.has(VIEW) or not words:
        return
    rows = visible(Target, actor).filter(is_retired=False).select_related("pack")
    for word in words:
        rows = rows.filter(indicator__icontains=word)
    for target in rows[:limit]:
        yield SearchResult(
            kind=pgettext_lazy("sector pack", "target"),
            title=target.indicator,
            subtitle=f"{target.pack.name} · {target.value}",
            url=target.get_absolute_url(),
            score=0.6,
        )


def find_rows(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield rows of ledgers by their content."""
    if not actor.has(VIEW_ROW):
        return
    rows = visible(LedgerRow, actor).select_related("ledger", "region")
    for row in ranked(rows, text, name="title")[:limit]:
        yield SearchResult(
            kind=_("Row of a ledger"),
            title=row.title,
            subtitle=f"{row.ledger} · {row.region}",
            url=row.get_absolute_url(),
            score=row.search_score,
        )


register_search("ledgers", find_ledgers)
register_search("named_things", find_things)
register_search("criteria", find_criteria)
register_search("cadences", find_cadences)
register_search("targets", find_targets)
register_search("ledger_rows", find_rows)
