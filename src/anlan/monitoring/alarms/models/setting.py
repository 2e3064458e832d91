"""What the county sets for its alarm desk: ladder, clocks, storms, hand-over and spot checks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.monitoring.alarms.choices import SettingKind


class AlarmSetting(TimeStamped):
    """One published version of a setting. The one in use counts; the former stay readable.

    Without any, the figures the platform comes with count (``data/settings.json``).
    """

    kind = models.CharField(_("setting"), max_length=20, choices=SettingKind.choices)
    version = models.PositiveIntegerField(_("version"), default=1)
    is_current = models.BooleanField(_("in use"), default=True)
    #: As ``settings_data`` describes it for each kind.
    content = models.JSONField(_("what is set"))
    basis = models.TextField(_("legal basis"), help_text=_("standard or law with clause"))
    basis_verified = models.BooleanField(
        _("basis verified"), default=False, help_text=_("compared with the primary text")
    )
    note = models.TextField(_("reason of the change"), blank=True)
    published_by = models.CharField(_("published by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("alarm setting")
        verbose_name_plural = _("alarm settings")
        ordering: ClassVar = ["kind", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "version"], name="setting_version_once"),
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(is_current=True),
                name="setting_one_version_in_use",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        """The setting's page."""
        return reverse("alarms:setting", args=[self.pk])
