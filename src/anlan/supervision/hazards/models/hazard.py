"""The hazard, the criteria it meets, and who tipped the county off."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.fields import EncryptedTextField
from anlan.kernel.models import TimeStamped
from anlan.kernel.search_text import search_text
from anlan.supervision.hazards.choices import (
    LEVEL_NAMES,
    OPEN_STATES,
    STATE_TONES,
    HazardLevel,
    HazardSource,
    HazardState,
    LookBackResult,
)
from anlan.supervision.hazards.models.reference import HazardCategory

#: Every property a statistic is cut by, and what it counts; read from one index.
COUNTED_COLUMNS = (
    "region",
    "sector",
    "source",
    "category",
    "level",
    "department",
    "enterprise",
    "organisation",
    "due_on",
    "is_on_time",
    "is_recurrent",
)

#: What the list of hazards counts by and sorts by.
LISTED_COLUMNS = (
    "region",
    "state",
    "level",
    "source",
    "sector",
    "category",
    "department",
    "reported_at",
    "due_at",
)


def listed_index(field: str, name: str) -> models.Index:
    """An index for lists narrowed by one property: facets and order are read from it alone."""
    include = [column for column in LISTED_COLUMNS if column != field]
    return models.Index(fields=[field, "id"], include=include, name=name)


class Hazard(TimeStamped):
    """A hidden danger 事故隐患 from the first report to the look back."""

    number = models.CharField(_("hazard number"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    source = models.CharField(_("source"), max_length=20, choices=HazardSource.choices)
    origin_type = models.CharField(_("origin type"), max_length=100, blank=True)
    origin_id = models.CharField(_("origin"), max_length=64, blank=True)
    level = models.PositiveSmallIntegerField(
        _("hazard level"), choices=HazardLevel.choices, default=HazardLevel.GENERAL
    )
    category = models.ForeignKey(
        HazardCategory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # an index below begins with it
        verbose_name=_("hazard category"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=HazardState.choices, default=HazardState.REPORTED
    )

    # Where and whose -----------------------------------------------------------------------------
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # an index below begins with it
        verbose_name=_("enterprise"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # an index below begins with it
        verbose_name=_("organisation that rectifies"),
    )
    sector = models.ForeignKey(
        "enterprises.Sector",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # an index below begins with it
        verbose_name=_("sector"),
    )
    unit_id = models.BigIntegerField(_("risk unit"), null=True, blank=True)
    unit_name = models.CharField(_("name of the risk unit"), max_length=200, blank=True)
    department = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # an index below begins with it
        verbose_name=_("responsible office"),
    )

    # Who and when --------------------------------------------------------------------------------
    found_at = models.DateTimeField(_("found at"))
    reported_at = models.DateTimeField(_("reported at"))
    reported_by_id = models.CharField(_("reported by, account"), max_length=64)
    reported_by = models.CharField(_("reported by"), max_length=100)
    reported_organisation_id = models.BigIntegerField(_("reporting organisation"), null=True)
    responsible = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # an index below begins with it
        verbose_name=_("responsible person"),
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    rectification = models.TextField(_("what was done"), blank=True)
    rectified_at = models.DateTimeField(_("rectified at"), null=True, blank=True)
    rectified_by_id = models.CharField(_("rectified by, account"), max_length=64, blank=True)
    rectified_by = models.CharField(_("rectified by"), max_length=100, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by_id = models.CharField(_("reviewed by, account"), max_length=64, blank=True)
    reviewed_by = models.CharField(_("reviewed by"), max_length=100, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by_id = models.CharField(_("accepted by, account"), max_length=64, blank=True)
    accepted_by = models.CharField(_("accepted by"), max_length=100, blank=True)
    closed_at = models.DateTimeField(_("crossed off at"), null=True, blank=True)
    returned_times = models.PositiveSmallIntegerField(_("times returned"), default=0)

    # Lateness, look back, coming back ------------------------------------------------------------
    overdue_at = models.DateTimeField(_("overdue since"), null=True, blank=True)
    escalation_step = models.PositiveSmallIntegerField(_("step of the escalation"), default=0)
    look_back_result = models.CharField(
        _("result of the look back"), max_length=20, choices=LookBackResult.choices, blank=True
    )
    look_back_note = models.TextField(_("note of the look back"), blank=True)
    looked_back_at = models.DateTimeField(_("looked back at"), null=True, blank=True)
    looked_back_by = models.CharField(_("looked back by"), max_length=100, blank=True)
    relapse_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="relapses",
        verbose_name=_("relapse of"),
    )
    recurrence_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recurrences",
        verbose_name=_("recurrence of"),
    )
    recurrence_count = models.PositiveSmallIntegerField(_("times within a year"), default=1)

    # What statistics read ------------------------------------------------------------------------
    counted_on = models.DateField(_("counted from"), null=True, blank=True)
    closed_on = models.DateField(_("counted until"), null=True, blank=True)
    due_on = models.DateField(_("last day to rectify"), null=True, blank=True)
    is_on_time = models.BooleanField(_("was rectified in time"), null=True, blank=True)
    is_recurrent = models.BooleanField(_("has come back within a year"), default=False)
    is_listed = models.BooleanField(_("is under listed supervision"), default=False)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("hazard")
        verbose_name_plural = pgettext_lazy("supervision", "hazards")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(level__in=[int(level) for level in HazardLevel]),
                name="hazard_level_known",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(counted_on__isnull=False),
                name="hazard_closed_only_when_counted",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=models.F("counted_on")),
                name="hazard_closed_after_counted",
            ),
            # One failed check, one alarm, one lead opens one hazard.
            models.UniqueConstraint(
                fields=["origin_type", "origin_id"],
                condition=~Q(origin_type=""),
                name="hazard_one_per_origin",
            ),
        ]
        indexes: ClassVar = [
            # All statistics: what stood open on a day or was crossed off since, with every property
            # it is cut by, is read from this index alone.
            models.Index(
                fields=["closed_on", "counted_on"],
                include=list(COUNTED_COLUMNS),
                condition=Q(counted_on__isnull=False),
                name="hazard_counted",
            ),
            # Lists: the newest of one kind, and what is due.
            listed_index("state", "hazard_by_state"),
            listed_index("level", "hazard_by_level"),
            listed_index("source", "hazard_by_source"),
            listed_index("sector", "hazard_by_sector"),
            listed_index("category", "hazard_by_category"),
            models.Index(fields=["due_at", "id"], name="hazard_by_due"),
            models.Index(fields=["reported_at", "id"], name="hazard_by_report"),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state__in=[str(s) for s in OPEN_STATES]),
                name="hazard_open_by_due",
            ),
            # The first tab: what is open, newest first, with the facets included.
            models.Index(
                fields=["id"],
                include=list(LISTED_COLUMNS),
                condition=Q(state__in=[str(s) for s in OPEN_STATES]),
                name="hazard_open",
            ),
            # What waits for another pair of eyes.
            models.Index(
                fields=["id"],
                include=["region", "rectified_by_id"],
                condition=Q(state__in=["submitted", "reviewed"]),
                name="hazard_to_review",
            ),
            models.Index(
                fields=["id"], include=["region"], condition=Q(is_listed=True), name="hazard_listed"
            ),
            # Another office's work, an enterprise's own, a unit's own; recurrence looks here too.
            models.Index(fields=["department", "state", "id"], name="hazard_by_department"),
            models.Index(fields=["organisation", "state", "id"], name="hazard_by_organisation"),
            models.Index(fields=["enterprise", "reported_at"], name="hazard_by_enterprise"),
            models.Index(
                fields=["unit_id", "reported_at"],
                condition=Q(unit_id__isnull=False),
                name="hazard_by_unit",
            ),
            models.Index(fields=["responsible", "state"], name="hazard_by_responsible"),
            GinIndex(fields=["search_text"], name="hazard_search", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The page of the hazard."""
        return reverse("hazards:hazard", args=[self.pk])

    @property
    def is_major(self) -> bool:
        """Whether it is a major hazard."""
        return self.level == HazardLevel.MAJOR

    @property
    def level_name(self) -> str:
        """The level as other apps name it: ``major`` or ``general``."""
        return LEVEL_NAMES[self.level]

    @property
    def is_open(self) -> bool:
        """Whether it still has to be dealt with."""
        return self.state in OPEN_STATES

    @property
    def is_overdue(self) -> bool:
        """Whether the time to rectify has passed and nothing was handed in."""
        return (
            self.state in (HazardState.VERIFIED, HazardState.RECTIFYING, HazardState.DISPUTED)
            and self.due_at is not None
            and clock.now() > self.due_at
        )

    @property
    def tone(self) -> str:
        """Tone of the state badge."""
        return "overdue" if self.is_overdue else STATE_TONES.get(self.state, "neutral")

    def refresh_search_text(self) -> None:
        """Set what the record is found by; services call it before saving."""
        self.search_text = search_text(
            self.title, self.number, self.place, self.unit_name, self.description[:300]
        )


