"""Credentials 接入凭证: what a device proves itself with. Only digests are kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.devices.choices import CredentialKind
from anlan.monitoring.devices.models.device import Device


class DeviceCredential(TimeStamped):
    """An account at the broker or a token for HTTP push; the secret is shown once, never stored."""

    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, related_name="credentials", verbose_name=_("device")
    )
    kind = models.CharField(
        pgettext_lazy("credential", "kind"), max_length=10, choices=CredentialKind.choices
    )
    username = models.CharField(_("account name"), max_length=64)
    digest = models.CharField(
        _("digest"),
        max_length=200,
        help_text=_("as the broker keeps it (PBKDF2), or SHA-256 of a token"),
    )
    hint = models.CharField(_("begins with"), max_length=12, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=100)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_reason = models.CharField(_("reason of the revocation"), max_length=200, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("device", "credential")
        verbose_name_plural = pgettext_lazy("device", "credentials")
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "kind"],
                condition=models.Q(revoked_at__isnull=True),
                name="credential_one_in_force",
            ),
            models.UniqueConstraint(fields=["digest"], name="credential_digest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.username}"

    def get_absolute_url(self) -> str:
        """The page of its device."""
        return reverse("devices:detail", args=[self.device_id])
