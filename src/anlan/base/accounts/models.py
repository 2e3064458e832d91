"""Accounts 账号: who may sign in, with which roles over which part of the county."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Func
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.base.accounts.choices import RoleFamily, ScopeKindChoice, SessionEnd
from anlan.kernel.fields import EncryptedTextField
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
    display_name = models.CharField(_("full name"), max_length=100)
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
    former_passwords = models.JSONField(
        _("former passwords"), default=list, editable=False, help_text=_("hashes only")
    )
    has_second_factor = models.BooleanField(_("has a second factor"), default=False)
    is_demonstration = models.BooleanField(
        _("demonstration account"),
        default=False,
        help_text=_("can be used in a demonstration only"),
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    large_type = models.BooleanField(_("large type"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    closed_at = models.DateTimeField(pgettext_lazy("account", "closed at"), null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_absolute_url(self) -> str:
        """Address of the account's page."""
        return reverse("accounts:account", args=[self.pk])


class Role(TimeStamped):
    """A named set of permissions. Installed roles follow the code; the county may add its own."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    family = models.CharField(
        _("family"), max_length=20, choices=RoleFamily.choices, default=RoleFamily.BUSINESS
    )
    permissions = models.JSONField(_("permissions"), default=list)
    needs_second_factor = models.BooleanField(_("needs a second factor"), default=False)
    is_installed = models.BooleanField(_("comes with the platform"), default=False)
    is_changed_here = models.BooleanField(
        _("changed by the county"),
        default=False,
        help_text=_("an update of the platform leaves its permissions alone"),
    )

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            # Administrators sign in with two factors, whatever else is configured.
            models.CheckConstraint(
                condition=models.Q(family=RoleFamily.BUSINESS) | models.Q(needs_second_factor=True),
                name="role_administrators_need_two_factors",
            )
        ]

    def __str__(self) -> str:
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name

    def get_absolute_url(self) -> str:
        """Address of the role's page."""
        return reverse("accounts:role", args=[self.pk])


class RoleFamilyField(models.CharField):  # type: ignore[type-arg]
    """The family of the grant's role, copied whenever the grant is written.

    The copy lets the database itself keep administrators apart (see ``Grant.Meta``).
    """

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Take the family of the role, also in bulk."""
        model_instance.family = model_instance.role.family
        return model_instance.family


class ValidTime(Func):
    """The time over which a grant holds, as a range."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


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
    family = RoleFamilyField(_("family"), max_length=20, choices=RoleFamily.choices, editable=False)
    source = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="delegations",
        verbose_name=_("delegated from"),
    )

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering: ClassVar = ["user_id", "role_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "scope_kind", "scope_value"], name="grant_given_once"
            ),
            # Three administrators: nobody holds roles of two families at the same time.
            ExclusionConstraint(
                name="grant_families_exclude_each_other",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("family", RangeOperators.NOT_EQUAL),
                    (ValidTime("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="grant_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(scope_kind=ScopeKindChoice.ALL, scope_value="")
                | (~models.Q(scope_kind=ScopeKindChoice.ALL) & ~models.Q(scope_value="")),
                name="grant_scope_has_a_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.get_scope_kind_display()} {self.scope_value}"


class SecondFactor(TimeStamped):
    """The authenticator of an account (RFC 6238). The secret is encrypted at rest."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="second_factor", verbose_name=_("account")
    )
    secret = EncryptedTextField(_("secret"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    last_step = models.BigIntegerField(
        _("last time step"), default=-1, help_text=_("a code is good once")
    )
    failures = models.PositiveSmallIntegerField(_("wrong codes in a row"), default=0)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """A code on paper that stands in for the authenticator once; only its digest is kept."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="recovery_codes", verbose_name=_("account")
    )
    digest = models.CharField(_("digest"), max_length=32)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} #{self.pk}"


class AccountSession(models.Model):
    """One sign-in: from where, with what, until when. Kept after its end as a record."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("account")
    )
    session_key = models.CharField(_("session"), max_length=40, unique=True, null=True)
    started_at = models.DateTimeField(_("signed in at"))
    last_seen_at = models.DateTimeField(_("last seen at"))
    address = models.CharField(_("network address"), max_length=64, blank=True)
    agent = models.CharField(_("browser"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.CharField(
        _("why it ended"), max_length=20, choices=SessionEnd.choices, blank=True
    )

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering: ClassVar = ["-started_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["user", "-started_at"])]

    def __str__(self) -> str:
        return f"{self.user} {self.started_at:%Y-%m-%d %H:%M}"


class EmergencyOverride(models.Model):
    """A stretch of time in which an account may do more than its roles allow; every request of it
    is in the audit trail. Bound to one session, never to the account."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="overrides", verbose_name=_("account")
    )
    reason = models.CharField(_("reason"), max_length=500)
    started_at = models.DateTimeField(_("started at"))
    ends_at = models.DateTimeField(_("ends at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("emergency override")
        verbose_name_plural = _("emergency overrides")
        ordering: ClassVar = ["-started_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("started_at")),
                name="override_has_an_end",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.started_at:%Y-%m-%d %H:%M}"


class AccessRule(models.Model):
    """A figure of sign-in or delegation with its basis; the county may change the value."""

    code = models.CharField(_("code"), max_length=50, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    value = models.PositiveIntegerField(_("value"))
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    is_verified = models.BooleanField(_("basis verified"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_changed_here = models.BooleanField(_("changed by the county"), default=False)

    class Meta:
        verbose_name = _("access rule")
        verbose_name_plural = _("access rules")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name

    def get_absolute_url(self) -> str:
        """Where the value is changed."""
        return reverse("accounts:rule_change", args=[self.code])
