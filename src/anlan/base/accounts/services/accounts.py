"""Opening, closing and changing accounts."""

from __future__ import annotations

import re

from django.conf import settings
from django.db import transaction
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _

from anlan.base.accounts.choices import SessionEnd
from anlan.base.accounts.contracts import OpenedAccount
from anlan.base.accounts.errors import AccountIsClosed, OwnRightsUntouchable
from anlan.base.accounts.events import AccountClosed, AccountOpened
from anlan.base.accounts.models import User
from anlan.base.accounts.permissions import CHANGE_USER
from anlan.base.accounts.services.own import find_own_user_id, get_own_user
from anlan.base.accounts.services.passwords import check_policy, make_password, store_password
from anlan.base.accounts.services.sessions import end_all_sessions
from anlan.base.audit.public import audit, changes
from anlan.base.organisations.public import person_info
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission, scope_reaches

_USERNAME = re.compile(r"^[\w.@-]{3,50}$")


@transaction.atomic
def open_account(
    *,
    username: str,
    actor: Actor,
    display_name: str = "",
    person_id: int | None = None,
    password: str | None = None,
    must_change_password: bool = True,
    is_demonstration: bool = False,
) -> OpenedAccount:
    """Open an account with a one-time password that must be changed at the first sign-in.

    ``password`` may be given for demonstration accounts only, by the platform itself.
    """
    require_permission(actor, CHANGE_USER)
    if (password is not None or is_demonstration) and not (settings.ANLAN_DEMO and actor.is_system):
        raise NotPermitted
    username = username.strip()
    if not _USERNAME.match(username):
        raise InvalidInput(
            fields={"username": _("Three to fifty letters, digits, or the signs . - _ @")}
        )
    if User.objects.filter(username__iexact=username).exists():
        raise InvalidInput(fields={"username": _("This user name is taken.")})
    if person_id is not None:
        display_name = display_name or _check_person(person_id, actor)
    user = User(
        username=username,
        display_name=display_name or username,
        person_id=person_id,
        is_demonstration=is_demonstration,
    )
    chosen = password or make_password()
    if password is not None:
        check_policy(user, password)
    user.save()
    store_password(user, chosen, must_change=must_change_password)
    audit(
        actor,
        "accounts.account.opened",
        user,
        after={"username": username, "display_name": user.display_name, "person_id": person_id},
    )
    emit(AccountOpened(user_id=user.pk, person_id=person_id), actor)
    return OpenedAccount(id=user.pk, username=username, password=chosen)


def _check_person(person_id: int, actor: Actor) -> str:
    try:
        person = person_info(person_id)
    except NotVisible:
        raise InvalidInput(fields={"person_id": _("This person is unknown.")}) from None
    if not scope_reaches(
        actor, CHANGE_USER, region=person.region_code, organisation_id=person.organisation_id
    ):
        raise InvalidInput(fields={"person_id": _("This person is unknown.")})
    if not person.is_active:
        raise InvalidInput(fields={"person_id": _("This person is no longer in the contact book.")})
    if User.objects.filter(person_id=person_id).exists():
        raise InvalidInput(fields={"person_id": _("This person already has an account.")})
    return person.name


@transaction.atomic
def close_account(*, user_id: int, actor: Actor, reason: str) -> User:
    """Close an account: nobody signs in with it any more, its sessions end, its record stays."""
    user = get_visible(User, user_id, actor=actor, lock=True)
    require(actor, CHANGE_USER, user)
    if find_own_user_id(actor) == user.pk:
        raise OwnRightsUntouchable
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    if not user.is_active:
        raise AccountIsClosed
    before, after = changes(user, is_active=False, closed_at=clock.now())
    user.save(update_fields=["is_active", "closed_at"])
    end_all_sessions(user, SessionEnd.CLOSED)
    audit(actor, "accounts.account.closed", user, before=before, after=after, reason=reason)
    emit(AccountClosed(user_id=user.pk, person_id=user.person_id), actor)
    return user


@transaction.atomic
def reopen_account(*, user_id: int, actor: Actor, reason: str) -> OpenedAccount:
    """Reopen a closed account with a one-time password; its roles are as they were."""
    user = get_visible(User, user_id, actor=actor, lock=True)
    require(actor, CHANGE_USER, user)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    before, after = changes(user, is_active=True, closed_at=None)
    user.save(update_fields=["is_active", "closed_at"])
    password = make_password()
    store_password(user, password, must_change=True)
    audit(actor, "accounts.account.reopened", user, before=before, after=after, reason=reason)
    emit(AccountOpened(user_id=user.pk, person_id=user.person_id), actor)
    return OpenedAccount(id=user.pk, username=user.username, password=password)


@transaction.atomic
def update_account(*, user_id: int, actor: Actor, display_name: str) -> User:
    """Change the name an account is shown with."""
    user = get_visible(User, user_id, actor=actor, lock=True)
    require(actor, CHANGE_USER, user)
    if not display_name.strip():
        raise InvalidInput(fields={"display_name": _("The name is needed.")})
    before, after = changes(user, display_name=display_name.strip())
    if after:
        user.save(update_fields=list(after))
        audit(actor, "accounts.account.changed", user, before=before, after=after)
    return user


@transaction.atomic
def update_own_preferences(*, actor: Actor, language: str, large_type: bool) -> User:
    """Change one's own language and type size; they follow the account to every device."""
    user = get_own_user(actor, lock=True)
    if language and not check_for_language(language):
        raise InvalidInput(fields={"language": _("This language is not available.")})
    before, after = changes(user, language=language, large_type=large_type)
    if after:
        user.save(update_fields=list(after))
        audit(actor, "accounts.account.changed", user, before=before, after=after)
    return user
