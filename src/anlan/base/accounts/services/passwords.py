"""Passwords: complexity, no return of former ones, regular change, one-time passwords."""

from __future__ import annotations

import secrets
from functools import lru_cache

from django.contrib.auth.hashers import check_password, get_hasher
from django.contrib.auth.hashers import make_password as encode_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.base.accounts.choices import SessionEnd
from anlan.base.accounts.constants import DEMONSTRATION_PASSWORD
from anlan.base.accounts.contracts import OpenedAccount
from anlan.base.accounts.errors import AccountIsClosed, OwnRightsUntouchable, PasswordRefused
from anlan.base.accounts.events import PasswordReset
from anlan.base.accounts.models import User
from anlan.base.accounts.permissions import CHANGE_USER
from anlan.base.accounts.rules import rule_value
from anlan.base.accounts.services.own import find_own_user_id
from anlan.base.accounts.services.sessions import end_all_sessions
from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require

#: No signs that look alike on paper.
_GROUPS = ("abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789")


def make_password() -> str:
    """Return a one-time password of three groups, with small and capital letters and digits."""
    letters = "".join(_GROUPS)
    while True:
        text = "-".join("".join(secrets.choice(letters) for _n in range(4)) for _g in range(3))
        if all(any(sign in group for sign in text) for group in _GROUPS):
            return text


def count_kinds(password: str) -> int:
    """Count the kinds of characters: small letters, capitals, digits, others."""
    return sum(
        (
            any(c.islower() for c in password),
            any(c.isupper() for c in password),
            any(c.isdigit() for c in password),
            any(not c.isalnum() for c in password),
        )
    )


def check_policy(user: User, password: str) -> None:
    """Raise ``PasswordRefused`` unless the password follows the rules in force."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordRefused(fields={"new_password": " ".join(error.messages)}) from None
    kinds = rule_value("password_min_kinds")
    if count_kinds(password) < kinds:
        raise PasswordRefused(
            fields={
                "new_password": ngettext(
                    "Use at least %(n)s of: small letters, capital letters, digits, other signs.",
                    "Use at least %(n)s of: small letters, capital letters, digits, other signs.",
                    kinds,
                )
                % {"n": kinds}
            }
        )
    known = [user.password, *user.former_passwords]
    if any(encoded and check_password(password, encoded) for encoded in known):
        raise PasswordRefused(fields={"new_password": _("You have used this password before.")})


@lru_cache(maxsize=4)
def _known_hash(password: str, hasher: str) -> str:
    """Return the hash of a password that everybody knows; it is worked out once."""
    return encode_password(password, hasher=hasher)


def store_password(user: User, password: str, *, must_change: bool) -> None:
    """Set a password, remember the former one as a hash; the caller saves nothing else.

    The accounts of a demonstration share the hash of their well-known password.
    """
    kept = rule_value("password_history")
    if user.password and user.has_usable_password():
        user.former_passwords = [user.password, *user.former_passwords][:kept]
    if user.is_demonstration and password == DEMONSTRATION_PASSWORD:
        user.password = _known_hash(password, get_hasher().algorithm)
    else:
        user.set_password(password)
    user.must_change_password = must_change
    user.password_changed_at = clock.now()
    user.save(
        update_fields=[
            "password",
            "former_passwords",
            "must_change_password",
            "password_changed_at",
        ]
    )


@transaction.atomic
def reset_password(*, user_id: int, actor: Actor, reason: str = "") -> OpenedAccount:
    """Give an account a one-time password and end its sessions. It must be changed at sign-in."""
    user = get_visible(User, user_id, actor=actor, lock=True)
    require(actor, CHANGE_USER, user)
    if find_own_user_id(actor) == user.pk:
        raise OwnRightsUntouchable
    if not user.is_active:
        raise AccountIsClosed
    password = make_password()
    store_password(user, password, must_change=True)
    end_all_sessions(user, SessionEnd.PASSWORD)
    audit(actor, "accounts.password.reset", user, reason=reason)
    emit(PasswordReset(user_id=user.pk, person_id=user.person_id), actor)
    return OpenedAccount(id=user.pk, username=user.username, password=password)


@transaction.atomic
def change_own_password(
    *, user_id: int, old_password: str, new_password: str, actor: Actor, keep_session: str = ""
) -> User:
    """Change the password of the signed-in account; its other sessions end.

    ``actor`` may be a half signed-in account (``user_id`` says which): the password step comes
    before an actor exists.
    """
    user = User.objects.select_for_update().get(pk=user_id, is_active=True)
    own = find_own_user_id(actor)
    if own is not None and own != user.pk:
        raise OwnRightsUntouchable
    if not user.check_password(old_password):
        raise PasswordRefused(fields={"old_password": _("The present password is not right.")})
    check_policy(user, new_password)
    store_password(user, new_password, must_change=False)
    end_all_sessions(user, SessionEnd.PASSWORD, but=keep_session)
    audit(actor, "accounts.password.changed", user)
    return user


def is_expired(user: User) -> bool:
    """Whether the password is older than the rule allows."""
    since = user.password_changed_at or user.created_at
    age = clock.now() - since
    return age.days >= rule_value("password_max_age_days")


@transaction.atomic
def require_change(*, user: User, actor: Actor) -> None:
    """Ask for a new password at the present sign-in, because the old one ran out."""
    user.must_change_password = True
    user.save(update_fields=["must_change_password"])
    audit(actor, "accounts.password.expired", user)


__all__ = [
    "change_own_password",
    "check_policy",
    "is_expired",
    "make_password",
    "require_change",
    "reset_password",
    "store_password",
]
