"""``manage open_administrators``: the first three accounts of a new installation."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from anlan.base.accounts.choices import ADMINISTRATORS
from anlan.base.accounts.models import Grant
from anlan.base.accounts.services.accounts import open_account
from anlan.base.accounts.services.grants import grant_role
from anlan.base.accounts.services.roles import sync_roles
from anlan.kernel.actor import system_actor

NAMES = {"system_admin": "sysadmin", "security_admin": "secadmin", "auditor": "auditor"}


class Command(BaseCommand):
    """Opens one account for each of the three administrators, once, with one-time passwords."""

    help = "Open the first three administrators' accounts and print their one-time passwords."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Open, grant and print; refuse when an administrator exists already."""
        if Grant.objects.filter(role__family__in=ADMINISTRATORS).exists():
            raise CommandError("this installation already has administrators")
        actor = system_actor("installation")
        sync_roles(actor=actor)
        for role, username in NAMES.items():
            opened = open_account(username=username, display_name=username, actor=actor)
            grant_role(
                user_id=opened.id,
                role_code=role,
                scope_kind="all",
                actor=actor,
                reason="first installation",
            )
            self.stdout.write(f"{role:16} {opened.username:12} {opened.password}")
        self.stdout.write("each password is shown only here and must be changed at first sign-in")
