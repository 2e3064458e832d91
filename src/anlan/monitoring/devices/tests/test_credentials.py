"""Credentials are shown once, kept as digests, rotated and revoked; the broker gets its list."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.kernel.errors import NotPermitted, WrongState
from anlan.kernel.testing import assert_audited, make_actor
from anlan.monitoring.devices.models import DeviceCredential
from anlan.monitoring.devices.public import device_of_code, device_of_token
from anlan.monitoring.devices.services.credentials import (
    accounts_file,
    issue_credential,
    revoke_credential,
    write_accounts,
)
from anlan.monitoring.devices.services.devices import retire_device
from anlan.monitoring.devices.tests.factories import DeviceFactory, PointFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return make_actor("局干部", role="bureau_officer")


def fits(password: str, kept: str) -> bool:
    """Whether a password fits what the broker keeps."""
    _, kind, iterations, salt, digest = kept.split("$")
    assert kind == "7"
    found = hashlib.pbkdf2_hmac(
        "sha512", password.encode(), base64.b64decode(salt), int(iterations), 64
    )
    return base64.b64encode(found).decode() == digest


def test_a_push_token_opens_its_device_until_it_is_revoked(bureau, cast):
    point = PointFactory()
    device = point.device
    with pytest.raises(NotPermitted):
        issue_credential(device_id=device.pk, kind="http", actor=cast.zhao)
    issued = issue_credential(device_id=device.pk, kind="http", actor=bureau)
    assert_audited("devices.credential.issued", issued.credential, by=bureau)
    assert issued.secret not in json.dumps(list(DeviceCredential.objects.values()), default=str)
    found = device_of_token(issued.secret)
    assert found is not None and found.code == device.code and point.key in found.points
    issued.credential.refresh_from_db()
    assert issued.credential.last_used_at is not None
    assert device_of_token(issued.secret + "x") is None
    assert device_of_token("anlan_other") is None

    again = issue_credential(device_id=device.pk, kind="http", actor=bureau)  # rotation
    assert device_of_token(issued.secret) is None
    assert device_of_token(again.secret) is not None
    revoke_credential(credential_id=again.credential.pk, reason="遗失", actor=bureau)
    assert_audited("devices.credential.revoked", again.credential)
    assert device_of_token(again.secret) is None
    with pytest.raises(WrongState):
        revoke_credential(credential_id=again.credential.pk, reason="遗失", actor=bureau)


def test_the_broker_gets_accounts_with_hashes(bureau, settings, tmp_path):
    settings.ANLAN_VAR = tmp_path
    device, other = DeviceFactory(), DeviceFactory()
    issued = issue_credential(device_id=device.pk, kind="mqtt", actor=bureau)
    issue_credential(device_id=other.pk, kind="mqtt", actor=bureau)
    assert write_accounts() == 2
    lines = dict(line.split(":", 1) for line in accounts_file().read_text().splitlines())
    assert fits(issued.secret, lines[device.code])
    assert not fits("guessed", lines[device.code])
    assert accounts_file().stat().st_mode & 0o077 == 0
    retire_device(device_id=device.pk, actor=bureau, reason="拆除")
    assert write_accounts() == 1
    with pytest.raises(WrongState):
        issue_credential(device_id=device.pk, kind="mqtt", actor=bureau)


def test_another_system_needs_the_right(cast):
    device = DeviceFactory()
    assert (
        device_of_code(device.code, actor=make_actor("系统", role="system_admin")).id == device.pk
    )
    with pytest.raises(NotPermitted):
        device_of_code(device.code, actor=cast.zhao)


def test_the_secret_is_shown_once_with_code_and_file(client):
    point = PointFactory()
    path = f"/devices/{point.device_id}/credential/"
    client.force_login(account_with("bureau_officer"))
    assert client.get(path).status_code == 200
    shown = client.post(path, {"kind": "http"})
    page = shown.content.decode()
    assert shown.status_code == 200 and shown["Cache-Control"] == "no-store"
    secret = page.split('id="secret">')[1].split("<")[0]
    assert device_of_token(secret) is not None
    assert "<svg" in page
    file = page.split("data:application/json;base64,")[1].split('"')[0]
    told = json.loads(base64.b64decode(file))
    assert told["token"] == secret and told["points"][0]["key"] == point.key
    assert secret not in client.get(f"/devices/{point.device_id}/").content.decode()
    credential = DeviceCredential.objects.get()
    revoke = f"/devices/credentials/{credential.pk}/revoke/"
    assert client.get(revoke).status_code == 200
    assert client.post(revoke, {"reason": "遗失"}).status_code == 303
    assert device_of_token(secret) is None
    client.force_login(account_with("township_officer", scope_value="330825100"))
    assert client.get(path).status_code == 403
