"""A device made from a template gets drafts of its limits; nothing is in force unasked."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.base.accounts.tests.factories import account_with
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel.actor import system_actor
from anlan.kernel.testing import make_actor
from anlan.monitoring.alarms.choices import RuleKind, RuleState
from anlan.monitoring.alarms.drafts import draft_proposed_rules
from anlan.monitoring.alarms.models import AlarmRule
from anlan.monitoring.alarms.services.rules import activate_rule
from anlan.monitoring.devices.services.devices import replace_device
from anlan.monitoring.devices.services.templates import onboard_device
from anlan.monitoring.devices.tests.factories import TemplatePointFactory, TemplateRuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return make_actor("局干部", role="bureau_officer")


@pytest.fixture
def device(bureau):
    point = TemplatePointFactory(key="nh3", name="氨气浓度", unit="ppm")
    TemplateRuleFactory(
        point=point, direction="above", level=2, limit=56, dead_band=3, delay_s=10, basis="甲"
    )
    TemplateRuleFactory(point=point, direction="below", level=4, limit=-1, basis="")
    return onboard_device(
        template_id=point.template_id,
        code="NH3-1",
        name="1号氨气探测器",
        region_id=RegionFactory().pk,
        actor=bureau,
    )


def test_each_proposed_limit_becomes_a_draft_and_none_is_in_force(device, bureau):
    upper, lower = AlarmRule.objects.order_by("level")
    assert {rule.state for rule in (upper, lower)} == {RuleState.DRAFT}
    assert upper.point == lower.point == device.points.get()
    assert (upper.kind, upper.upper, upper.level, upper.unit) == (RuleKind.UPPER, 56, 2, "ppm")
    assert (upper.dead_band, upper.on_delay_s, upper.basis) == (3, 10, "甲")
    assert upper.basis_verified is False
    assert upper.name == "1号氨气探测器氨气浓度高于56 ppm"
    assert (lower.kind, lower.lower, lower.upper) == (RuleKind.LOWER, -1, None)
    assert lower.basis  # says that the template proposes it

    # What is written already, in force or not, is not drafted again.
    activate_rule(rule_id=upper.pk, actor=bureau, reason="先行启用")
    assert draft_proposed_rules(device_id=device.pk, actor=system_actor("ingest")) == []


def test_the_page_of_the_device_leads_to_its_drafts(device, bureau, client):
    rule = AlarmRule.objects.get(level=2)
    client.force_login(account_with("bureau_officer"))
    page = client.get(device.get_absolute_url()).content.decode()
    assert "系统拟定的报警规则" in page and rule.get_absolute_url() in page
    assert (
        reverse("alarms:rule_activate", args=[rule.pk])
        in client.get(rule.get_absolute_url()).content.decode()
    )
    for rule in AlarmRule.objects.all():
        activate_rule(rule_id=rule.pk, actor=bureau, reason="先行启用")
    assert "系统拟定的报警规则" not in client.get(device.get_absolute_url()).content.decode()


def test_a_successor_gets_drafts_of_its_own(device, bureau):
    successor = replace_device(device_id=device.pk, code="NH3-2", reason="到期更换", actor=bureau)
    drafts = AlarmRule.objects.filter(point__device=successor, state=RuleState.DRAFT)
    assert drafts.count() == 2
