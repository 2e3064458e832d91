"""The visit of a team to one unit, what it read and saw, the results of its checklist."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.gis.db.models import PointField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.patrols.choices import (
    BEFORE,
    VISIT_TONES,
    Outcome,
    RecordKind,
    UnitKind,
    VisitState,
)
from anlan.governance.patrols.models.checklist import CheckItem, Checklist
from anlan.governance.patrols.models.round import Round, Team
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class Visit(TimeStamped):
    """The patrol of one unit in one round. For a village its township answers."""

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="visits", verbose_name=_("patrol round")
    )
    kind = models.CharField(_("kind of unit"), max_length=20, choices=UnitKind.choices)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("patrol", "unit that answers"),
    )
    region = models.ForeignKey(
        "regions.Region",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("region"),
    )
    name = models.CharField(pgettext_lazy("patrol", "unit visited"), max_length=200)
    checklist = models.ForeignKey(
        Checklist,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("patrol checklist"),
    )
    team = models.ForeignKey(
        Team,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("patrol team"),
    )
    planned_on = models.DateField(pgettext_lazy("patrol", "planned day"), null=True, blank=True)
    is_unannounced = models.BooleanField(
        pgettext_lazy("patrol", "unannounced"),
        default=False,
        help_text=_("The unit gets no notice; it learns of the visit when the team is there."),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=VisitState.choices, default=VisitState.PLANNED
    )
    notified_at = models.DateTimeField(
        pgettext_lazy("patrol", "notice sent at"), null=True, blank=True
    )
    notice_id = models.BigIntegerField(pgettext_lazy("patrol", "notice"), null=True, blank=True)
    received_at = models.DateTimeField(
        pgettext_lazy("patrol", "notice signed for at"), null=True, blank=True
    )
    received_by = models.CharField(
        pgettext_lazy("patrol", "notice signed for by"), max_length=100, blank=True
    )
    begun_on = models.DateField(pgettext_lazy("patrol", "team came on"), null=True, blank=True)
    visited_on = models.DateField(
        pgettext_lazy("patrol", "visit finished on"), null=True, blank=True
    )
    summary = models.TextField(pgettext_lazy("patrol", "overall judgement"), blank=True)
    comment_due_on = models.DateField(
        pgettext_lazy("patrol", "unit to answer the draft by"), null=True, blank=True
    )
    comment = models.TextField(pgettext_lazy("patrol", "answer to the draft"), blank=True)
    comment_by = models.CharField(
        pgettext_lazy("patrol", "draft answered by"), max_length=100, blank=True
    )
    commented_at = models.DateTimeField(
        pgettext_lazy("patrol", "draft answered at"), null=True, blank=True
    )
    issued_at = models.DateTimeField(
        pgettext_lazy("patrol", "feedback given at"), null=True, blank=True
    )
    issued_by = models.CharField(
        pgettext_lazy("patrol", "feedback given by"), max_length=100, blank=True
    )
    number = models.CharField(
        pgettext_lazy("patrol", "number of the feedback"), max_length=50, blank=True
    )
    document_id = models.BigIntegerField(pgettext_lazy("patrol", "feedback"), null=True, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("patrol", "closed at"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("patrol", "patrol")
        verbose_name_plural = pgettext_lazy("patrol", "patrols")
        ordering: ClassVar = ["planned_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "kind", "organisation"],
                condition=~Q(kind="village"),
                name="patrol_unit_once_a_round",
            ),
            models.UniqueConstraint(
                fields=["round", "region"],
                condition=Q(kind="village"),
                name="patrol_village_once_a_round",
            ),
            models.CheckConstraint(
                condition=Q(visited_on__isnull=False)
                | Q(state__in=[*BEFORE, VisitState.UNDERWAY, VisitState.CANCELLED]),
                name="patrol_visited_has_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["round", "state"]),
            models.Index(fields=["organisation", "state"]),
            models.Index(fields=["planned_on", "id"]),
            models.Index(fields=["kind", "visited_on"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the patrol."""
        return reverse("patrols:visit", args=[self.pk])

    @property
    def unit_key(self) -> str:
        """What makes a unit the same one over several rounds."""
        return self.region_id if self.kind == UnitKind.VILLAGE else str(self.organisation_id)

    @property
    def is_late(self) -> bool:
        """Whether the team should have come already."""
        return (
            self.state in BEFORE and self.planned_on is not None and self.planned_on < clock.today()
        )

    @property
    def tone(self) -> str:
        """Tone of the state badge."""
        return "overdue" if self.is_late else VISIT_TONES.get(self.state, "neutral")

    @property
    def may_feed_back(self) -> bool:
        """Whether the unit has answered the draft, or let the day for it pass."""
        due: date | None = self.comment_due_on
        return self.state == VisitState.ANSWERED or (due is not None and due < clock.today())


class VisitRecord(TimeStamped):
    """A talk, a document read or a place visited; photos hang on it as files."""

    visit = models.ForeignKey(
        Visit,
        on_delete=models.CASCADE,
        related_name="records",
        verbose_name=pgettext_lazy("patrol", "patrol"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RecordKind.choices)
    title = models.CharField(pgettext_lazy("patrol", "with whom, what or where"), max_length=200)
    text = models.TextField(pgettext_lazy("patrol", "what was said or seen"), blank=True)
    location = PointField(_("location"), null=True, blank=True)
    made_at = models.DateTimeField(pgettext_lazy("patrol", "written at"))
    made_by = models.CharField(pgettext_lazy("patrol", "written by"), max_length=100)

    class Meta:
        verbose_name = _("record of a patrol")
        verbose_name_plural = _("records of patrols")
        ordering: ClassVar = ["visit_id", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The patrol it belongs to."""
        return self.visit.get_absolute_url()


class CheckResult(TimeStamped):
    """What was found about one item of the checklist."""

    visit = models.ForeignKey(
        Visit,
        on_delete=models.CASCADE,
        related_name="results",
        verbose_name=pgettext_lazy("patrol", "patrol"),
    )
    item = models.ForeignKey(
        CheckItem,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("item of a patrol checklist"),
    )
    outcome = models.CharField(
        pgettext_lazy("patrol check", "result"), max_length=20, choices=Outcome.choices
    )
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    made_by = models.CharField(pgettext_lazy("patrol", "written by"), max_length=100)

    class Meta:
        verbose_name = _("result of a patrol checklist")
        verbose_name_plural = _("results of patrol checklists")
        ordering: ClassVar = ["visit_id", "item__sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "item"], name="patrol_result_once")
        ]

    def __str__(self) -> str:
        return str(self.item)

    def get_absolute_url(self) -> str:
        """The patrol it belongs to."""
        return self.visit.get_absolute_url()
