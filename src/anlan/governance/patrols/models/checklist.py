"""What a team looks at 巡查清单: items with their clause; the platform's own and the county's."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.patrols.choices import UnitKind
from anlan.kernel.models import TimeStamped


class Checklist(TimeStamped):
    """A list for some kinds of unit. What the platform brings is changed by copying it."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=200)
    unit_kinds = models.CharField(
        pgettext_lazy("patrol", "for kinds of unit"),
        max_length=100,
        help_text=_("separated by spaces"),
    )
    is_standard = models.BooleanField(
        pgettext_lazy("patrol", "brought by the platform"), default=False
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("patrol checklist")
        verbose_name_plural = _("patrol checklists")
        ordering: ClassVar = ["-is_active", "is_standard", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the list."""
        return reverse("patrols:checklist", args=[self.pk])

    @property
    def kind_words(self) -> str:
        """The kinds of unit in words."""
        return "、".join(str(UnitKind(kind).label) for kind in self.unit_kinds.split())


class CheckItem(TimeStamped):
    """One thing to look at, with its source."""

    checklist = models.ForeignKey(
        Checklist,
        on_delete=models.CASCADE,
        related_name="items",
        verbose_name=_("patrol checklist"),
    )
    part = models.CharField(pgettext_lazy("patrol", "part"), max_length=50)
    text = models.CharField(pgettext_lazy("patrol", "what is looked at"), max_length=500)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    sort_order = models.PositiveIntegerField(_("sort order"), default=100)

    class Meta:
        verbose_name = _("item of a patrol checklist")
        verbose_name_plural = _("items of patrol checklists")
        ordering: ClassVar = ["checklist_id", "sort_order", "id"]

    def __str__(self) -> str:
        return self.text[:100]

    def get_absolute_url(self) -> str:
        """The list it stands in."""
        return self.checklist.get_absolute_url()
