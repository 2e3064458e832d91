"""Objects of the exchange for tests of every app."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from anlan.base.exchange.models import ApiToken, ImportSession, Webhook
from anlan.kernel import clock


def workbook(*rows: list[Any], name: str = "table.xlsx") -> SimpleUploadedFile:
    """An uploaded Excel file with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return SimpleUploadedFile(name, target.getvalue())


class ApiTokenFactory(factory.django.DjangoModelFactory):
    """A token that nobody knows."""

    class Meta:
        model = ApiToken

    name = "演示省级平台"
    prefix = "anlan_000000"
    digest = factory.Sequence(lambda n: f"{n:064d}")
    permissions = ["enterprises.view_enterprise"]
    expires_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=30))


class WebhookFactory(factory.django.DjangoModelFactory):
    """A hook to a system outside."""

    class Meta:
        model = Webhook

    name = "演示接收方"
    url = "https://receiver.example/hook"
    secret = "not-a-real-secret"
    events = ["enterprises.*"]


class ImportSessionFactory(factory.django.DjangoModelFactory):
    """An uploaded table."""

    class Meta:
        model = ImportSession

    kind = "enterprises"
    file_name = "演示企业.xlsx"
    actor_id = "test:nobody"
    actor_name = "演示"


def access_world(samples):
    """Import enterprises."""
    return {"exchange/imports/": {"kind": "enterprises", "pk": samples[ImportSession].pk}}
