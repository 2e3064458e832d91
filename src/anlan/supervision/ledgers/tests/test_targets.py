"""Targets reported and near their day; a pack of the county's own from its head to its approval."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor
from anlan.supervision.enterprises.tests.factories import SectorFactory
from anlan.supervision.ledgers.desk import targets_due
from anlan.supervision.ledgers.events import TargetReported
from anlan.supervision.ledgers.models import Pack, PackVersion, Target
from anlan.supervision.ledgers.services.drafts import (
    ApproverIsAuthor,
    change_part,
    found_pack,
    publish_version,
    submit_version,
)
from anlan.supervision.ledgers.services.targets import report_target

pytestmark = pytest.mark.django_db


def bureau(name: str = "李科长"):
    return make_actor(name, role="bureau_officer", scope=Scope("region", "330825"))


def target_of(pack: Pack, **values: object) -> Target:
    given = {"code": "rate", "indicator": "持证率", "value": "达到 95%", "number": 95.0,
             "unit": "%", "comparison": ">=", **values}  # fmt: skip
    return Target.objects.create(pack=pack, **given)


def test_a_target_is_reported_with_its_figure_and_cannot_be_reached_below_it(tiny, cast):
    target, officer = target_of(tiny), bureau()

    with pytest.raises(NotPermitted):
        report_target(target_id=target.pk, state="on_track", note="正在推进", actor=cast.zhao)
    with pytest.raises(InvalidInput) as refused:
        report_target(
            target_id=target.pk, state="reached", reached=90, note="差五个点", actor=officer
        )
    assert "reached" in refused.value.fields
    with pytest.raises(InvalidInput):
        report_target(
            target_id=target.pk, state="behind", note="落后", actor=officer,
            reached_on=clock.today() + timedelta(days=1),
        )  # fmt: skip
    done = report_target(
        target_id=target.pk, state="reached", reached=96.5, note="已全部持证", actor=officer
    )

    assert (done.state, done.fits, done.reported_by) == ("reached", True, "李科长")
    assert_audited("ledgers.target.reported", target, by=officer)
    assert_emitted(TargetReported, target_id=target.pk, state="reached")


def test_targets_past_and_near_their_day_stand_on_the_desk_and_in_their_tabs(visit, tiny):
    officer, today = bureau(), clock.today()
    tiny.targets.all().delete()
    passed = target_of(tiny, code="a", indicator="已过期指标", deadline=today - timedelta(days=2))
    near = target_of(tiny, code="b", indicator="临近指标", deadline=today + timedelta(days=9))
    target_of(tiny, code="c", indicator="远期指标", deadline=today + timedelta(days=900))
    client = visit(officer)

    assert [item.url for item in targets_due(officer)] == [
        passed.get_absolute_url(), near.get_absolute_url(),
    ]  # fmt: skip
    page = client.get(reverse("ledgers:targets"), {"tab": "passed"}).content.decode()
    assert "已过期指标" in page
    assert "临近指标" not in page
    assert "远期指标" in client.get(reverse("ledgers:targets")).content.decode()
    assert client.get(passed.get_absolute_url()).status_code == 200
    answer = client.post(
        reverse("ledgers:report_target", args=[near.pk]),
        {"state": "behind", "reached": "80", "reached_on": today, "note": "还差两个镇"},
    )
    assert answer.status_code == 303
    near.refresh_from_db()
    assert (near.state, near.reached) == ("behind", 80.0)


def test_a_pack_of_the_county_begins_with_its_head_and_counts_once_approved(visit, cast):
    SectorFactory()
    author, approver = bureau("作者"), bureau("审批人")
    head = {
        "number": 23, "word": "markets", "name": "集贸市场", "title": "集贸市场安全管理办法",
        "department": "演示局", "document": "演示文件", "sectors": [SectorFactory().pk],
        "top_hazard": "重大事故隐患",
    }  # fmt: skip
    with pytest.raises(NotPermitted):
        found_pack(actor=cast.zhao, **head)
    answer = visit(author).post(reverse("ledgers:new_pack"), head)
    assert answer.status_code == 303, answer.content.decode()
    version = PackVersion.objects.get(pack__code="23-markets")
    with pytest.raises(InvalidInput):
        found_pack(actor=author, **head)
    ledger = {
        "code": "stalls", "name": "摊位用电台账", "purpose": "摊位用电情况。",
        "kept_by": "department", "title": "stall",
        "fields": [{"key": "stall", "label": "摊位", "kind": "text", "required": True}],
    }  # fmt: skip
    change_part(version_id=version.pk, part="ledgers", code="", values=ledger, actor=author)
    submit_version(version_id=version.pk, actor=author)
    with pytest.raises(ApproverIsAuthor):
        publish_version(version_id=version.pk, actor=author)
    publish_version(version_id=version.pk, actor=approver)

    pack = Pack.objects.get(code="23-markets")
    assert [x.name for x in pack.ledgers.all()] == ["摊位用电台账"]
    assert visit(author).get(pack.get_absolute_url()).status_code == 200
