"""Letters go out through the configured server."""

from __future__ import annotations

import smtplib

import pytest
from django.core import mail

from anlan.base.notifications.public import Envelope, TransportError
from anlan.integrations.mail import transport

ENVELOPE = Envelope("甲演示", "", "a@county.example", "任务到期", "还剩 10 分钟", "http://x/", 3)


def test_a_letter_carries_title_text_and_link(settings):
    settings.ANLAN_EMAIL_URL = "smtp://127.0.0.1"
    channel = transport.MailChannel()
    assert channel.is_configured() and channel.can_reach(ENVELOPE)
    channel.send(ENVELOPE)
    (letter,) = mail.outbox
    assert letter.subject == "【安澜】任务到期" and "http://x/" in letter.body


@pytest.mark.parametrize(
    ("error", "permanent"),
    [(smtplib.SMTPRecipientsRefused({}), True), (ConnectionRefusedError(), False)],
)
def test_failures_say_whether_to_try_again(monkeypatch, error, permanent):
    def refuse(*args):
        raise error

    monkeypatch.setattr(transport, "send_mail", refuse)
    with pytest.raises(TransportError) as refused:
        transport.MailChannel().send(ENVELOPE)
    assert refused.value.permanent is permanent
