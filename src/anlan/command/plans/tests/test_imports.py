"""From a text to a draft: every item is decided by a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from anlan.base.deadlines.public import load_clock_rules, start_deadline
from anlan.command.plans import reference
from anlan.command.plans.choices import Decision, ImportState, ItemKind, PlanState
from anlan.command.plans.desk import due_soon, to_confirm
from anlan.command.plans.events import PlanImportMoved
from anlan.command.plans.forms import INCIDENT_KINDS
from anlan.command.plans.models import Plan, PlanImport, PlanTask
from anlan.command.plans.services.confirming import (
    correct_item,
    decide_item,
    drop_import,
    keep_undoubted,
    make_plan,
)
from anlan.command.plans.services.drafting import title_of
from anlan.command.plans.services.reading import start_import
from anlan.command.plans.tests.annotations import CORPUS
from anlan.command.plans.tests.test_extraction import word_file
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, TransitionRefused, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state

pytestmark = pytest.mark.django_db

TEXT = """演示县防汛应急预案
一、响应分级
死亡3人以上，或者转移1000人以上的，启动Ⅲ级响应。
Ⅲ级响应由分管副县长任总指挥。
二、工作组
（1）抢险救援组：由县消防救援大队牵头，县水利局参加。主要职责：搜救被困人员；排除堤坝险情。
三、处置
县水利局应当在30分钟内提出调度意见。
事发地乡镇政府应当立即转移群众。
各成员单位应当按照分工做好工作。
储备冲锋舟12艘、编织袋5000条。
县防指办值班室：0570-0000001
"""


@pytest.fixture
def started(cast):
    """A text that was read."""
    return start_import(name="", code="FX-1", kind="special", text=TEXT, actor=cast.lin)


def keep_all(row, actor):
    """Keep everything, doubtful or not."""
    for item in row.items.filter(decision=Decision.OPEN):
        decide_item(item_id=item.pk, decision=Decision.KEPT, actor=actor)


def test_a_text_becomes_items_with_line_and_quote(started, cast):
    assert started.name == "演示县防汛应急预案"
    kinds = set(started.items.values_list("kind", flat=True))
    assert kinds == set(ItemKind.values)
    task = started.items.get(kind=ItemKind.TASK, content__owners=["县水利局"])
    assert (task.line, task.content["deadline_minutes"]) == (8, 30)
    assert_audited("plans.import.started", started)
    assert_emitted(PlanImportMoved, import_id=started.pk)


def test_a_draft_is_made_only_after_every_item_is_decided(started, cast):
    with pytest.raises(TransitionRefused):
        make_plan(import_id=started.pk, actor=cast.lin)
    for kind in ItemKind:
        keep_undoubted(import_id=started.pk, kind=kind, actor=cast.lin)
    keep_all(started, cast.lin)

    plan = make_plan(import_id=started.pk, actor=cast.lin)

    assert (plan.state, plan.version, plan.incident_kinds) == (PlanState.DRAFT, 1, ["flood"])
    level = plan.levels.get()
    assert (level.level, level.commander_post) == (3, "分管副县长")
    assert {(t.fact, t.value) for t in level.triggers.all()} == {("deaths", 3), ("evacuated", 1000)}
    group = plan.groups.get(name="抢险救援组")
    assert (group.lead_name, group.members) == ("县消防救援大队", ["县水利局"])
    assert group.tasks.count() == 2
    tasks = {task.title: task for task in PlanTask.objects.filter(group__plan=plan)}
    assert tasks["提出调度意见"].deadline_minutes == 30
    assert tasks["转移群众"].deadline_minutes == started.at_once_minutes
    assert tasks["搜救被困人员"].deadline_minutes is None  # the text names no time
    assert plan.resources.count() == 2 and plan.contacts.get().phone == "0570-0000001"
    assert plan.sections.count() == 4
    started.refresh_from_db()
    assert_state(started, ImportState.MADE)
    assert_audited("plans.import.made", plan)


def test_what_is_left_out_does_not_reach_the_draft_and_corrections_do(started, cast):
    task = started.items.get(kind=ItemKind.TASK, content__owners=["各成员单位"])
    decide_item(item_id=task.pk, decision=Decision.REJECTED, actor=cast.lin)
    flood = started.items.get(kind=ItemKind.TASK, content__owners=["县水利局"])
    correct_item(item_id=flood.pk, content={"deadline_minutes": 20}, actor=cast.lin)
    assert_audited("plans.import.item_decided", started)
    keep_all(started, cast.lin)

    plan = make_plan(import_id=started.pk, actor=cast.lin)

    titles = dict(
        PlanTask.objects.filter(group__plan=plan).values_list("title", "deadline_minutes")
    )
    assert titles["提出调度意见"] == 20
    assert not any("按照分工" in title for title in titles)
    with pytest.raises(WrongState):
        decide_item(item_id=task.pk, decision=Decision.KEPT, actor=cast.lin)


def test_a_code_that_exists_gets_its_next_version(started, cast):
    Plan.objects.create(
        code="FX-1", version=4, name="旧版（演示）", kind="special", state="expired"
    )
    keep_all(started, cast.lin)
    assert make_plan(import_id=started.pk, actor=cast.lin).version == 5


def test_an_import_is_given_up_with_a_reason(started, cast):
    with pytest.raises(InvalidInput):
        drop_import(import_id=started.pk, actor=cast.lin, reason="")
    drop_import(import_id=started.pk, actor=cast.lin, reason="文件版本不对")
    started.refresh_from_db()
    assert_state(started, ImportState.DROPPED)
    assert started.items.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "今天天气很好，适合出门散步"}, "text"),
        ({"content": b"%PDF-1.7 plan"}, "file"),
        ({"content": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old"}, "file"),
    ],
)
def test_what_cannot_be_read_says_what_to_do_and_leaves_nothing(cast, given, field):
    with pytest.raises(InvalidInput) as refused:
        start_import(name="", code="X", kind="special", actor=cast.lin, **given)
    assert field in refused.value.fields
    assert not PlanImport.objects.exists()


def test_only_who_may_revise_plans_reads_texts(cast):
    with pytest.raises(NotPermitted):
        start_import(name="", code="X", kind="special", text=TEXT, actor=cast.zhao)


def test_titles_are_the_act_without_who_and_when():
    assert title_of("县水利局应当在30分钟内提出调度意见", ["县水利局"]) == "提出调度意见"
    assert title_of("突发事件发生后，事发单位应当立即向县政府报告", ["事发单位"]) == "向县政府报告"


def test_the_whole_way_in_the_browser(client, sign_in):
    sign_in(client, "commander")
    assert client.get(reverse("plans:read")).status_code == 200
    refused = client.post(
        reverse("plans:read"),
        {"code": "W", "owner": "county", "kind": "special", "text": "x" * 9, "at_once_minutes": 10},
    )
    assert refused.status_code == 422 and "x" * 9 in refused.content.decode()
    upload = SimpleUploadedFile("预案.docx", word_file())
    answer = client.post(
        reverse("plans:read"),
        {
            "file": upload,
            "owner": "county",
            "code": "W-1",
            "kind": "special",
            "at_once_minutes": 15,
        },
    )
    row = PlanImport.objects.get()
    assert answer.status_code == 303 and answer.headers["Location"] == row.get_absolute_url()

    page = client.get(row.get_absolute_url()).content.decode()
    assert "封闭危桥" in page and 'id="line-' in page
    client.post(reverse("plans:import_keep", args=[row.pk]), {"kind": "task"})
    item = row.items.filter(kind="task").first()
    form = client.get(reverse("plans:item_change", args=[item.pk]))
    assert item.content["text"] in form.content.decode()
    client.post(
        reverse("plans:item_change", args=[item.pk]),
        {
            "text": "核实水情",
            "owners": "县水利局、县气象局",
            "deadline_minutes": "25",
            "level": "0",
        },
    )
    item.refresh_from_db()
    assert item.content["owners"] == ["县水利局", "县气象局"]
    for other in row.items.filter(decision=Decision.OPEN):
        client.post(reverse("plans:item_decide", args=[other.pk]), {"decision": "kept"})
    answer = client.post(reverse("plans:import_step", args=[row.pk, "make"]))
    plan = Plan.objects.get(code="W-1")
    assert answer.headers["Location"] == plan.get_absolute_url()
    assert "核实水情" in client.get(plan.get_absolute_url()).content.decode()


def test_a_whole_plan_of_the_corpus_is_read_kept_and_made(cast):
    text = (CORPUS / "general.txt").read_text(encoding="utf-8")
    row = start_import(name="", code="ZT-9", kind="overall", text=text, actor=cast.lin)
    keep_all(row, cast.lin)
    plan = make_plan(import_id=row.pk, actor=cast.lin)
    assert plan.levels.count() == 4
    assert PlanTask.objects.filter(group__plan=plan).count() == 39


def test_the_kinds_of_incident_offered_are_those_of_the_incidents():
    from anlan.command.incidents.choices import IncidentKind

    assert {kind for kind, _label in INCIDENT_KINDS} <= set(IncidentKind.values)


def test_the_desk_shows_what_waits_and_what_is_due(started, cast):
    plan = Plan.objects.create(
        code="DUE", name="到期预案（演示）", kind="special", state="published"
    )
    load_clock_rules(reference.DATA / "clock_rules.csv", cast.lin)
    start_deadline(
        rule_code="plans.review",
        subject=plan,
        actor=cast.lin,
        due_at=clock.now() + timedelta(days=20),
    )
    start_deadline(rule_code="plans.drill_public", subject=plan, actor=cast.lin)

    (waiting,) = to_confirm(cast.lin)
    (due,) = due_soon(cast.lin)

    assert waiting.url == started.get_absolute_url()
    assert due.url == plan.get_absolute_url()
