"""Gateways 网关 as the office sees them: which listen, who is connected, what was refused."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.integrations.gateway.choices import STATE_TONES, GatewayState
from anlan.integrations.gateway.registry import find_gateway
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped

#: Written every few seconds; older than this, the process is gone. [s]
SILENT_AFTER_S = 20


class GatewayStatus(TimeStamped):
    """What one gateway counted since its process began; written by it every few seconds."""

    name = models.CharField(_("gateway"), max_length=32, unique=True)
    host = models.CharField(_("address"), max_length=64, blank=True)
    port = models.PositiveIntegerField(_("port"), null=True, blank=True)
    is_listening = models.BooleanField(_("is listening"), default=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    restarts = models.PositiveIntegerField(_("restarts"), default=0)
    started_at = models.DateTimeField(_("started at"))
    seen_at = models.DateTimeField(_("last sign of life"))
    last_frame_at = models.DateTimeField(_("last frame"), null=True, blank=True)
    connections = models.PositiveIntegerField(_("connections"), default=0)
    devices = models.PositiveIntegerField(_("devices connected"), default=0)
    frames = models.PositiveBigIntegerField(_("frames"), default=0)
    samples = models.PositiveBigIntegerField(_("readings"), default=0)
    refused = models.PositiveBigIntegerField(pgettext_lazy("gateway", "refused"), default=0)
    unconfirmed = models.PositiveBigIntegerField(
        _("not confirmed by the broker"),
        default=0,
        help_text=_("not answered either; the device sends them again"),
    )
    faults = models.PositiveBigIntegerField(_("own faults"), default=0)
    refusals = models.JSONField(_("refused by reason"), default=dict, blank=True)
    last_refused = models.JSONField(_("last refused frame"), default=dict, blank=True)
    strange = models.JSONField(_("sent, but no point listens"), default=dict, blank=True)
    unknown = models.JSONField(_("unregistered devices that speak"), default=dict, blank=True)

    class Meta:
        verbose_name = _("gateway")
        verbose_name_plural = _("gateways")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        found = find_gateway(self.name)
        return str(found.title) if found else self.name

    def get_absolute_url(self) -> str:
        """The gateway's page."""
        return reverse("gateway:detail", args=[self.pk])

    @property
    def state(self) -> GatewayState:
        """How it stands now; silence is never shown as safe."""
        if clock.now() - self.seen_at > timedelta(seconds=SILENT_AFTER_S):
            return GatewayState.SILENT
        if self.is_listening:
            return GatewayState.LISTENING
        return GatewayState.FAILED if self.problem else GatewayState.STARTING

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return STATE_TONES[self.state]

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"{self.host}:{self.port}" if self.port else ""
