"""Accounts 账号: who may sign in, with which roles over which part of the county."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped


class UserManager(BaseUserManager["User"]):
    """Creates accounts by user name."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """Create an account; without a password nobody can sign in with it."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. What it may do comes only from its grants; there is no superuser."""

    username = models.CharField(_("user name"), max_length=50, unique=True)
    display_name = models.CharField(_("name"), max_length=100)
    person = models.OneToOneField(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="account",
        verbose_name=_("person"),
    )
    is_active = models.BooleanField(_("is active"), default=True)
    must_change_password = models.BooleanField(_("must change password"), default=False)
    password_changed_at = models.DateTimeField(_("password changed at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.display_name or self.username


class Role(TimeStamped):
    """A named set of permissions. Installed roles follow the code; the county may add its own."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    permissions = models.JSONField(_("permissions"), default=list)
    is_installed = models.BooleanField(_("comes with the platform"), default=False)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class ScopeKindChoice(models.TextChoices):
    """Over which part of the county's data a role is held."""

    ALL = "all", _("everything")
    REGION = "region", _("region and all below")
    ORGANISATION = "organisation", _("one organisation")
    SECTOR = "sector", _("one sector")
    PERSON = "person", _("one's own records")


class Grant(TimeStamped):
    """That an account holds a role over a scope for a time (delegation ends by itself)."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="grants", verbose_name=_("account")
    )
    role = models.ForeignKey(
        Role, on_delete=models.PROTECT, related_name="grants", verbose_name=_("role")
    )
    scope_kind = models.CharField(
        _("scope"), max_length=20, choices=ScopeKindChoice.choices, default=ScopeKindChoice.REGION
    )
    scope_value = models.CharField(
        _("scope value"),
        max_length=50,
        blank=True,
        help_text=_("region prefix, organisation id, sector code or person id"),
    )
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)
    valid_to = models.DateTimeField(_("valid to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "scope_kind", "scope_value"], name="grant_given_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.scope_kind} {self.scope_value}"
