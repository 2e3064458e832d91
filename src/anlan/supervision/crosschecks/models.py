"""Rules that set facts against each other, and the leads they open."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.supervision.crosschecks.choices import OPEN_STATES, LeadState
from anlan.supervision.enterprises.choices import RiskLevel


class CrossCheckRule(TimeStamped):
    """What is set against what (交叉比对规则), how grave a contradiction is, and its figures."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    text = models.TextField(_("what is compared"))
    level = models.PositiveSmallIntegerField(_("level"), choices=RiskLevel.choices)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    is_active = models.BooleanField(_("is active"), default=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    is_verified = models.BooleanField(_("checked against the primary text"), default=False)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=100)
    last_run_at = models.DateTimeField(_("last run at"), null=True, blank=True)

    class Meta:
        verbose_name = _("cross-check rule")
        verbose_name_plural = _("cross-check rules")
        ordering: ClassVar = ["sort_order", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the rule."""
        from django.urls import reverse

        return reverse("crosschecks:rule", args=[self.pk])


class Lead(TimeStamped):
    """A contradiction somebody must explain (线索), with the facts that disagree.

    ``facts`` is a list of ``{"label", "value", "url"}``; ``fingerprint`` says which facts these
    are, so that the same contradiction opens one lead.
    """

    rule = models.ForeignKey(
        CrossCheckRule, on_delete=models.PROTECT, related_name="leads", verbose_name=_("rule")
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("enterprise"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=RiskLevel.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=LeadState.choices, default=LeadState.OPEN
    )
    title = models.CharField(_("title"), max_length=200)
    explanation = models.TextField(_("explanation"))
    facts = models.JSONField(pgettext_lazy("lead", "facts"), default=list)
    fingerprint = models.CharField(_("fingerprint"), max_length=200)
    opened_at = models.DateTimeField(_("opened at"))
    last_seen_at = models.DateTimeField(_("last seen at"))
    is_still_true = models.BooleanField(_("the facts still disagree"), default=True)
    holder = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("holder"),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    hazard = models.ForeignKey(
        "hazards.Hazard",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("hazard"),
    )
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering: ClassVar = ["-opened_at", "-id"]
        constraints: ClassVar = [
            # One lead a contradiction, also when two workers look at once.
            models.UniqueConstraint(fields=["rule", "fingerprint"], name="lead_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["level", "opened_at"],
                condition=models.Q(state__in=OPEN_STATES),
                name="lead_open",
            ),
            models.Index(fields=["opened_at", "id"], name="lead_by_time"),
            models.Index(fields=["enterprise", "-opened_at"], name="lead_of_enterprise"),
            GinIndex(fields=["search_text"], name="lead_search", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """What the lead is called on paper."""
        return f"XS-{self.pk:06d}"

    def get_absolute_url(self) -> str:
        """The page of the lead."""
        from django.urls import reverse

        return reverse("crosschecks:detail", args=[self.pk])
