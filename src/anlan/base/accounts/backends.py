"""How an account is read from its session: with its person, in one query."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from anlan.base.accounts.models import User


class AccountBackend(ModelBackend):
    """Passwords of accounts. Demonstration accounts work in a demonstration only."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Return the account for a user name and password, without regard to case of the name."""
        if username is None or password is None:
            return None
        found = User.objects.filter(username__iexact=username.strip()).first()
        if found is None:
            User().set_password(password)  # as slow as a wrong password, so names cannot be guessed
            return None
        if found.check_password(password) and self.user_can_authenticate(found):
            return found
        return None

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account is open, and no demonstration account outside a demonstration."""
        return bool(user.is_active) and (settings.ANLAN_DEMO or not user.is_demonstration)

    def get_user(self, user_id: Any) -> User | None:
        """Return the signed-in account with its person; personal data stays in the database."""
        found = (
            User.objects.select_related("person")
            .defer(
                "former_passwords",
                "person__phone",
                "person__identity_number",
                "person__search_text",
            )
            .filter(pk=user_id)
            .first()
        )
        return found if found is not None and self.user_can_authenticate(found) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used; policies decide."""
        return False

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Django's own permissions are not used; policies decide."""
        return set()
