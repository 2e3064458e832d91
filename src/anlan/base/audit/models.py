"""The audit trail: who did what, when, from where, before and after. Append-only, hash-chained."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class AuditRecord(models.Model):
    """One act. Names are kept as text, so that the record outlives the account it tells of.

    The database refuses to change or remove rows (triggers of migration 0002).
    """

    at = models.DateTimeField(_("time"), db_index=True)
    actor_id = models.CharField(_("actor"), max_length=64, db_index=True)
    actor_name = models.CharField(_("actor name"), max_length=100)
    organisation_id = models.BigIntegerField(_("organisation"), null=True)
    address = models.CharField(_("network address"), max_length=64, blank=True)
    request_id = models.CharField(_("request id"), max_length=32, blank=True, db_index=True)
    action = models.CharField(_("action"), max_length=100, db_index=True)
    object_type = models.CharField(_("object type"), max_length=100, blank=True)
    object_id = models.CharField(_("object"), max_length=64, blank=True)
    object_label = models.CharField(_("object name"), max_length=200, blank=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("audit record")
        verbose_name_plural = _("audit records")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            # The trail on an object's page.
            models.Index(fields=["object_type", "object_id", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.object_label}"

    def get_absolute_url(self) -> str:
        """Address of the record's page."""
        return reverse("audit:record", args=[self.pk])


class AuditLink(models.Model):
    """The chain: each link's hash covers its record and the link before.

    Written by a trigger that fires when the transaction commits, under one lock, so that links are
    in the order of commits and long transactions do not wait for each other before that.
    """

    sequence = models.BigIntegerField(_("sequence"), primary_key=True)
    record = models.OneToOneField(
        AuditRecord, on_delete=models.PROTECT, verbose_name=_("audit record"), related_name="link"
    )
    previous_hash = models.CharField(_("previous hash"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("audit link")
        verbose_name_plural = _("audit links")
        ordering: ClassVar = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"