class HazardCriterion(models.Model):
    """A criterion the hazard meets, as the pack said it then: text, clause, verified or not."""

    hazard = models.ForeignKey(
        Hazard, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("hazard")
    )
    code = models.CharField(_("code"), max_length=100)
    pack_name = models.CharField(_("sector pack"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    clause = models.CharField(_("clause"), max_length=100, blank=True)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    consequence = models.CharField(_("consequence"), max_length=20)

    class Meta:
        verbose_name = _("hazard criterion met")
        verbose_name_plural = _("hazard criteria met")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hazard", "code"], name="hazard_criterion_once")
        ]
        indexes: ClassVar = [models.Index(fields=["code", "hazard"])]

    def __str__(self) -> str:
        return f"{self.clause} {self.text}".strip()


class TipOffReporter(TimeStamped):
    """Who gave the tip-off. Kept apart and encrypted; each reading is recorded."""

    hazard = models.OneToOneField(
        Hazard, on_delete=models.CASCADE, related_name="reporter", verbose_name=_("hazard")
    )
    name = EncryptedTextField(_("full name"), blank=True, default="")
    phone = EncryptedTextField(_("mobile phone"), blank=True, default="")
    is_anonymous = models.BooleanField(_("wishes to stay anonymous"), default=False)
    channel = models.CharField(_("channel"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("tip-off reporter")
        verbose_name_plural = _("tip-off reporters")

    def __str__(self) -> str:
        return self.hazard.number
