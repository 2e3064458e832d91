"""Menu entries and the account menu."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.base.accounts.permissions import VIEW_OVERRIDE, VIEW_ROLE, VIEW_USER
from anlan.kernel.actor import Actor
from anlan.kernel.registry import NavigationItem, register_navigation, register_shell

register_navigation(
    NavigationItem("base", _("Accounts"), "accounts:accounts", "users", VIEW_USER, 20),
    NavigationItem("base", _("Roles"), "accounts:roles", "shield", VIEW_ROLE, 21),
    NavigationItem("base", _("Access rules"), "accounts:rules", "scale", VIEW_ROLE, 22),
    NavigationItem(
        "base", _("Emergency overrides"), "accounts:overrides", "alert-triangle", VIEW_OVERRIDE, 23
    ),
)


def account_menu(actor: Actor) -> Mapping[str, Any]:
    """Addresses and names of the menu at the upper right."""
    return {
        "profile_url": reverse("accounts:me"),
        "password_url": reverse("accounts:password"),
        "logout_url": reverse("accounts:logout"),
        "person": actor.display_name,
    }


register_shell(account_menu)
