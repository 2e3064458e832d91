"""What accounts add to the page of a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.base.accounts.models import User
from anlan.base.accounts.permissions import CHANGE_USER, VIEW_USER
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import Verb, register_verbs


def account_verbs(person: Any, actor: Actor) -> Iterable[Verb]:
    """Lead to the account of a person, or open one."""
    if not actor.has(VIEW_USER):
        return
    account = visible(User, actor).filter(person_id=person.pk).first()
    if account is not None:
        yield Verb("account", _("Account"), account.get_absolute_url(), method="get", icon="user")
    elif actor.has(CHANGE_USER) and person.is_active:
        url = f"{reverse('accounts:account_create')}?person={person.pk}"
        yield Verb("open_account", _("Open an account"), url, method="get", icon="plus")


register_verbs("organisations.Person", account_verbs)
