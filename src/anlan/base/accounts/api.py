"""API of accounts: who am I."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

router = Router()


class ScopeOut(Schema):
    """A role held over a scope."""

    role: str
    scope_kind: str
    scope_value: str


class MeOut(Schema):
    """The caller, with roles and permissions."""

    id: str
    kind: str
    display_name: str
    person_id: int | None
    organisation_id: int | None
    scopes: list[ScopeOut]
    permissions: list[str]


@router.get("/me", response=MeOut, summary="Who am I")
def me(request: HttpRequest) -> MeOut:
    """Return the caller's name, roles, scopes and permissions."""
    actor = request.actor  # type: ignore[attr-defined]
    return MeOut(
        id=actor.id,
        kind=actor.kind,
        display_name=actor.display_name,
        person_id=actor.person_id,
        organisation_id=actor.organisation_id,
        scopes=[
            ScopeOut(role=g.role, scope_kind=g.scope.kind, scope_value=g.scope.value)
            for g in actor.grants
        ],
        permissions=sorted({p for g in actor.grants for p in g.permissions}),
    )
