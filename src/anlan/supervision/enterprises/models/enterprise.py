"""Enterprises, the fields they work in, and who is reached there."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from stdnum.cn import uscc as credit_code
from stdnum.exceptions import ValidationError as NumberError

from anlan.kernel.models import TimeStamped
from anlan.kernel.search_text import search_text
from anlan.supervision.enterprises.choices import (
    Category,
    ContactKind,
    EnterpriseStatus,
    RiskLevel,
)


def check_credit_code(value: str) -> None:
    """Raise unless ``value`` is a unified social credit code with check digit (GB 32100-2015)."""
    try:
        credit_code.validate(value)
    except NumberError:
        raise ValidationError(
            _("“%(value)s” is not a unified social credit code: 18 characters, the last a check."),
            params={"value": value},
            code="uscc",
        ) from None


class Sector(models.Model):
    """A kind of enterprise (行业) with its field of supervision. The code is the key."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    category = models.CharField(
        pgettext_lazy("supervision", "category"), max_length=20, choices=Category.choices
    )
    industry_code = models.CharField(_("industry code"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class Enterprise(TimeStamped):
    """An enterprise under the county's supervision: one enterprise, one file."""

    uscc = models.CharField(
        _("unified social credit code"),
        max_length=18,
        unique=True,
        validators=[check_credit_code],
    )
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=50, blank=True)
    organisation = models.OneToOneField(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="enterprise",
        verbose_name=_("organisation"),
    )
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, verbose_name=_("sector"))
    category = models.CharField(
        pgettext_lazy("supervision", "category"),
        max_length=20,
        choices=Category.choices,
        default=Category.OTHER,
    )
    industry_code = models.CharField(_("industry code"), max_length=10, blank=True)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    employees = models.PositiveIntegerField(_("employees"), default=0)
    risk_level = models.PositiveSmallIntegerField(
        _("risk level"), choices=RiskLevel.choices, default=RiskLevel.BLUE
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=EnterpriseStatus.choices,
        default=EnterpriseStatus.OPERATING,
    )
    is_major_hazard = models.BooleanField(_("has a major hazard installation"), default=False)
    is_above_scale = models.BooleanField(_("is above designated size"), default=False)
    established_on = models.DateField(_("established on"), null=True, blank=True)
    supervisor = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("supervising department"),
    )
    park = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("park"),
    )
    claimed_region = models.ForeignKey(
        "regions.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("claimed by"),
        help_text=_("the township that has confirmed that the enterprise lies in its territory"),
    )
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    risk_keywords = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("main risks")
    )
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="enterprise_uscc_form",
            ),
            models.CheckConstraint(
                condition=models.Q(risk_level__gte=1, risk_level__lte=4),
                name="enterprise_risk_level_range",
            ),
        ]
        indexes: ClassVar = [
            # The list sorted by a column: the filter is applied while walking the index, and the
            # key breaks ties, so the first page needs fifty rows and no sort. (Region prefixes use
            # the pattern index that Django adds to a foreign key on text.)
            models.Index(fields=["name", "id"], name="enterprise_by_name"),
            models.Index(fields=["employees", "id"], name="enterprise_by_employees"),
            models.Index(fields=["updated_at", "id"], name="enterprise_by_update"),
            # Facets and tabs: what they count is included, so that ten thousand rows are counted
            # in the index without a look into the table.
            models.Index(
                fields=["risk_level", "id"],
                include=["region", "category", "sector", "status"],
                name="enterprise_by_risk",
            ),
            models.Index(
                fields=["sector", "id"],
                include=["region", "category", "risk_level", "status"],
                name="enterprise_by_sector",
            ),
            models.Index(
                fields=["category", "sector", "id"],
                include=["region", "risk_level", "status"],
                name="enterprise_by_category",
            ),
            models.Index(
                fields=["status", "id"],
                include=["region", "category", "sector", "risk_level"],
                name="enterprise_by_status",
            ),
            models.Index(
                fields=["id"],
                include=["region"],
                condition=models.Q(is_major_hazard=True),
                name="enterprise_major_hazard",
            ),
            models.Index(
                fields=["id"],
                include=["region"],
                condition=models.Q(claimed_region__isnull=True),
                name="enterprise_unclaimed",
            ),
            # The search box: any part, pinyin, initials.
            GinIndex(fields=["search_text"], name="enterprise_search", opclasses=["gin_trgm_ops"]),
            # Names that are alike: duplicates.
            GinIndex(fields=["name"], name="enterprise_name_alike", opclasses=["gin_trgm_ops"]),
            # The enterprises of a park.
            models.Index(fields=["park", "id"], name="enterprise_by_park"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The dossier."""
        from django.urls import reverse

        return reverse("enterprises:detail", args=[self.pk])

    @property
    def is_claimed(self) -> bool:
        """Whether a township has confirmed that the enterprise is its own."""
        return self.claimed_region_id is not None

    def refresh_search_text(self) -> None:
        """Set what the record is found by; services call it before saving."""
        self.search_text = search_text(self.name, self.short_name, self.uscc, self.address)


class EnterpriseContact(TimeStamped):
    """Who is reached at the enterprise for what; the person stands in the contact book."""

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        related_name="contacts",
        verbose_name=_("enterprise"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ContactKind.choices)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("enterprise contact")
        verbose_name_plural = _("enterprise contacts")
        ordering: ClassVar = ["sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "person", "kind"], name="enterprise_contact_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"
