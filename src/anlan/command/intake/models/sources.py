"""Connected systems, and how their kinds of events become ours."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.incidents.choices import IncidentKind, IncidentSource
from anlan.command.intake.choices import SourceKind
from anlan.kernel.fields import EncryptedTextField
from anlan.kernel.models import TimeStamped


class IntakeSource(TimeStamped):
    """A system that reports to the duty desk: a telephone exchange, the 110, 119 or 120 centre.

    Its key is a token of the exchange; only that token speaks for the source.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=SourceKind.choices)
    channel = models.CharField(
        _("how the news came in"),
        max_length=20,
        choices=IncidentSource.choices,
        default=IncidentSource.PHONE,
    )
    region = models.ForeignKey(
        "regions.Region",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("region"),
        help_text=_("where a report belongs whose place is not known"),
    )
    token = models.ForeignKey(
        "exchange.ApiToken",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("API token"),
    )
    webhook = models.ForeignKey(
        "exchange.Webhook",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answers go to"),
        help_text=_("the web hook that is told what became of each report"),
    )
    secret = EncryptedTextField(
        _("secret of signatures"),
        blank=True,
        default="",
        help_text=_("with one, only signed calls are believed"),
    )
    seats = models.JSONField(
        pgettext_lazy("telephone", "seats"),
        default=dict,
        blank=True,
        help_text=_("extension → name of the seat"),
    )
    is_active = models.BooleanField(_("is active"), default=True)
    last_heard_at = models.DateTimeField(_("last heard at"), null=True, blank=True)

    class Meta:
        verbose_name = _("intake source")
        verbose_name_plural = _("intake sources")
        ordering: ClassVar = ["kind", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("intake:source", args=[self.pk])

    def seat_name(self, extension: str) -> str:
        """Return the name of a seat, its extension when it has none."""
        return str(self.seats.get(extension) or extension)


class KindMapping(models.Model):
    """A kind of a sender → our kind. Compared with his code first, then with his words."""

    source = models.ForeignKey(
        IntakeSource,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="mappings",
        verbose_name=_("intake source"),
        help_text=_("empty: for every source"),
    )
    word = models.CharField(
        pgettext_lazy("kind of a sender", "code or word of the sender"), max_length=50
    )
    kind = models.CharField(_("kind"), max_length=30, choices=IncidentKind.choices)

    class Meta:
        verbose_name = _("kind mapping")
        verbose_name_plural = _("kind mappings")
        ordering: ClassVar = ["source_id", "word"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "word"], name="kind_mapping_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.word} → {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Where it is changed."""
        return reverse("intake:change_mapping", args=[self.pk])
