"""Test permits, visibly fictitious."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory

from anlan.kernel import clock
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory
from anlan.supervision.permits.models import WorkKind, WorkPermit


class WorkKindFactory(factory.django.DjangoModelFactory):
    """Hot work with three grades and a gas test of thirty minutes."""

    class Meta:
        model = WorkKind
        django_get_or_create = ("code",)

    code = "hot_work"
    name = "动火作业"
    grades = factory.LazyFunction(
        lambda: [
            {"code": "special", "name": "特级", "hours": 8.0},
            {"code": "second", "name": "二级", "hours": 72.0},
        ]
    )
    gas_test_minutes = 30
    is_fire = True
    legal_basis = "GB 30871-2022 第5章"


class WorkPermitFactory(factory.django.DjangoModelFactory):
    """A permit that holds from an hour ago for six hours."""

    class Meta:
        model = WorkPermit

    enterprise = factory.SubFactory(EnterpriseFactory)
    kind = factory.SubFactory(WorkKindFactory)
    number = factory.Sequence(lambda n: f"DH-{n:05d}")
    grade = "special"
    place = "二车间管廊（演示）"
    content = "更换法兰"
    planned_from: Any = factory.LazyFunction(lambda: clock.now() - timedelta(hours=1))
    planned_to: Any = factory.LazyFunction(lambda: clock.now() + timedelta(hours=5))
    guardian = "监护演示"
    approver = "批准演示"
