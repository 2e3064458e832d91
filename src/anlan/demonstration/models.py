"""Which demonstration county this database holds; the simulator makes the same one again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedCounty(models.Model):
    """The demonstration county in this database. There is at most one."""

    name = models.CharField(_("name"), max_length=50)
    code = models.CharField(_("region code"), max_length=12)
    seed = models.BigIntegerField(_("seed"))
    flagship_uscc = models.CharField(
        _("enterprise of the story"), max_length=18, help_text=_("its unified social credit code")
    )
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of all records"))
    loaded_at = models.DateTimeField(_("loaded at"))

    class Meta:
        verbose_name = _("demonstration county")
        verbose_name_plural = _("demonstration counties")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_demonstration_county")
        ]

    def __str__(self) -> str:
        return self.name
