"""The same platform one level up or down: reports, instructions, and what does not agree."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.incidents.choices import Grade, ReportKind
from anlan.command.intake.choices import DoubtKind, InstructionKind, LinkRole
from anlan.kernel.fields import EncryptedTextField
from anlan.kernel.models import TimeStamped


class ChainLink(TimeStamped):
    """Another installation: of the superior, or of a level below.

    What goes there travels by its web hook (signed, tried again, on record). What comes from there
    is signed with ``secret``, which the other side was shown when it made its own hook.
    """

    code = models.SlugField(
        _("code"),
        max_length=40,
        unique=True,
        help_text=_("part of the address the other side calls"),
    )
    name = models.CharField(_("name"), max_length=100)
    role = models.CharField(_("the other side is"), max_length=20, choices=LinkRole.choices)
    region = models.ForeignKey(
        "regions.Region",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("region"),
        help_text=_("whose incidents are reported over this link"),
    )
    webhook = models.ForeignKey(
        "exchange.Webhook",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("web hook to the other side"),
    )
    secret = EncryptedTextField(_("secret of the other side"), blank=True, default="")
    is_active = models.BooleanField(_("is active"), default=True)
    last_heard_at = models.DateTimeField(_("last heard at"), null=True, blank=True)

    class Meta:
        verbose_name = _("neighbouring level")
        verbose_name_plural = _("neighbouring levels")
        ordering: ClassVar = ["role", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("intake:link", args=[self.pk])


class ChainReport(models.Model):
    """A report on its way between two levels: ours to the superior, or one from below to us.

    ``thread`` is the number of the incident at the level that reports; all reports of one incident
    carry it.
    """

    link = models.ForeignKey(
        ChainLink, on_delete=models.PROTECT, related_name="reports", verbose_name=_("link")
    )
    is_ours = models.BooleanField(_("sent by us"), default=False)
    thread = models.CharField(_("number of the reporting level"), max_length=50)
    number = models.CharField(_("report number"), max_length=60)
    incident = models.ForeignKey(
        "incidents.Incident",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("incident"),
    )
    report = models.ForeignKey(
        "incidents.IncidentReport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("incident report"),
    )
    item = models.ForeignKey(
        "intake.IntakeItem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("intake item"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind.choices)
    title = models.CharField(_("title"), max_length=200)
    grade = models.PositiveSmallIntegerField(
        _("grade"), choices=Grade.choices, null=True, blank=True
    )
    facts = models.JSONField(_("figures"), default=dict)
    texts = models.JSONField(_("texts"), default=dict)
    reason = models.CharField(_("why there are fewer deaths"), max_length=300, blank=True)
    delivery_key = models.UUIDField(_("idempotency key"), null=True, blank=True)
    sent_at = models.DateTimeField(pgettext_lazy("report", "submitted at"))
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    receipt_number = models.CharField(_("receipt number"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("report between levels")
        verbose_name_plural = _("reports between levels")
        ordering: ClassVar = ["-sent_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["link", "is_ours", "thread", "number"], name="chain_report_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["link", "thread", "id"], name="chain_report_thread"),
            models.Index(fields=["incident"], name="chain_report_incident"),
            models.Index(fields=["-sent_at", "-id"], name="chain_report_latest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Whether it was sent after its clock."""
        return bool(self.due_at and self.sent_at > self.due_at)


class Instruction(TimeStamped):
    """What the superior says or asks about an incident, and what was answered by when."""

    key = models.UUIDField(_("idempotency key"))
    link = models.ForeignKey(
        ChainLink, on_delete=models.PROTECT, related_name="instructions", verbose_name=_("link")
    )
    is_ours = models.BooleanField(_("given by us"), default=False)
    thread = models.CharField(_("number of the reporting level"), max_length=50, blank=True)
    incident = models.ForeignKey(
        "incidents.Incident",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("incident"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=InstructionKind.choices)
    text = models.TextField(_("text"))
    given_by = models.CharField(_("given by"), max_length=100)
    given_at = models.DateTimeField(_("given at"))
    due_at = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.CharField(_("answered by"), max_length=100, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("instruction of the superior")
        verbose_name_plural = _("instructions of the superior")
        ordering: ClassVar = ["-given_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "is_ours", "key"], name="instruction_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["incident", "-given_at"], name="instruction_incident"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(answered_at__isnull=True),
                name="instruction_open",
            ),
            models.Index(fields=["-given_at", "-id"], name="instruction_latest"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("intake:instruction", args=[self.pk])


class ReportDoubt(models.Model):
    """A suspicion about the reporting of an incident, shown at both levels until it is settled."""

    link = models.ForeignKey(
        ChainLink, on_delete=models.PROTECT, related_name="doubts", verbose_name=_("link")
    )
    is_ours = models.BooleanField(_("found by us"), default=True)
    key = models.UUIDField(_("idempotency key"))
    kind = models.CharField(_("kind"), max_length=20, choices=DoubtKind.choices)
    incident = models.ForeignKey(
        "incidents.Incident",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("incident"),
    )
    thread = models.CharField(_("number of the reporting level"), max_length=50, blank=True)
    subject = models.CharField(_("what it is about"), max_length=200)
    details = models.JSONField(_("details"), default=dict)
    found_at = models.DateTimeField(_("found at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.CharField(_("settled by"), max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("doubt about a report")
        verbose_name_plural = _("doubts about reports")
        ordering: ClassVar = ["-found_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "is_ours", "key"], name="report_doubt_once"),
            models.UniqueConstraint(
                fields=["link", "incident", "kind"],
                condition=models.Q(settled_at__isnull=True, is_ours=True),
                name="report_doubt_one_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["incident"], name="report_doubt_incident"),
            models.Index(fields=["-found_at", "-id"], name="report_doubt_latest"),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """The incident it is about, else the list."""
        if self.incident_id is not None:
            return reverse("incidents:incident", args=[self.incident_id])
        return reverse("intake:doubts")
