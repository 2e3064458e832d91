"""Test accounts."""

from __future__ import annotations

from typing import Any, ClassVar

import factory

from anlan.base.accounts.choices import ADMINISTRATORS, RoleFamily
from anlan.base.accounts.models import Grant, Role, User
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.kernel.testing.cast import permissions_of

PASSWORD = "Zx9-kelp-Montage"


class UserFactory(factory.django.DjangoModelFactory):
    """An account with a person and a known password."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    display_name = factory.LazyAttribute(lambda user: f"{user.username}演示")
    person = factory.SubFactory(PersonFactory)
    password = factory.django.Password(PASSWORD)


class RoleFactory(factory.django.DjangoModelFactory):
    """A role as installed; ``code`` names one of the installed roles."""

    class Meta:
        model = Role
        django_get_or_create: ClassVar = ("code",)

    code = "duty_officer"
    name = factory.LazyAttribute(lambda role: role.code)
    permissions = factory.LazyAttribute(lambda role: sorted(permissions_of(role.code)))
    is_installed = True
    family = factory.LazyAttribute(
        lambda role: role.code if role.code in ADMINISTRATORS else RoleFamily.BUSINESS
    )
    needs_second_factor = factory.LazyAttribute(lambda role: role.code in ADMINISTRATORS)


class GrantFactory(factory.django.DjangoModelFactory):
    """A role over the whole county."""

    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    role = factory.SubFactory(RoleFactory)
    scope_kind = "region"
    scope_value = "330825"


def account_with(
    role: str, *, scope_kind: str = "region", scope_value: str = "330825", **fields: Any
) -> User:
    """Return an account that holds one installed role."""
    user: User = UserFactory(**fields)
    GrantFactory(
        user=user, role=RoleFactory(code=role), scope_kind=scope_kind, scope_value=scope_value
    )
    return user
