"""Leads and rules for tests."""

from __future__ import annotations

from typing import Any

import factory

from anlan.kernel import clock
from anlan.supervision.crosschecks.models import CrossCheckRule, Lead
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory


class CrossCheckRuleFactory(factory.django.DjangoModelFactory):
    """A rule of grave leads."""

    class Meta:
        model = CrossCheckRule
        django_get_or_create = ("code",)

    code = "overstock"
    name = "存量超过登记量"
    text = "现存量与登记量比对"
    level = 2
    parameters: Any = factory.LazyFunction(lambda: {"ratio": 1.0})
    legal_basis = "国务院令第591号第二十五条"


class LeadFactory(factory.django.DjangoModelFactory):
    """An open lead about an enterprise."""

    class Meta:
        model = Lead

    rule = factory.SubFactory(CrossCheckRuleFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    region = factory.SelfAttribute("enterprise.region")
    level = 2
    title = "存量超过登记量（演示）"
    explanation = "V-101 存放 60 t，登记最大 50 t。"
    facts: Any = factory.LazyFunction(lambda: [{"label": "现存量", "value": "60 t", "url": ""}])
    fingerprint = factory.Sequence(lambda n: f"holding:{n}")
    opened_at = factory.LazyFunction(clock.now)
    last_seen_at = factory.LazyFunction(clock.now)
