"""Who looks at the pages during a measurement: an officer with a real account and session."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.test import Client

from anlan.kernel.policy import all_actions


def officer_client(role_code: str = "bureau_officer", region_prefix: str = "33") -> Client:
    """Return a client signed in as an officer of a province."""
    user_model: Any = apps.get_model("accounts.User")
    role, _made = apps.get_model("accounts.Role")._default_manager.get_or_create(
        code=role_code,
        defaults={
            "name": role_code,
            "permissions": [a.code for a in all_actions() if role_code in a.roles],
        },
    )
    user = user_model._default_manager.create_user("bench", display_name="演示科长")
    apps.get_model("accounts.Grant")._default_manager.create(
        user=user, role=role, scope_kind="region", scope_value=region_prefix
    )
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    session["second_factor"] = True  # as after the one-time password
    session.save()
    return client
