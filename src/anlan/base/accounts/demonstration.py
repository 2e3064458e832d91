"""The accounts of a demonstration: printed where it is started and offered at its sign-in page."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from anlan.base.accounts.constants import DEMONSTRATION_PASSWORD
from anlan.base.accounts.models import Grant


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """An account anybody may try, with the role it holds."""

    username: str
    password: str
    name: str
    role: str
    role_name: str
    scope: str


def demonstration_accounts(*, one_per_role: bool = False) -> list[DemonstrationAccount]:
    """Return the demonstration accounts by role; none outside a demonstration."""
    if not settings.ANLAN_DEMO:
        return []
    grants = Grant.objects.select_related("user", "role").filter(
        user__is_demonstration=True, user__is_active=True
    )
    found: list[DemonstrationAccount] = []
    for grant in grants.order_by("role__family", "role__code", "user__pk"):
        if one_per_role and found and found[-1].role == grant.role.code:
            continue
        found.append(
            DemonstrationAccount(
                username=grant.user.username,
                password=DEMONSTRATION_PASSWORD,
                name=grant.user.display_name,
                role=grant.role.code,
                role_name=grant.role.name,
                scope=f"{grant.scope_kind} {grant.scope_value}".strip(),
            )
        )
    return found
