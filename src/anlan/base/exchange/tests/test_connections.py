"""Tokens and web hooks: rights, ends, signatures, retries, no way into our own network."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import Client
from django.urls import reverse

from anlan.base.exchange.events import WebhookTested
from anlan.base.exchange.models import ApiToken, DeliveryState, Webhook, WebhookDelivery
from anlan.base.exchange.services import webhooks
from anlan.base.exchange.services.addresses import resolve
from anlan.base.exchange.services.tokens import actor_from_token, create_token, revoke_token
from anlan.base.exchange.services.webhooks import (
    PAUSES_S,
    attempt_delivery,
    create_webhook,
    repeat_delivery,
    sweep_deliveries,
    update_webhook,
)
from anlan.base.exchange.tests.factories import WebhookFactory
from anlan.kernel import clock, jobs
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.testing import assert_audited, make_actor
from anlan.supervision.enterprises.tests.factories import OTHER_VILLAGE, EnterpriseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    """The security administrator."""
    return make_actor("安全管理员", role="security_admin")


@pytest.fixture
def operator():
    """The system administrator."""
    return make_actor("系统管理员", role="system_admin")


def new_token(keeper, **changes):
    """A token that reads enterprises of one township."""
    values = {
        "name": "演示市级平台",
        "permissions": ["enterprises.view_enterprise"],
        "scope_kind": "region",
        "scope_value": "330825100",
        "expires_at": clock.now() + timedelta(days=30),
    }
    return create_token(actor=keeper, **{**values, **changes})


def test_a_token_opens_the_api_over_its_scope_and_is_kept_as_a_digest_only(keeper):
    own, other = EnterpriseFactory(), EnterpriseFactory(region_code=OTHER_VILLAGE)
    record, token = new_token(keeper)

    assert token not in str(ApiToken.objects.values_list().get())
    assert_audited("exchange.token.created", record, by=keeper)
    answer = Client().get("/api/v1/enterprises/", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 200
    assert [e["id"] for e in answer.json()["items"]] == [own.pk]
    refused = Client().get(
        f"/api/v1/enterprises/{other.pk}", headers={"Authorization": f"Bearer {token}"}
    )
    assert refused.status_code == 404
    record.refresh_from_db()
    assert record.last_used_at is not None


def test_revoked_expired_and_invented_tokens_open_nothing(keeper, frozen_clock):
    record, token = new_token(keeper)
    assert actor_from_token(token) is not None
    frozen_clock.advance(days=31)
    assert actor_from_token(token) is None

    record, token = new_token(keeper)
    revoke_token(token_id=record.pk, actor=keeper, reason="系统下线")
    assert actor_from_token(token) is None
    assert_audited("exchange.token.revoked", record, by=keeper)
    with pytest.raises(WrongState):
        revoke_token(token_id=record.pk, actor=keeper)
    assert actor_from_token("anlan_invented") is None


def test_tokens_end_within_a_year_and_cannot_hold_rights_over_rights(keeper, operator):
    with pytest.raises(InvalidInput):
        new_token(keeper, expires_at=clock.now() + timedelta(days=400))
    with pytest.raises(InvalidInput):
        new_token(keeper, permissions=["exchange.manage_token"])
    with pytest.raises(InvalidInput):
        new_token(keeper, permissions=["no.such_right"])
    with pytest.raises(NotPermitted):
        new_token(operator)


def test_the_token_is_shown_on_one_page_only(keeper, visit):
    client = visit(keeper)
    answer = client.post(
        reverse("exchange:create_token"),
        {
            "name": "演示平台",
            "permissions": ["enterprises.view_enterprise"],
            "scope_kind": "all",
            "days": "30",
        },
    )
    token = answer.context["page"]["secret"]
    assert actor_from_token(token).display_name == "演示平台"
    record = ApiToken.objects.get()
    assert token not in client.get(record.get_absolute_url()).text
    assert client.get(reverse("exchange:tokens")).status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:8000/",
        "http://10.0.0.8/hook",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
    ],
)
def test_a_hook_never_reaches_our_own_network_unless_its_keeper_said_so(url):
    with pytest.raises(InvalidInput):
        resolve(url, may_be_internal=False)
    assert resolve(url, may_be_internal=True).url.startswith("http://")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "https://a:b@c.org/", "x"]
)
def test_only_web_addresses_without_passwords_are_taken(operator, url):
    with pytest.raises(InvalidInput):
        create_webhook(name="演示", url=url, events=["*"], actor=operator)


class Receiver(HTTPServer):
    """A system that is told of events: it answers 503 to the first ``refusals`` requests."""

    def __init__(self, refusals: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[tuple[dict[str, str], bytes]] = []
        self.refusals = refusals

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((dict(self.headers), body))
        refuse = len(self.server.seen) <= self.server.refusals
        self.send_response(503 if refuse else 204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def receiver():
    """A running receiver that refuses once."""
    server = Receiver(refusals=1)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_delivery_is_signed_retried_under_the_same_key_and_told_once(
    operator, receiver, frozen_clock
):
    hook, secret = create_webhook(
        name="演示接收方",
        url=receiver.url,
        events=["exchange.*"],
        may_be_internal=True,
        actor=operator,
    )
    assert_audited("exchange.webhook.created", hook, by=operator)
    emit(WebhookTested(webhook_id=hook.pk))
    delivery = WebhookDelivery.objects.get()

    attempt_delivery(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status_code) == (DeliveryState.WAITING, 503)
    assert delivery.next_attempt_at == frozen_clock() + timedelta(seconds=PAUSES_S[0])
    attempt_delivery(delivery_id=delivery.pk)  # a job that runs too early sends nothing
    assert len(receiver.seen) == 1

    frozen_clock.advance(seconds=PAUSES_S[0])
    attempt_delivery(delivery_id=delivery.pk)
    attempt_delivery(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.DELIVERED, 2)
    assert len(receiver.seen) == 2
    (first, body), (second, _body) = receiver.seen
    assert first["X-Anlan-Delivery"] == second["X-Anlan-Delivery"] == str(delivery.key)
    expected = hmac.new(
        secret.encode(), second["X-Anlan-Timestamp"].encode() + b"." + body, hashlib.sha256
    )
    assert second["X-Anlan-Signature"] == f"sha256={expected.hexdigest()}"
    assert json.loads(body)["payload"] == {"webhook_id": hook.pk}


def test_a_delivery_is_given_up_at_last_and_can_be_sent_again(operator, monkeypatch, frozen_clock):
    hook = WebhookFactory(events=["exchange.*"])
    monkeypatch.setattr(webhooks, "_send", lambda hook, delivery: (None, "ConnectTimeout"))
    emit(WebhookTested(webhook_id=hook.pk))
    delivery = WebhookDelivery.objects.get()
    for pause in (0, *PAUSES_S):
        frozen_clock.advance(seconds=pause)
        attempt_delivery(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, len(PAUSES_S) + 1)

    key = delivery.key
    repeat_delivery(delivery_id=delivery.pk, actor=operator)
    monkeypatch.setattr(webhooks, "_send", lambda hook, delivery: (200, ""))
    attempt_delivery(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.key) == (DeliveryState.DELIVERED, key)
    assert_audited("exchange.webhook.repeated", delivery, by=operator)


def test_a_delivery_cut_off_by_a_crash_is_taken_up_again(monkeypatch, frozen_clock):
    hook = WebhookFactory(events=["exchange.*"])
    emit(WebhookTested(webhook_id=hook.pk))
    delivery = WebhookDelivery.objects.get()

    def crash(hook, delivery):
        raise KeyboardInterrupt

    monkeypatch.setattr(webhooks, "_send", crash)
    with pytest.raises(KeyboardInterrupt):
        attempt_delivery(delivery_id=delivery.pk)
    jobs.memory_queue.clear()
    frozen_clock.advance(minutes=5)

    assert sweep_deliveries() == 1
    monkeypatch.setattr(webhooks, "_send", lambda hook, delivery: (200, ""))
    attempt_delivery(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED


def test_a_hook_that_is_off_or_wants_other_events_hears_nothing(operator):
    hook = WebhookFactory(events=["alarms.*"])
    update_webhook(webhook_id=hook.pk, actor=operator, events=["exchange.*"], is_active=False)
    assert_audited("exchange.webhook.changed", hook, by=operator)
    emit(WebhookTested(webhook_id=hook.pk))
    assert not WebhookDelivery.objects.exists()


def test_the_pages_of_hooks_make_test_and_switch(operator, visit, cast):
    client = visit(operator)
    made = client.post(
        reverse("exchange:create_webhook"),
        {"name": "演示接收方", "url": "https://receiver.example/hook", "events": ["alarms.*"]},
    )
    hook = Webhook.objects.get()
    assert made.context["page"]["secret"] == hook.secret
    assert hook.secret not in client.get(hook.get_absolute_url()).text
    client.post(reverse("exchange:webhook_verb", args=[hook.pk, "test"]))
    assert WebhookDelivery.objects.count() == 1
    client.post(reverse("exchange:webhook_verb", args=[hook.pk, "disable"]))
    hook.refresh_from_db()
    assert not hook.is_active
    assert_audited("exchange.webhook.disabled", hook, by=operator)
    changed = client.get(reverse("exchange:change_webhook", args=[hook.pk]))
    assert changed.status_code == 200
    assert visit(cast.sun).get(reverse("exchange:webhooks")).status_code == 403


def test_the_caller_learns_what_it_may_do(keeper):
    _record, token = new_token(keeper)
    headers = {"Authorization": f"Bearer {token}"}
    answer = Client().get("/api/v1/exchange/caller", headers=headers).json()
    assert answer["scopes"][0]["permissions"] == ["enterprises.view_enterprise"]
    names = [e["name"] for e in Client().get("/api/v1/exchange/events", headers=headers).json()]
    assert "enterprises.enterprise.created" in names
