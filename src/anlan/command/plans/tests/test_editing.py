"""Editing drafts, comparing versions, records, clocks, the one page of a point."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from docx import Document as WordFile

from anlan.base.deadlines.public import deadlines_of
from anlan.command.plans.comparing import compare_plans
from anlan.command.plans.events import PlanEdited
from anlan.command.plans.models import Plan, PlanGroup, PlanRecord, PlanTask
from anlan.command.plans.papers import FOLDER, build_point
from anlan.command.plans.reference import install_forms
from anlan.command.plans.services.care import acknowledge, add_record, all_duties, duties_of
from anlan.command.plans.services.editing import (
    change_plan,
    create_plan,
    fill_deadlines,
    remove_part,
    write_part,
)
from anlan.command.plans.services.plans import expire_plan, publish_plan, revise_plan
from anlan.command.plans.tests.factories import PlanContactFactory, PlanFactory, PlanPointFactory
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted

pytestmark = pytest.mark.django_db


def test_only_drafts_are_edited_and_only_by_who_revises(chemical, cast):
    plan = chemical
    group = plan.groups.first()
    with pytest.raises(WrongState):
        change_plan(plan_id=plan.pk, actor=cast.lin, name="改名")
    with pytest.raises(WrongState):
        remove_part(plan_id=plan.pk, part="group", row_id=group.pk, actor=cast.lin)
    draft = revise_plan(plan_id=plan.pk, actor=cast.lin)
    with pytest.raises(NotPermitted):
        change_plan(plan_id=draft.pk, actor=cast.zhao, name="改名")
    change_plan(plan_id=draft.pk, actor=cast.lin, purpose="适用于全县")
    assert_audited("plans.part.written", draft)
    assert_emitted(PlanEdited, plan_id=draft.pk)


def test_rows_are_added_changed_and_taken_out(cast):
    plan = create_plan(code="NEW-1", name="新预案（演示）", kind="special", actor=cast.lin)
    with pytest.raises(InvalidInput):
        create_plan(code="NEW-1", name="又一个", kind="special", actor=cast.lin)
    values = {"name": "综合组", "lead_name": "应急管理局", "from_level": 4, "sort_order": 10}
    group = write_part(plan_id=plan.pk, part="group", values=values, actor=cast.lin)
    with pytest.raises(InvalidInput):
        write_part(plan_id=plan.pk, part="group", values=values, actor=cast.lin)
    task = {
        "parent_id": group.pk,
        "code": "T1",
        "title": "会商",
        "instruction": "组织会商",
        "deadline_minutes": 30,
        "from_level": 4,
    }
    row = write_part(plan_id=plan.pk, part="task", values=task, actor=cast.lin)
    write_part(
        plan_id=plan.pk,
        part="task",
        values={**task, "deadline_minutes": 20},
        row_id=row.pk,
        actor=cast.lin,
    )
    assert PlanTask.objects.get().deadline_minutes == 20
    other = PlanGroup.objects.create(plan=PlanFactory(), name="别处", lead_name="x")
    with pytest.raises(InvalidInput):
        write_part(
            plan_id=plan.pk, part="task", values={**task, "parent_id": other.pk}, actor=cast.lin
        )
    with pytest.raises(NotVisible):
        remove_part(plan_id=plan.pk, part="group", row_id=other.pk, actor=cast.lin)
    with pytest.raises(NotVisible):
        write_part(plan_id=plan.pk, part="nothing", values={}, actor=cast.lin)
    remove_part(plan_id=plan.pk, part="group", row_id=group.pk, actor=cast.lin)
    assert not PlanTask.objects.exists()
    assert_audited("plans.part.removed", plan)


def test_versions_are_compared_item_by_item(chemical, cast):
    plan = chemical
    draft = revise_plan(plan_id=plan.pk, actor=cast.lin)
    assert compare_plans(plan, draft) == []
    task = PlanTask.objects.filter(group__plan=draft).first()
    PlanTask.objects.filter(pk=task.pk).update(deadline_minutes=7)
    draft.groups.last().delete()
    draft.contacts.create(post="值班室", phone="0570-0000000")

    found = compare_plans(plan, draft)

    assert {change.what for change in found} == {"added", "removed", "changed"}
    changed = next(change for change in found if change.what == "changed")
    assert changed.details[0][1:] == (str(task.deadline_minutes), "7")


def test_the_editor_and_the_comparison_in_the_browser(chemical, client, sign_in, cast):
    draft = revise_plan(plan_id=chemical.pk, actor=cast.lin)
    sign_in(client, "commander")
    page = client.get(draft.get_absolute_url()).content.decode()
    assert 'id="plan-gaps"' in page
    group = draft.groups.first()
    for part in ("level", "trigger", "group", "task", "resource", "contact", "section"):
        assert client.get(reverse("plans:part_add", args=[draft.pk, part])).status_code == 200
    address = reverse("plans:part_change", args=[draft.pk, "group", group.pk])
    assert group.lead_name in client.get(address).content.decode()
    values = {"name": "改名组", "lead_name": "公安局", "from_level": "4", "sort_order": "5"}
    assert client.post(address, values).status_code == 303
    group.refresh_from_db()
    assert group.name == "改名组"
    contact = reverse("plans:part_add", args=[draft.pk, "contact"])
    client.post(contact, {"post": "值班室", "phone": "0570-0000000", "sort_order": "1"})
    row = draft.contacts.get()
    words = client.get(reverse("plans:compare", args=[draft.pk])).content.decode()
    assert "改名组" in words and "值班室" in words
    client.post(reverse("plans:part_remove", args=[draft.pk, "contact", row.pk]))
    assert not draft.contacts.exists()
    assert client.get(reverse("plans:part_add", args=[chemical.pk, "group"])).status_code == 409
    assert client.get(reverse("plans:change", args=[draft.pk])).status_code == 200
    new = {"owner": "county", "code": "HAND-1", "name": "手写预案（演示）", "kind": "special"}
    assert client.post(reverse("plans:create"), new).status_code == 303


def test_filing_runs_twenty_working_days_from_the_day_of_force(chemical, cast):
    """国办发〔2024〕5号 第二十六条; clock plans.filing_public."""
    draft = revise_plan(plan_id=chemical.pk, actor=cast.lin)
    acknowledge(plan_id=draft.pk, actor=cast.lin, reason="修订核对")
    publish_plan(plan_id=draft.pk, actor=cast.lin)
    clocks = {c.rule_code: c for c in deadlines_of(draft)}
    assert set(clocks) == {"plans.filing_public", "plans.review", "plans.drill_public"}
    filing = clocks["plans.filing_public"]
    assert timedelta(days=25) <= filing.due_at - filing.started_at <= timedelta(days=45)
    assert clocks["plans.review"].due_at.date() == draft.review_due_on
    assert clocks["plans.drill_public"].is_verified  # 生产安全事故应急条例 第八条

    add_record(plan_id=draft.pk, kind="filing", done_on=clock.today(), actor=cast.lin)

    states = {c.rule_code: c.state for c in deadlines_of(draft)}
    assert states["plans.filing_public"] == "met"
    assert_audited("plans.record.added", draft)


def test_a_drill_meets_its_clock_and_starts_the_next(chemical, cast):
    """生产安全事故应急条例 第八条: 至少每2年组织1次."""
    plan = chemical
    add_record(plan_id=plan.pk, kind="drill", done_on=clock.today(), actor=cast.lin)
    drills = [c for c in deadlines_of(plan) if c.rule_code == "plans.drill_public"]
    assert sorted(c.state for c in drills) == ["met", "running"]
    running = next(c for c in drills if c.state == "running")
    assert (running.due_at - running.started_at).days == 730
    with pytest.raises(InvalidInput):
        add_record(
            plan_id=plan.pk,
            kind="drill",
            done_on=clock.today() + timedelta(days=1),
            actor=cast.lin,
        )
    with pytest.raises(NotVisible):
        add_record(plan_id=plan.pk, kind="party", done_on=clock.today(), actor=cast.lin)


def test_clocks_end_with_the_plan(chemical, cast):
    plan = chemical
    assert any(c.state == "running" for c in deadlines_of(plan))
    expire_plan(plan_id=plan.pk, actor=cast.lin, reason="废止")
    assert not any(c.state == "running" for c in deadlines_of(plan))


def test_every_duty_names_its_clause_and_its_clock(chemical):
    from anlan.base.deadlines.models import ClockRule

    rules = set(ClockRule.objects.values_list("code", flat=True))
    for duty in all_duties():
        assert duty.legal_basis and duty.where and duty.rule in rules
    enterprise = {duty.rule: duty for duty in duties_of(Plan(kind="enterprise"))}
    assert set(enterprise) == {"plans.filing_enterprise", "plans.review", "plans.drill_enterprise"}


def test_a_record_is_written_in_the_browser(chemical, client, sign_in):
    sign_in(client, "commander")
    plan = chemical
    address = reverse("plans:record", args=[plan.pk])
    assert client.get(address).status_code == 200
    client.post(address, {"kind": "appraisal", "done_on": "2026-01-02", "with_whom": "专家组"})
    assert PlanRecord.objects.filter(plan=plan, kind="appraisal").exists()
    assert "专家组" in client.get(plan.get_absolute_url()).content.decode()


def test_a_point_plan_is_one_page_in_word(chemical, client, sign_in):
    install_forms(system_actor("reference"))
    point = PlanPointFactory(plan__issued_on=date(2026, 3, 1))
    PlanContactFactory(plan=point.plan, post="网格员", phone="13800000002", duty="敲锣报警")
    sign_in(client, "commander")
    page = client.get(point.plan.get_absolute_url()).content.decode()
    assert "铜锣连续急敲" in page and "网格员" in page
    answer = client.post(reverse("plans:print", args=[point.plan.pk]))
    assert answer.status_code == 303
    assert client.post(reverse("plans:print", args=[chemical.pk])).status_code == 409


def test_the_form_of_the_page_is_the_committed_one(tmp_path):
    build_point().save(tmp_path / "point.docx")
    mine, committed = (
        [p.text for p in WordFile(str(folder / "point.docx")).paragraphs]
        for folder in (tmp_path, FOLDER)
    )
    assert mine == committed


def test_a_point_plan_needs_a_place_and_somebody_to_call():
    from anlan.command.plans.gaps import find_gaps

    plan = PlanFactory(kind="point")
    assert {"no_point", "nobody_to_call"} <= {gap.code for gap in find_gaps(plan)}


def test_missing_deadlines_are_filled_in_on_one_page(chemical, client, sign_in, cast):
    draft = revise_plan(plan_id=chemical.pk, actor=cast.lin)
    first, second, *_rest = PlanTask.objects.filter(group__plan=draft)
    PlanTask.objects.filter(pk__in=[first.pk, second.pk]).update(deadline_minutes=None)
    sign_in(client, "commander")
    address = reverse("plans:deadlines", args=[draft.pk])
    assert address in client.get(draft.get_absolute_url()).content.decode()
    assert first.title in client.get(address).content.decode()
    client.post(address, {f"task_{first.pk}": "15", "rest": "90"})
    minutes = dict(PlanTask.objects.filter(group__plan=draft).values_list("pk", "deadline_minutes"))
    assert (minutes[first.pk], minutes[second.pk]) == (15, 90)
    assert fill_deadlines(plan_id=draft.pk, minutes={first.pk: 1}, actor=cast.lin) == 0
    with pytest.raises(WrongState):
        fill_deadlines(plan_id=chemical.pk, minutes={}, actor=cast.lin)
