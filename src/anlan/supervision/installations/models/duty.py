"""Three responsible persons of a major hazard installation and what they do, period by period."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.models import TimeStamped
from anlan.supervision.installations.choices import DutyPeriod, DutyRole, DutyState
from anlan.supervision.installations.models.installation import Installation


class ResponsiblePerson(TimeStamped):
    """Who answers for the installation in one of the three roles, from when until when."""

    installation = models.ForeignKey(
        Installation,
        on_delete=models.CASCADE,
        related_name="responsible",
        verbose_name=_("hazard installation"),
    )
    role = models.CharField(pgettext_lazy("duty", "role"), max_length=20, choices=DutyRole.choices)
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
    )
    certificate = models.CharField(_("certificate number"), max_length=50, blank=True)
    certificate_until = models.DateField(_("certificate valid to"), null=True, blank=True)
    from_on = models.DateField(_("in charge from"))
    until_on = models.DateField(_("in charge to"), null=True, blank=True)
    reported_on = models.DateField(
        _("registered on"),
        null=True,
        blank=True,
        help_text=_("when the change was entered in the registration system and reported"),
    )

    class Meta:
        verbose_name = _("person in charge of an installation")
        verbose_name_plural = _("responsible persons")
        ordering: ClassVar = ["installation_id", "role", "-from_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["installation", "role"],
                condition=models.Q(until_on__isnull=True),
                name="responsible_one_per_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.person}"

    @property
    def is_certified(self) -> bool:
        """Whether a certificate is recorded that still holds."""
        return bool(self.certificate) and (
            self.certificate_until is None or self.certificate_until >= clock.today()
        )


class DutyRule(TimeStamped):
    """A duty of one of the three roles, how often it returns, and where that is written."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    role = models.CharField(pgettext_lazy("duty", "role"), max_length=20, choices=DutyRole.choices)
    text = models.CharField(_("duty"), max_length=300)
    period = models.CharField(_("returns"), max_length=20, choices=DutyPeriod.choices)
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    is_active = models.BooleanField(_("is in force"), default=True)
    citation = models.CharField(_("confirmed by citation"), max_length=300, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=100, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("duty rule")
        verbose_name_plural = _("duty rules")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """The duty with its basis."""
        from django.urls import reverse

        return reverse("installations:duty_rule", args=[self.pk])


class DutyTask(TimeStamped):
    """One duty of one period at one installation."""

    installation = models.ForeignKey(
        Installation,
        on_delete=models.CASCADE,
        related_name="duties",
        verbose_name=_("hazard installation"),
    )
    rule = models.ForeignKey(DutyRule, on_delete=models.PROTECT, verbose_name=_("duty rule"))
    responsible = models.ForeignKey(
        ResponsiblePerson,
        on_delete=models.PROTECT,
        verbose_name=_("person in charge of an installation"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=DutyState.choices, default=DutyState.OPEN
    )
    period_start = models.DateField(_("period from"))
    due_on = models.DateField(_("due on"))
    note = models.TextField(_("what was done"), blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.CharField(_("done by"), max_length=100, blank=True)
    is_by_other = models.BooleanField(_("done by somebody else"), default=False)
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)

    class Meta:
        verbose_name = _("duty task")
        verbose_name_plural = _("duty tasks")
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["installation", "rule", "period_start"], name="duty_once_per_period"
            )
        ]
        indexes: ClassVar = [
            # What the daily job escalates, and what is to do.
            models.Index(fields=["due_on"], condition=models.Q(state="open"), name="duty_open_due"),
            models.Index(fields=["state", "due_on", "id"], name="duty_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.installation} · {self.rule}"

    def get_absolute_url(self) -> str:
        """The task."""
        from django.urls import reverse

        return reverse("installations:duty", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether its period has ended without it, or it was done after."""
        if self.state == DutyState.OPEN:
            return self.due_on < clock.today()
        from django.utils import timezone

        return self.done_at is not None and timezone.localtime(self.done_at).date() > self.due_on

    @property
    def status(self) -> dict[str, str]:
        """The badge: overdue is said before to do."""
        if self.state == DutyState.OPEN and self.is_overdue:
            return {"label": str(_("overdue")), "tone": "overdue"}
        tone = "done" if self.state == DutyState.DONE else "waiting"
        return {"label": str(self.get_state_display()), "tone": tone}
