"""Enterprises, parks, licences and certificates in the search box."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import ranked
from anlan.supervision.enterprises.models import Certificate, Enterprise, Licence, Park

#: Shorter texts are no number of a paper.
NUMBER_LENGTH = 4


def find_enterprises(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield the enterprises of one's area that fit best."""
    rows = ranked(visible(Enterprise, actor), text, name="name").select_related("sector", "region")
    for enterprise in rows[:limit]:
        yield SearchResult(
            kind=_("Enterprise"),
            title=enterprise.name,
            subtitle=f"{enterprise.sector} · {enterprise.region}",
            url=enterprise.get_absolute_url(),
            score=enterprise.search_score,
            level=enterprise.risk_level,
        )


def find_parks(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield the parks that fit best."""
    rows = ranked(visible(Park, actor), text, name="name").select_related("region")
    for park in rows[:limit]:
        yield SearchResult(
            kind=_("Park"),
            title=park.name,
            subtitle=f"{park.get_kind_display()} · {park.region}",
            url=park.get_absolute_url(),
            score=park.search_score,
        )


def find_certificates(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield people by the number of their certificate."""
    if len(text.strip()) < NUMBER_LENGTH:
        return
    rows = visible(Certificate, actor).filter(number__icontains=text.strip())
    for certificate in rows.select_related("person", "enterprise")[:limit]:
        is_exact = certificate.number.lower() == text.strip().lower()
        yield SearchResult(
            kind=_("Certificate"),
            title=f"{certificate.person.name} · {certificate.number}",
            subtitle=f"{certificate.get_kind_display()} · {certificate.enterprise}",
            url=certificate.get_absolute_url(),
            score=1.0 if is_exact else 0.5,
        )


def find_licences(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield licences by their number."""
    if len(text.strip()) < NUMBER_LENGTH:
        return
    rows = visible(Licence, actor).filter(number__icontains=text.strip())
    for licence in rows.select_related("enterprise")[:limit]:
        is_exact = licence.number.lower() == text.strip().lower()
        yield SearchResult(
            kind=_("Licence"),
            title=f"{licence.kind} {licence.number}",
            subtitle=str(licence.enterprise),
            url=licence.get_absolute_url(),
            score=1.0 if is_exact else 0.5,
        )


register_search("enterprises", find_enterprises)
register_search("parks", find_parks)
register_search("certificates", find_certificates)
register_search("licences", find_licences)
