"""Tokens: another system's key to the API, with rights over a scope and an end."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped


class TokenScopeKind(models.TextChoices):
    """Over which part of the county's data the token's rights are held."""

    ALL = "all", _("everything")
    REGION = "region", _("region and all below")
    ORGANISATION = "organisation", _("one organisation")
    SECTOR = "sector", _("one sector")


class ApiToken(TimeStamped):
    """The key of one system. Only its digest is kept; it is shown once, when it is made."""

    name = models.CharField(_("name of the system"), max_length=100)
    prefix = models.CharField(_("beginning"), max_length=12, help_text=_("to tell tokens apart"))
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    permissions = models.JSONField(_("rights"), default=list)
    scope_kind = models.CharField(
        _("scope"), max_length=20, choices=TokenScopeKind.choices, default=TokenScopeKind.ALL
    )
    scope_value = models.CharField(_("scope value"), max_length=50, blank=True)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    created_by_name = models.CharField(_("made by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        from django.urls import reverse

        return reverse("exchange:token", args=[self.pk])

    def is_usable(self, at: datetime) -> bool:
        """Whether it opens the API at a moment."""
        return self.revoked_at is None and at < self.expires_at
