"""The exchange for other systems: who one is, which events there are."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.kernel.actor import Actor
from anlan.kernel.events import all_events

router = Router()


class TokenScopeOut(Schema):
    """Rights over a part of the county's data."""

    kind: str
    value: str
    permissions: list[str]


class CallerOut(Schema):
    """Who calls, as the platform sees it."""

    id: str
    kind: str
    display_name: str
    scopes: list[TokenScopeOut]


class EventOut(Schema):
    """An event a web hook can be told of."""

    name: str
    description: str


@router.get("/caller", response=CallerOut, summary="Who am I, and what may I do")
def caller(request: HttpRequest) -> CallerOut:
    """Return the caller with its rights."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return CallerOut(
        id=actor.id,
        kind=actor.kind,
        display_name=actor.display_name,
        scopes=[
            TokenScopeOut(
                kind=grant.scope.kind,
                value=grant.scope.value,
                permissions=sorted(grant.permissions),
            )
            for grant in actor.grants
        ],
    )


@router.get("/events", response=list[EventOut], summary="Events that web hooks can be told of")
def events(request: HttpRequest) -> list[EventOut]:
    """Return every event by name."""
    return [
        EventOut(name=name, description=(event.__doc__ or "").strip())
        for name, event in sorted(all_events().items())
    ]
