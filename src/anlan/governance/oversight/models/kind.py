"""What each kind of supervision document is, as data an officer can read and change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.oversight.choices import Approver
from anlan.kernel.models import TimeStamped


class OrderKind(TimeStamped):
    """A kind of supervision document: who issues and approves it, how long, what follows."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=50)
    issue_permission = models.CharField(
        pgettext_lazy("oversight", "right to draw up"), max_length=100
    )
    approver = models.CharField(
        pgettext_lazy("oversight", "approved by"), max_length=20, choices=Approver.choices
    )
    needs_answer = models.BooleanField(pgettext_lazy("oversight", "needs an answer"), default=True)
    answer_working_days = models.PositiveIntegerField(
        pgettext_lazy("oversight", "days to answer"),
        default=10,
        help_text=_("working days, unless the document sets a day"),
    )
    is_restricted = models.BooleanField(
        pgettext_lazy("oversight", "restricted"),
        default=False,
        help_text=_("seen only by who may read restricted documents; every reading is recorded"),
    )
    copy_to = models.CharField(pgettext_lazy("oversight", "copy to"), max_length=300, blank=True)
    demand = models.TextField(pgettext_lazy("oversight", "what is demanded"), blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    next_kind = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("oversight", "next step when not answered"),
    )
    next_basis = models.CharField(
        pgettext_lazy("oversight", "basis of the next step"), max_length=300, blank=True
    )
    sort_order = models.PositiveIntegerField(_("sort order"), default=100)

    class Meta:
        verbose_name = _("kind of supervision document")
        verbose_name_plural = _("kinds of supervision document")
        ordering: ClassVar = ["sort_order", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the kind."""
        return reverse("oversight:kind", args=[self.pk])
