"""The search box for other systems."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from anlan.base.search.selectors import search_everything

router = Router()


class SearchQuery(Schema):
    """What is looked for."""

    q: str = Field(min_length=1, max_length=100)


class ResultOut(Schema):
    """One result; ``url`` is the page of the object."""

    kind: str
    title: str
    subtitle: str
    url: str
    score: float
    level: int | None = None


@router.get("/", response=list[ResultOut], summary="One box over everything one may see")
def search(request: HttpRequest, query: Query[SearchQuery]) -> list[ResultOut]:
    """Return what fits, best first."""
    found = search_everything(query.q, request.actor)  # type: ignore[attr-defined]
    return [
        ResultOut(
            kind=str(result.kind),
            title=result.title,
            subtitle=result.subtitle,
            url=result.url,
            score=result.score,
            level=result.level,
        )
        for result in found[:50]
    ]
