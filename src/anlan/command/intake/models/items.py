"""What waits at the intake desk, and every body it was told by."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.incidents.choices import IncidentKind, IncidentSource
from anlan.command.intake.choices import ITEM_TONES, ItemState, MessageKind
from anlan.command.intake.models.sources import IntakeSource
from anlan.kernel.fields import EncryptedTextField
from anlan.kernel.models import TimeStamped
from anlan.kernel.search_text import search_text


class IntakeItem(TimeStamped):
    """One piece of news that somebody must judge: open an incident, attach, hand on or dismiss.

    The statutory time of reception is ``received_at``, the arrival, however long it waits here.
    """

    source = models.ForeignKey(
        IntakeSource,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("intake source"),
    )
    link = models.ForeignKey(
        "intake.ChainLink",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("neighbouring level"),
    )
    channel = models.CharField(
        _("how the news came in"), max_length=20, choices=IncidentSource.choices
    )
    external_number = models.CharField(_("number of the sender"), max_length=100, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=ItemState.choices, default=ItemState.WAITING
    )
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=30, choices=IncidentKind.choices, blank=True)
    sender_kind = models.CharField(_("kind as the sender says"), max_length=100, blank=True)
    description = models.TextField(_("what was reported"), blank=True)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    address = models.CharField(_("place"), max_length=200, blank=True)
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    caller_name = models.CharField(_("reported by"), max_length=50, blank=True)
    caller_phone = EncryptedTextField(_("caller's number"), blank=True, default="")
    caller_index = models.CharField(
        _("index of the number"), max_length=32, blank=True, editable=False
    )
    sender_index = models.CharField(
        _("index of the sending address"), max_length=32, blank=True, editable=False
    )
    needs_call_back = models.BooleanField(
        _("to be confirmed by calling back"),
        default=False,
        help_text=_("told by somebody without an account"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=100, blank=True)
    facts = models.JSONField(_("first figures"), default=dict, blank=True)
    recording_url = models.URLField(_("recording"), max_length=500, blank=True)
    occurred_at = models.DateTimeField(_("occurred at"))
    received_at = models.DateTimeField(_("received at"))
    told_at = models.DateTimeField(
        _("as of"), null=True, blank=True, help_text=_("how new the sender's knowledge is")
    )
    incident = models.ForeignKey(
        "incidents.Incident",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("incident"),
    )
    handed_to = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handed on to"),
    )
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    handled_by_id = models.CharField(_("actor"), max_length=64, blank=True)
    handled_by = models.CharField(_("handled by"), max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("intake item")
        verbose_name_plural = _("intake items")
        ordering: ClassVar = ["-received_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "external_number"],
                condition=~models.Q(external_number="") & models.Q(source__isnull=False),
                name="intake_item_once_of_source",
            ),
            models.UniqueConstraint(
                fields=["link", "external_number"],
                condition=models.Q(link__isnull=False),
                name="intake_item_once_of_link",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["opened", "attached"])
                | models.Q(incident__isnull=False),
                name="intake_item_linked",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-received_at", "-id"], name="intake_latest"),
            models.Index(
                fields=["received_at"],
                condition=models.Q(state="waiting"),
                name="intake_waiting",
            ),
            models.Index(fields=["incident"], name="intake_incident"),
            models.Index(
                fields=["caller_index"],
                condition=~models.Q(caller_index=""),
                name="intake_caller",
            ),
            models.Index(
                fields=["-received_at"],
                condition=models.Q(channel="public"),
                name="intake_public_latest",
            ),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="intake_search"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("intake:item", args=[self.pk])

    def refresh_search_text(self) -> None:
        """Rebuild what the item is found by; never the number of the caller."""
        self.search_text = search_text(
            self.title,
            self.external_number,
            self.address,
            self.description[:300],
            spoken=self.title,
        )

    @property
    def is_unconfirmed(self) -> bool:
        """Whether nobody has called the sender back yet."""
        return self.needs_call_back and self.confirmed_at is None

    @property
    def tone(self) -> str:
        """Badge tone of the state."""
        return ITEM_TONES[ItemState(self.state)]

    @property
    def sender(self) -> str:
        """Who reported, in words."""
        if self.source is not None:
            return self.source.name
        if self.link is not None:
            return self.link.name
        return self.caller_name

    @property
    def values(self) -> dict[str, Any]:
        """What an incident opened from this item starts with."""
        return {
            "title": self.title,
            "kind": self.kind,
            "source": self.channel,
            "occurred_at": self.occurred_at,
            "reported_at": self.received_at,
            "region_code": self.region_id,
            "longitude": self.location.x if self.location else None,
            "latitude": self.location.y if self.location else None,
            "address": self.address,
            "description": self.description,
            "caller_name": self.caller_name,
            "caller_phone": self.caller_phone,
        }


class IntakeMessage(models.Model):
    """One body as it arrived, encrypted: also what nobody could read is kept with its error."""

    source = models.ForeignKey(
        IntakeSource, on_delete=models.CASCADE, related_name="messages", verbose_name=_("source")
    )
    item = models.ForeignKey(
        IntakeItem,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("intake item"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MessageKind.choices)
    raw = EncryptedTextField(_("as received"), blank=True, default="")
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    received_at = models.DateTimeField(_("received at"))
    repeats = models.PositiveIntegerField(_("sent again"), default=0)
    changes = models.JSONField(_("what it changed"), default=dict)
    error = models.CharField(_("why it was not understood"), max_length=500, blank=True)
    settled_at = models.DateTimeField(_("dealt with at"), null=True, blank=True)
    settled_by = models.CharField(_("dealt with by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("intake message")
        verbose_name_plural = _("intake messages")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "digest"], name="intake_message_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["item", "id"], name="intake_message_item"),
            models.Index(
                fields=["-id"],
                condition=models.Q(kind="invalid", settled_at__isnull=True),
                name="intake_message_invalid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} #{self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("intake:message", args=[self.pk])
