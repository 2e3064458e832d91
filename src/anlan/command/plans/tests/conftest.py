"""Fixtures of the plan tests."""

from __future__ import annotations

import json

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.base.deadlines.public import load_clock_rules
from anlan.command.plans import reference
from anlan.command.plans.models import Plan
from anlan.command.plans.services.care import acknowledge
from anlan.command.plans.services.plans import load_plan, publish_plan
from anlan.kernel.actor import system_actor


@pytest.fixture
def sign_in():
    """Return a function that signs a client in with one installed role; gives the account."""

    def enter(client, role, **fields):
        account = account_with(role, **fields)
        client.force_login(account)
        return account

    return enter


@pytest.fixture
def chemical() -> Plan:
    """The plan for hazardous chemicals in force, with the clocks; the others are not loaded."""
    actor = system_actor("reference")
    load_clock_rules(reference.DATA / "clock_rules.csv", actor)
    content = json.loads((reference.DATA / "hazardous_chemicals.json").read_text(encoding="utf-8"))
    plan = load_plan(content=content, actor=actor)
    acknowledge(plan_id=plan.pk, actor=actor, reason=reference.REASON)
    return publish_plan(plan_id=plan.pk, actor=actor)
