"""Issuing, rotating and revoking what a device proves itself with. Secrets are shown once."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.jobs import job
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.devices.choices import CredentialKind, DeviceState
from anlan.monitoring.devices.constants import SECRET_BYTES, USE_NOTED_EVERY_S
from anlan.monitoring.devices.models import Device, DeviceCredential
from anlan.monitoring.devices.permissions import CREDENTIAL

#: Begins every token of a device, so that one that leaked is recognised.
MARK = "anlandev_"
#: Secrets are random; the stretching guards only what a human would have chosen.
ITERATIONS = 1000


@dataclass(frozen=True, slots=True)
class IssuedCredential:
    """A credential with its secret, for the one page that shows it."""

    credential: DeviceCredential
    secret: str


def hash_password(password: str) -> str:
    """A password as mosquitto's password file keeps it: PBKDF2 with SHA-512."""
    salt = secrets.token_bytes(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS, 64)
    parts = (base64.b64encode(part).decode() for part in (salt, digest))
    return "$".join(("", "7", str(ITERATIONS), *parts))


def digest_of(token: str) -> str:
    """The digest of a token: it has 192 random bits, a plain hash cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_credential(*, device_id: int, kind: str, actor: Actor) -> IssuedCredential:
    """Make a credential; one of the same kind that is in force ends (rotation).

    Raises ``NotVisible``, ``NotPermitted``, ``InvalidInput`` or ``WrongState`` (retired device).
    """
    device = get_visible(Device, device_id, actor=actor, lock=True)
    require(actor, CREDENTIAL, device)
    if kind not in CredentialKind.values:
        raise InvalidInput(fields={"kind": _("There is no such kind of credential.")})
    if device.state == DeviceState.RETIRED:
        raise WrongState(_("A retired device gets no credentials."))
    for old in device.credentials.filter(kind=kind, revoked_at__isnull=True):
        _end(old, actor, _("replaced by a new one"))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    if kind == CredentialKind.HTTP:
        secret = MARK + secret
    credential = DeviceCredential.objects.create(
        device=device,
        kind=kind,
        username=device.code,
        digest=digest_of(secret) if kind == CredentialKind.HTTP else hash_password(secret),
        hint=secret[:12] if kind == CredentialKind.HTTP else "",
        issued_by=actor.display_name[:100],
    )
    audit(actor, "devices.credential.issued", credential, after={"device": device, "kind": kind})
    if kind == CredentialKind.MQTT:
        renew_broker_accounts.defer()
    return IssuedCredential(credential, secret)


@transaction.atomic
def revoke_credential(*, credential_id: int, actor: Actor, reason: str) -> DeviceCredential:
    """End a credential now. Raises ``WrongState`` when it ended already."""
    credential = get_visible(DeviceCredential, credential_id, actor=actor, lock=True)
    require(actor, CREDENTIAL, credential.device)
    if credential.revoked_at is not None:
        raise WrongState(_("This credential has been revoked already."))
    _end(credential, actor, reason)
    if credential.kind == CredentialKind.MQTT:
        renew_broker_accounts.defer()
    return credential


def end_credentials(device: Device, actor: Actor, reason: str) -> None:
    """End everything a device could prove itself with (it is retired)."""
    running = list(device.credentials.filter(revoked_at__isnull=True))
    for credential in running:
        _end(credential, actor, reason)
    if any(credential.kind == CredentialKind.MQTT for credential in running):
        renew_broker_accounts.defer()


def _end(credential: DeviceCredential, actor: Actor, reason: str) -> None:
    credential.revoked_at = clock.now()
    credential.revoked_reason = reason[:200]
    credential.save(update_fields=["revoked_at", "revoked_reason", "updated_at"])
    audit(actor, "devices.credential.revoked", credential, reason=reason)


def find_device_of_token(token: str) -> Device | None:
    """Return the device a push token belongs to; None for an unknown or ended one."""
    if not token.startswith(MARK):
        return None
    credential = (
        DeviceCredential.objects.filter(
            digest=digest_of(token), kind=CredentialKind.HTTP, revoked_at__isnull=True
        )
        .select_related("device__enterprise")
        .first()
    )
    if credential is None or credential.device.state == DeviceState.RETIRED:
        return None
    now = clock.now()
    used = credential.last_used_at
    if used is None or now - used > timedelta(seconds=USE_NOTED_EVERY_S):
        DeviceCredential.objects.filter(pk=credential.pk).update(last_used_at=now)
    return credential.device


def accounts_file() -> Path:
    """Where the broker finds the accounts of the devices."""
    return Path(settings.ANLAN_VAR) / "run" / "broker-devices"


def write_accounts() -> int:
    """Write the devices' broker accounts, one ``code:hash`` a line; returns how many.

    The private broker takes them up by itself; another broker gets the file by its keeper.
    """
    rows = (
        DeviceCredential.objects.filter(kind=CredentialKind.MQTT, revoked_at__isnull=True)
        .order_by("username")
        .values_list("username", "digest")
    )
    lines = [f"{username}:{digest}\n" for username, digest in rows]
    target = accounts_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=target.parent, delete=False) as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(file.name, 0o600)
    os.replace(file.name, target)
    return len(lines)


@job()
def renew_broker_accounts() -> None:
    """After a credential was issued or ended: give the broker the new list."""
    write_accounts()
