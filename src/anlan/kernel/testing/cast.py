"""The people of every test: county director Lin, duty officer Sun, town officer Zhao, safety
manager Wu, auditor Shen and outsider Qian."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from anlan.kernel.actor import Actor, GrantedScope, Scope, granted
from anlan.kernel.policy import all_actions

_ids = itertools.count(1)

COUNTY = "330825"
TOWN = "330825100"


def permissions_of(role: str) -> frozenset[str]:
    """Return the permissions a role holds as installed."""
    return frozenset(a.code for a in all_actions() if role in a.roles)


def make_actor(
    name: str = "tester",
    *,
    permissions: tuple[str, ...] = (),
    role: str = "",
    scope: Scope | None = None,
    person_id: int | None = None,
    organisation_id: int | None = None,
) -> Actor:
    """Build an actor with given permissions, or those of a role, over a scope (default: all)."""
    held = frozenset(permissions) | (permissions_of(role) if role else frozenset())
    grants: tuple[GrantedScope, ...] = (granted(held, scope or Scope("all"), role),) if held else ()
    return Actor(
        kind="person",
        id=f"test:{name}:{next(_ids)}",
        display_name=name,
        person_id=person_id,
        organisation_id=organisation_id,
        grants=grants,
    )


@dataclass(frozen=True)
class Cast:
    """Actors built from the installed roles; each call reads the registered actions."""

    @property
    def lin(self) -> Actor:
        """County director, incident commander: the whole county."""
        return make_actor("林指挥", role="commander", scope=Scope("region", COUNTY))

    @property
    def sun(self) -> Actor:
        """Duty officer of the county bureau."""
        return make_actor("孙值班", role="duty_officer", scope=Scope("region", COUNTY))

    @property
    def zhao(self) -> Actor:
        """Officer of one township."""
        return make_actor("赵乡镇", role="township_officer", scope=Scope("region", TOWN))

    def wu(self, organisation_id: int) -> Actor:
        """Safety manager of one enterprise."""
        return make_actor(
            "吴安管",
            role="enterprise_manager",
            scope=Scope("organisation", str(organisation_id)),
            organisation_id=organisation_id,
        )

    @property
    def shen(self) -> Actor:
        """Security auditor."""
        return make_actor("沈审计", role="auditor")

    @property
    def qian(self) -> Actor:
        """Signed in, but with no rights anywhere."""
        return make_actor("钱外人")
