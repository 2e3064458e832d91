"""Back-tests 历史回测: what a rule would have done on the stored readings."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.alarms.choices import BACK_TEST_TONES, BackTestState


class BackTest(TimeStamped):
    """A version of a rule replayed over stored readings by the engine that runs.

    ``crossings`` lists what it would have raised, each with what people found about the alarm that
    stood there; ``fingerprint`` marks what the version said, so that a draft changed afterwards
    counts as untested.
    """

    rule = models.ForeignKey(
        "alarms.AlarmRule",
        on_delete=models.CASCADE,
        related_name="back_tests",
        verbose_name=_("alarm rule"),
    )
    fingerprint = models.CharField(_("mark of the version"), max_length=64)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=BackTestState.choices,
        default=BackTestState.RUNNING,
    )
    since = models.DateTimeField(pgettext_lazy("moment", "from"))
    until = models.DateTimeField(_("until"))
    ordered_by = models.CharField(_("ordered by"), max_length=100)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    points = models.PositiveIntegerField(_("points replayed"), default=0)
    points_left_out = models.PositiveIntegerField(_("points left out"), default=0)
    readings = models.BigIntegerField(_("readings replayed"), default=0)
    alarms = models.PositiveIntegerField(_("alarms it would have raised"), default=0)
    real = models.PositiveIntegerField(_("of these real"), default=0)
    false = models.PositiveIntegerField(_("of these false"), default=0)
    missed = models.PositiveIntegerField(
        _("real alarms it would have missed"),
        default=0,
        help_text=_("raised by versions of the same rule"),
    )
    crossings = models.JSONField(_("crossings"), default=list)
    days = models.JSONField(_("alarms a day"), default=dict)
    problem = models.TextField(_("why it failed"), blank=True)

    class Meta:
        verbose_name = _("back-test")
        verbose_name_plural = _("back-tests")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            # Whether a version was tested as it stands.
            models.Index(fields=["rule", "fingerprint"], name="back_test_version"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} v{self.rule.version}"

    def get_absolute_url(self) -> str:
        """The back-test's page."""
        return reverse("alarms:back_test", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return BACK_TEST_TONES[BackTestState(self.state)]

    @property
    def unjudged(self) -> int:
        """How many of its alarms nobody judged."""
        return self.alarms - self.real - self.false
