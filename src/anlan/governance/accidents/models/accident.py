"""An accident of the register 事故台账, the persons harmed and every change of its figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.core.validators import MinValueValidator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.accidents.choices import (
    ACCIDENT_TONES,
    CHANGE_TONES,
    AccidentState,
    Cause,
    ChangeSource,
    ChangeState,
    CodedBy,
    Domain,
    Employment,
    Harm,
    RemovalGround,
    UnitType,
)
from anlan.governance.accidents.models.classification import AccidentType
from anlan.kernel.models import TimeStamped

#: The figures that are counted and whose changes are kept.
FIGURES = (
    "deaths",
    "missing",
    "serious_injuries",
    "poisonings",
    "minor_injuries",
    "direct_loss",
)


class AccidentQuerySet(models.QuerySet["Accident"]):
    """What is asked of accidents."""

    def counted(self) -> AccidentQuerySet:
        """Those in the statistics: confirmed, not removed, not below the threshold."""
        return self.filter(
            state__in=(AccidentState.CONFIRMED, AccidentState.REMOVAL),
            confirmed_at__isnull=False,
            is_below_threshold=False,
        )

    def within(self, since: date, until: date) -> AccidentQuerySet:
        """Those that happened from ``since`` to ``until``, both included, on the clock here."""
        return self.filter(occurred_on__gte=since, occurred_on__lte=until)


class Accident(TimeStamped):
    """One accident: what happened where to whom, its figures, and whether it is counted.

    Figures change only through ``FigureChange``. An accident is counted in the period in which it
    happened, whenever it was entered.
    """

    number = models.CharField(_("number"), max_length=50, unique=True)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=AccidentState.choices,
        default=AccidentState.REGISTERED,
    )
    occurred_at = models.DateTimeField(_("occurred at"))
    occurred_on = models.DateField(_("day of the accident"), editable=False)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    unit_name = models.CharField(_("unit of the accident"), max_length=200, blank=True)
    unit_type = models.CharField(
        _("kind of unit"), max_length=20, choices=UnitType.choices, default=UnitType.ENTERPRISE
    )
    industry_code = models.CharField(
        _("industry code"), max_length=10, blank=True, help_text=_("GB/T 4754, letter first")
    )
    sector = models.ForeignKey(
        "enterprises.Sector",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sector"),
    )
    domain = models.CharField(
        pgettext_lazy("accidents", "field of statistics"), max_length=20, choices=Domain.choices
    )
    department = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("accidents", "department in charge"),
    )
    kind = models.ForeignKey(
        AccidentType,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accidents",
        verbose_name=_("accident type"),
        help_text="GB 6441-2025",
    )
    old_kind = models.ForeignKey(
        AccidentType,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="old_accidents",
        verbose_name=_("old type"),
        help_text="GB/T 6441-1986",
    )
    coded_by = models.CharField(
        _("type code from"), max_length=10, choices=CodedBy.choices, blank=True, default=""
    )
    first_cause = models.CharField(_("first inducing cause"), max_length=300, blank=True)
    cause = models.CharField(_("direct cause"), max_length=20, choices=Cause.choices, blank=True)
    course = models.TextField(_("brief course"), blank=True)
    deaths = models.PositiveIntegerField(_("deaths"), default=0)
    missing = models.PositiveIntegerField(_("missing"), default=0)
    serious_injuries = models.PositiveIntegerField(
        _("serious injuries"), default=0, help_text=_("acute industrial poisoning included")
    )
    poisonings = models.PositiveIntegerField(_("of these acute poisonings"), default=0)
    minor_injuries = models.PositiveIntegerField(_("minor injuries"), default=0)
    direct_loss = models.DecimalField(
        _("direct economic loss (10,000 yuan)"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
    )
    days_lost = models.PositiveIntegerField(
        _("working days lost"), null=True, blank=True, help_text=_("by GB 15499, as found")
    )
    grade = models.PositiveSmallIntegerField(_("grade"))
    is_below_threshold = models.BooleanField(_("below the threshold of counting"), default=False)
    incident = models.OneToOneField(
        "incidents.Incident",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("incident"),
    )
    period_ends_on = models.DateField(_("figures may change until"))
    registered_at = models.DateTimeField(_("registered at"))
    registered_by_id = models.CharField(_("registered by (id)"), max_length=64)
    registered_by = models.CharField(pgettext_lazy("accident", "registered by"), max_length=100)
    is_late = models.BooleanField(_("entered after the close of its month"), default=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=100, blank=True)
    removal_ground = models.CharField(
        _("ground of removal"), max_length=20, choices=RemovalGround.choices, blank=True
    )
    removal_reason = models.CharField(_("reason of removal"), max_length=500, blank=True)
    removal_document = models.CharField(_("document it rests on"), max_length=200, blank=True)
    removal_by_id = models.CharField(_("removal proposed by (id)"), max_length=64, blank=True)
    removal_by = models.CharField(_("removal proposed by"), max_length=100, blank=True)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    objects = AccidentQuerySet.as_manager()
    #: Drills are refused at the door: what stands here is real, whatever it points at.
    is_rehearsal = False

    class Meta:
        verbose_name = _("accident")
        verbose_name_plural = _("accidents")
        ordering: ClassVar = ["-occurred_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(poisonings__lte=models.F("serious_injuries")),
                name="accident_poisonings_within",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(confirmed_at__isnull=False),
                name="accident_confirmed_has_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-occurred_at", "-id"], name="accident_newest"),
            # Every statistic asks for days first.
            models.Index(fields=["occurred_on", "state"], name="accident_by_day"),
            models.Index(fields=["region", "occurred_on"], name="accident_by_region"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the day, on the clock of the county, beside the moment."""
        self.occurred_on = timezone.localtime(self.occurred_at).date()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The page of the accident."""
        return reverse("accidents:accident", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return ACCIDENT_TONES[self.state]

    @property
    def is_counted(self) -> bool:
        """Whether it stands in the statistics."""
        return (
            self.state in (AccidentState.CONFIRMED, AccidentState.REMOVAL)
            and self.confirmed_at is not None
            and not self.is_below_threshold
        )

    def figures(self) -> dict[str, str]:
        """The figures as they are kept with a change."""
        return {name: str(getattr(self, name)) for name in FIGURES}


class HarmedPerson(TimeStamped):
    """A person harmed, as the statistical form asks; the name is masked outside the county."""

    accident = models.ForeignKey(
        Accident, on_delete=models.CASCADE, related_name="persons", verbose_name=_("accident")
    )
    name = models.CharField(_("name"), max_length=50, blank=True)
    sex = models.CharField(
        _("sex"), max_length=1, choices=(("m", _("male")), ("f", _("female"))), blank=True
    )
    age = models.PositiveSmallIntegerField(_("age"), null=True, blank=True)
    job = models.CharField(_("kind of work"), max_length=60, blank=True)
    employment = models.CharField(
        _("employment"), max_length=20, choices=Employment.choices, blank=True
    )
    is_trained = models.BooleanField(_("had safety training"), null=True, blank=True)
    harm = models.CharField(_("harm"), max_length=20, choices=Harm.choices)
    died_on = models.DateField(_("died on"), null=True, blank=True)
    days_lost = models.PositiveIntegerField(_("working days lost"), null=True, blank=True)

    class Meta:
        verbose_name = _("harmed person")
        verbose_name_plural = _("harmed persons")
        ordering: ClassVar = ["accident_id", "id"]

    def __str__(self) -> str:
        return f"{self.name or _('person')} · {self.get_harm_display()}"


class FigureChange(TimeStamped):
    """New figures of an accident: in force, waiting for somebody else's approval, or too late."""

    accident = models.ForeignKey(
        Accident, on_delete=models.CASCADE, related_name="changes", verbose_name=_("accident")
    )
    state = models.CharField(_("state"), max_length=20, choices=ChangeState.choices)
    source = models.CharField(_("source"), max_length=20, choices=ChangeSource.choices)
    before = models.JSONField(pgettext_lazy("figures", "before"), default=dict)
    after = models.JSONField(pgettext_lazy("figures", "after"), default=dict)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    document = models.CharField(_("document it rests on"), max_length=200, blank=True)
    is_after_close = models.BooleanField(_("after the close of the month"), default=False)
    changed_at = models.DateTimeField(_("changed at"))
    proposed_by_id = models.CharField(_("proposed by (id)"), max_length=64)
    proposed_by = models.CharField(pgettext_lazy("figures", "proposed by"), max_length=100)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("change of figures")
        verbose_name_plural = _("changes of figures")
        ordering: ClassVar = ["-changed_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["accident"],
                condition=models.Q(state="proposed"),
                name="figure_change_one_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.accident_id} {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        """The page of the change."""
        return reverse("accidents:change_of_figures", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return CHANGE_TONES[self.state]
