"""Organisations and people in the search box."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.models import Organisation, OrganisationKind, Person
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import ranked


def find_people(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """People by name, pinyin or title."""
    rows = visible(Person, actor).filter(is_active=True).select_related("organisation")
    for person in ranked(rows, text)[:limit]:
        yield SearchResult(
            kind=_("person"),
            title=person.name,
            subtitle=f"{person.organisation.name} {person.title}".strip(),
            url=person.get_absolute_url(),
            score=person.search_score,
        )


def find_organisations(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Organisations by name, pinyin or code; enterprises are found as enterprises."""
    rows = visible(Organisation, actor).filter(is_active=True)
    rows = rows.exclude(kind=OrganisationKind.ENTERPRISE)
    for organisation in ranked(rows, text)[:limit]:
        yield SearchResult(
            kind=_("organisation"),
            title=organisation.name,
            subtitle=organisation.get_kind_display(),
            url=organisation.get_absolute_url(),
            score=organisation.search_score,
        )


register_search("people", find_people)
register_search("organisations", find_organisations)
