"""Which word of a plan means which organisation, once a person has said so."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped


class UnitAlias(TimeStamped):
    """A unit word as plans print it and the organisation it means here."""

    word = models.CharField(pgettext_lazy("unit word", "word of the plan"), max_length=200)
    key = models.CharField(_("key"), max_length=200, unique=True, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    is_nobody = models.BooleanField(
        pgettext_lazy("unit word", "no unit of this county"), default=False
    )
    learned_by = models.CharField(pgettext_lazy("unit word", "said by"), max_length=100)

    class Meta:
        verbose_name = _("unit word")
        verbose_name_plural = _("unit words")
        ordering: ClassVar = ["word"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False, is_nobody=False)
                | models.Q(organisation__isnull=True, is_nobody=True),
                name="unit_alias_means_something",
            )
        ]

    def __str__(self) -> str:
        return self.word

    def get_absolute_url(self) -> str:
        """Where it is changed."""
        return reverse("commitments:alias", args=[self.pk])
