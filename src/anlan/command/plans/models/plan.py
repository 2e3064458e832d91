"""A plan: one version of the emergency plan of the county, a department, a township, a firm."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.plans.choices import UNIT_KINDS, PlanKind, PlanState
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans by what a duty officer looks for."""

    def in_force(self) -> PlanQuerySet:
        """Return the plans that may be started now."""
        return self.filter(state=PlanState.PUBLISHED)


class Plan(TimeStamped):
    """One version of an emergency plan of the county, a department, a township or an enterprise."""

    code = models.CharField(_("code"), max_length=50)
    version = models.PositiveIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind.choices)
    incident_kinds = ArrayField(
        models.CharField(max_length=50),
        verbose_name=_("kinds of incident"),
        default=list,
        blank=True,
        help_text=_("codes of the kinds it serves; none means every kind"),
    )
    region = models.ForeignKey(
        "regions.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("region"),
        help_text=_("none: the whole county"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("issued by"),
    )
    purpose = models.TextField(_("purpose and scope"), blank=True)
    principles = models.TextField(_("principles"), blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    review_due_on = models.DateField(_("review due on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=PlanState.choices, default=PlanState.DRAFT
    )
    template_code = models.CharField(
        _("class of unit"), max_length=40, blank=True, help_text=_("the template it was made from")
    )
    returned_reason = models.CharField(_("why it was returned"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    is_verified = models.BooleanField(
        _("checked against the source"),
        default=False,
        help_text=_("the conditions were compared with the issued text"),
    )
    is_demonstration = models.BooleanField(_("for demonstration"), default=False)

    objects: ClassVar[Any] = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency plan")
        verbose_name_plural = _("emergency plans")
        ordering: ClassVar = ["kind", "code", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="plan_version_once"),
            # Only one version of a plan can be started.
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(state=PlanState.PUBLISHED),
                name="plan_one_version_in_force",
            ),
        ]
        indexes: ClassVar = [
            # Recommendation looks for plans in force that serve a kind of incident.
            GinIndex(fields=["incident_kinds"], name="plan_incident_kinds")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the plan."""
        return reverse("plans:detail", args=[self.pk])

    @property
    def is_of_unit(self) -> bool:
        """Whether it is the plan of an enterprise or other unit, which answers for it itself."""
        return self.kind in UNIT_KINDS

    @property
    def is_review_overdue(self) -> bool:
        """Whether the day of review has passed while the plan is in force."""
        return (
            self.state == PlanState.PUBLISHED
            and self.review_due_on is not None
            and self.review_due_on < clock.today()
        )
