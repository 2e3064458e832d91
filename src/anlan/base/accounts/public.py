"""The door to accounts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from anlan.base.accounts.audience import holders_of
from anlan.base.accounts.constants import DEMONSTRATION_PASSWORD
from anlan.base.accounts.contracts import AccountInfo, OpenedAccount
from anlan.base.accounts.models import User
from anlan.base.accounts.resolver import actor_for
from anlan.base.accounts.selectors import present_grants
from anlan.base.accounts.services.accounts import close_account, open_account
from anlan.base.accounts.services.grants import delegate, grant_role, revoke_grant
from anlan.base.accounts.services.roles import sync_roles
from anlan.kernel.actor import Actor

__all__ = [
    "DEMONSTRATION_PASSWORD",
    "AccountInfo",
    "OpenedAccount",
    "account_of_person",
    "actor_of_person",
    "actor_of_user",
    "close_account",
    "delegate",
    "grant_role",
    "list_accounts_of",
    "open_account",
    "open_demonstration_account",
    "persons_holding",
    "revoke_grant",
    "sync_roles",
]


@transaction.atomic
def open_demonstration_account(
    *,
    username: str,
    role_code: str,
    actor: Actor,
    scope_kind: str = "all",
    scope_value: str = "",
    display_name: str = "",
    person_id: int | None = None,
) -> OpenedAccount:
    """Open an account of the demonstration with its one role and the well-known password."""
    opened = open_account(
        username=username,
        actor=actor,
        display_name=display_name,
        person_id=person_id,
        password=DEMONSTRATION_PASSWORD,
        must_change_password=False,
        is_demonstration=True,
    )
    grant_role(
        user_id=opened.id,
        role_code=role_code,
        scope_kind=scope_kind,
        scope_value=scope_value,
        actor=actor,
        reason="demonstration",
    )
    return opened


def account_of_person(person_id: int) -> AccountInfo | None:
    """Return the account of a person, or None."""
    return list_accounts_of([person_id]).get(person_id)


def list_accounts_of(person_ids: Iterable[int]) -> dict[int, AccountInfo]:
    """Return the accounts of persons by person id."""
    users = User.objects.filter(person_id__in=list(person_ids)).prefetch_related("grants__role")
    return {
        user.person_id: AccountInfo(
            id=user.pk,
            username=user.username,
            display_name=str(user),
            person_id=user.person_id,
            is_active=user.is_active,
            role_codes=tuple(dict.fromkeys(g.role.code for g in user.grants.all())),
        )
        for user in users
        if user.person_id is not None
    }


def actor_of_user(user_id: int) -> Actor | None:
    """Return the actor an open account would be (API tokens act for their owner)."""
    user = User.objects.select_related("person").filter(pk=user_id, is_active=True).first()
    return actor_for(user, present_grants(user)) if user else None


def actor_of_person(person_id: int) -> Actor | None:
    """Return the actor of a person's account (work carried on in the background for him)."""
    user = User.objects.select_related("person").filter(person_id=person_id, is_active=True).first()
    return actor_for(user, present_grants(user)) if user else None


def persons_holding(permission: str) -> list[int]:
    """Return the persons who hold a permission over any scope now."""
    return list(dict.fromkeys(person for person, _scope in holders_of(permission)))
