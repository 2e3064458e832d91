"""Issuing credentials, shown once with QR code and file, and revoking them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

import segno
from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.pages import ChangePage
from anlan.kernel.policy import require
from anlan.kernel.requests import render_page
from anlan.monitoring.devices.choices import CredentialKind, Protocol
from anlan.monitoring.devices.models import Device, DeviceCredential
from anlan.monitoring.devices.permissions import CREDENTIAL
from anlan.monitoring.devices.services.credentials import (
    IssuedCredential,
    issue_credential,
    revoke_credential,
)
from anlan.monitoring.devices.services.templates import is_onboarding


def provisioning(issued: IssuedCredential) -> dict[str, Any]:
    """Return what a device must be told to connect: address, account, topic, points."""
    device = issued.credential.device
    facts: dict[str, Any] = {"device": device.code, "period_s": device.period_s}
    if issued.credential.kind == CredentialKind.MQTT:
        broker = urlsplit(settings.ANLAN_MQTT_URL)
        facts |= {
            "protocol": "mqtt",
            "host": broker.hostname or "",
            "port": broker.port or 1883,
            "client_id": device.code,
            "username": issued.credential.username,
            "password": issued.secret,
            "topic": f"anlan/v1/telemetry/{device.code}",
            "qos": 1,
        }
    else:
        base = str(settings.ANLAN_BASE_URL).rstrip("/")
        facts |= {"protocol": "http", "url": f"{base}/api/push/", "token": issued.secret}
    points = device.points.filter(is_active=True).order_by("pk")
    facts["points"] = [{"key": p.key, "name": p.name, "unit": p.unit} for p in points]
    return facts


def qr_svg(facts: Mapping[str, Any]) -> str:
    """Return the facts without the points as a QR code that an installer's tool scans."""
    text = json.dumps(
        {key: value for key, value in facts.items() if key != "points"},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return str(segno.make(text, error="m").svg_inline(scale=4, border=2))


class KindForm(forms.Form):
    """Which credential."""

    kind = forms.ChoiceField(
        label=gettext_lazy("credential"), choices=CredentialKind.choices, widget=forms.RadioSelect
    )


class CredentialPage(ChangePage):
    """Issue a credential; one of the same kind that is in force ends."""

    model = Device
    permission = CREDENTIAL
    form_class = KindForm
    template = "devices/credential.html"
    title = gettext_lazy("Issue a credential")
    submit_label = gettext_lazy("Issue")
    breadcrumbs: ClassVar = ((gettext_lazy("Devices"), "devices:list"),)
    keeps_draft = False
    step = ""

    def get_initial(self) -> Mapping[str, Any]:
        """By the device's protocol."""
        kind = CredentialKind.HTTP if self.obj.protocol == Protocol.HTTP else CredentialKind.MQTT
        return {"kind": kind}

    def describe(self, form: Any) -> dict[str, Any]:
        """Which are in force; where to go on."""
        onward = is_onboarding(self.obj)
        return {
            **super().describe(form),
            "subtitle": f"{self.obj} · {self.obj.code}",
            "device": self.obj,
            "in_force": list(self.obj.credentials.filter(revoked_at__isnull=True)),
            "onboarding": 3 if onward else 0,
            "next_url": reverse("devices:onboard_preview", args=[self.obj.pk])
            if onward
            else self.obj.get_absolute_url(),
        }

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Issue it and show it, this once."""
        self.load(**kwargs)
        form = self.form(data=request.POST)
        if not form.is_valid():
            return self.answer(form, status=422)
        issued = issue_credential(
            device_id=self.obj.pk, kind=form.cleaned_data["kind"], actor=self.actor
        )
        facts = provisioning(issued)
        written = json.dumps(facts, ensure_ascii=False, indent=2)
        context = {
            "page": {**self.describe(form), "title": _("Write it down now")},
            "object": self.obj,
            "form": form,
            "issued": issued,
            "facts": facts,
            # Made by segno from a text of ours; holds no markup of others.
            "qr_svg": mark_safe(qr_svg(facts)),  # noqa: S308
            "file": base64.b64encode(written.encode()).decode(),
            "example": _example(facts),
        }
        response = render_page(request, "devices/credential_shown.html", context)
        response["Cache-Control"] = "no-store"
        return response


def _example(facts: Mapping[str, Any]) -> str:
    """Return a command that sends one reading, for the installer's trial."""
    key = facts["points"][0]["key"] if facts["points"] else "key"
    body = json.dumps({"r": [[key, 1795000000000, 0.0]]})
    if facts["protocol"] == "http":
        return (
            f"curl -X POST {facts['url']} -H 'Authorization: Bearer {facts['token']}' "
            f"-H 'Content-Type: application/json' -d '{body}'"
        )
    return (
        f"mosquitto_pub -h {facts['host']} -p {facts['port']} -i {facts['client_id']} "
        f"-u {facts['username']} -P '{facts['password']}' -q 1 -t {facts['topic']} -m '{body}'"
    )


class RevokeForm(forms.Form):
    """Why a credential ends."""

    reason = forms.CharField(
        label=gettext_lazy("reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class CredentialRevokePage(ChangePage):
    """End a credential."""

    model = DeviceCredential
    permission = CREDENTIAL
    form_class = RevokeForm
    title = gettext_lazy("Revoke the credential")
    submit_label = gettext_lazy("Revoke")
    breadcrumbs: ClassVar = ((gettext_lazy("Devices"), "devices:list"),)

    def load(self, **kwargs: Any) -> None:
        """The right is held over the device."""
        super().load(**kwargs)
        require(self.actor, CREDENTIAL, self.obj.device)

    def describe(self, form: Any) -> dict[str, Any]:
        """Name device and credential."""
        return {**super().describe(form), "subtitle": f"{self.obj.device} · {self.obj}"}

    def save(self, form: Any) -> DeviceCredential:
        """Revoke it."""
        return revoke_credential(
            credential_id=self.obj.pk, reason=form.cleaned_data["reason"], actor=self.actor
        )
