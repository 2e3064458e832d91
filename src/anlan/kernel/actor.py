"""Who acts: one frozen type for persons, system jobs, devices and API clients."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

ActorKind = Literal["person", "system", "device", "api", "anonymous"]
ScopeKind = Literal["all", "region", "organisation", "sector", "person"]


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the county's data: all, a region subtree, an organisation, a sector, one's own.

    ``value`` is a region prefix (``330825100``), an organisation id, a sector code or a person id.
    """

    kind: ScopeKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class GrantedScope:
    """A role held over a scope: these permissions, there."""

    permissions: frozenset[str]
    scope: Scope
    role: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting party of every service call.

    ``id`` is stable and unique over kinds (``user:12``, ``system:ingest``); ``person_id`` and
    ``organisation_id`` point to the contact book when there is one.
    """

    kind: ActorKind
    id: str
    display_name: str
    organisation_id: int | None = None
    person_id: int | None = None
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    grants: tuple[GrantedScope, ...] = ()
    address: str = ""

    @property
    def is_system(self) -> bool:
        """Whether this is one of the platform's own jobs, which may do everything."""
        return self.kind == "system"

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is signed in."""
        return self.kind == "anonymous"

    @property
    def roles(self) -> frozenset[str]:
        """Codes of the roles held anywhere."""
        return frozenset(grant.role for grant in self.grants if grant.role)

    def has(self, permission: str) -> bool:
        """Whether the permission is held over any scope."""
        return self.is_system or any(permission in grant.permissions for grant in self.grants)

    def scopes_for(self, permission: str) -> tuple[Scope, ...]:
        """Scopes over which the permission is held; empty means none."""
        if self.is_system:
            return (Scope("all"),)
        return tuple(
            dict.fromkeys(grant.scope for grant in self.grants if permission in grant.permissions)
        )

    def with_request(self, request_id: str, address: str = "") -> Actor:
        """Return the same actor bound to one request."""
        return replace(self, request_id=request_id, address=address)


ANONYMOUS = Actor(kind="anonymous", id="anonymous", display_name="")


_system_names: dict[str, str | Promise] = {}


def name_system_actors(names: Mapping[str, str | Promise]) -> None:
    """Give the platform's own jobs names that an officer understands: ``ingest`` → 监测接入."""
    _system_names.update(names)


def named_system_actors() -> set[str]:
    """Return the jobs that have a name for officers."""
    return set(_system_names)


def system_actor(name: str) -> Actor:
    """Return the named actor for a job of the platform, e.g. ``system_actor("ingest")``.

    Records keep names as they were written, so the name is in the county's language like those of
    people, whatever the language of the page.
    """
    label = _system_names.get(name, name)
    with override(settings.LANGUAGE_CODE):
        return Actor(kind="system", id=f"system:{name}", display_name=str(label))


def granted(permissions: Iterable[str], scope: Scope, role: str = "") -> GrantedScope:
    """Build a grant; shorthand for accounts and tests."""
    return GrantedScope(permissions=frozenset(permissions), scope=scope, role=role)
