"""What a response puts into words: situation reports, and what the public may know."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.responses.models.response import Response


class SituationReport(models.Model):
    """A situation report (态势快报): the state at one moment, numbered, never changed."""

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="reports", verbose_name=_("response")
    )
    sequence = models.PositiveIntegerField(pgettext_lazy("situation report", "issue"))
    content = models.JSONField(_("content"))
    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )
    made_by = models.CharField(_("made by"), max_length=100)
    made_at = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("situation report")
        verbose_name_plural = _("situation reports")
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["response", "sequence"], name="situation_report_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.response} {self.sequence}"

    def get_absolute_url(self) -> str:
        """The page of the report."""
        return reverse("responses:situation_report", args=[self.pk])


class PublicRelease(models.Model):
    """What the commander released to the public: the chosen fields as they stood, until withdrawn.

    突发事件应对法 (2024) article 7: information is published in time; articles 84, 85: personal
    data serve the response only.
    """

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="releases", verbose_name=_("response")
    )
    code = models.CharField(_("code of the page"), max_length=32, unique=True)
    headline = models.CharField(_("headline of the release"), max_length=200)
    content = models.JSONField(_("released"))
    advice = models.TextField(_("advice to the public"), blank=True)
    released_by = models.CharField(_("released by"), max_length=100)
    released_at = models.DateTimeField(_("released at"))
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason of the withdrawal"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("public release")
        verbose_name_plural = _("public releases")
        ordering: ClassVar = ["-released_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["response"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="response_one_public_release",
            )
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("responses:public", args=[self.code])
