"""Tasks are given to units, signed for, returned and given anew."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.base.notifications.models import Notification
from anlan.governance.commitments.contracts import CommitmentDraft
from anlan.governance.commitments.models import Commitment, CommitmentPart, ReportingPeriod
from anlan.governance.commitments.public import match_units
from anlan.governance.commitments.services import giving
from anlan.governance.commitments.services.units import find_units, learn_alias
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.policy import visible

pytestmark = pytest.mark.django_db


def test_unit_words_of_plans_are_matched_and_the_unknown_is_learned_once(office):
    words = [
        "云岫县水利局",
        "县水利局",
        "区水利局",
        "水利局",
        "县住建局",
        "县建委",
        "县安监局",
        "各镇人民政府",
        "各乡镇、街道",
        "各有关部门",
        "县演示办",
    ]
    found = find_units(words)
    assert [found[w].organisation_ids for w in words[:4]] == [(office.water.pk,)] * 4
    assert found["县住建局"].organisation_ids == (office.housing.pk,)
    assert found["县建委"].how == "former"
    assert found["县安监局"].organisation_ids == (office.bureau.pk,)
    for group in ("各镇人民政府", "各乡镇、街道"):
        assert found[group].how == "group"
        assert set(found[group].organisation_ids) == {t.pk for t in office.towns}
    assert found["各有关部门"].how == "general" and found["县演示办"].how == "unknown"
    with pytest.raises(NotPermitted):
        learn_alias(word="县演示办", organisation_id=office.water.pk, actor=office.clerk)
    learn_alias(word="县演示办", organisation_id=office.water.pk, actor=office.giver)
    assert match_units(["县演示办", "各镇人民政府"]) == {
        "县演示办": office.water.pk,
        "各镇人民政府": None,
    }


def test_three_hundred_tasks_are_given_at_once_with_one_notice_a_unit(
    office, django_assert_max_num_queries
):
    drafts = [
        CommitmentDraft(
            title=f"演示任务{n}",
            lead_id=office.water.pk if n % 2 else office.housing.pk,
            support_ids=(office.bureau.pk,),
            deadline=date(2026, 12, 31),
            cadence="每季度" if n % 10 == 0 else "",
            quantity="新建水位站18个",
            source="planning",
            source_model="planning.PlannedTask",
            source_id=str(n),
        )
        for n in range(300)
    ]
    with django_assert_max_num_queries(120):
        ids = giving.create_commitments(drafts, actor=office.giver)
    assert len(set(ids)) == Commitment.objects.count() == 300
    assert CommitmentPart.objects.count() == 300
    notices = Notification.objects.filter(kind=giving.GIVEN)
    assert sorted(n.person.organisation_id for n in notices) == sorted(
        [office.water.pk, office.housing.pk]
    )
    row = Commitment.objects.get(pk=ids[0])
    assert (row.target_figure, row.target_unit, row.state) == (18, "个", "assigned")
    periods = ReportingPeriod.objects.filter(commitment=row)
    assert [p.label for p in periods] == [
        "2026年第二季度",
        "2026年第三季度",
        "2026年第四季度",
    ]
    assert periods[0].begins_on == date(2026, 6, 15) and periods[0].due_on == date(2026, 7, 7)
    assert giving.create_commitments(drafts, actor=office.giver) == ids
    assert Commitment.objects.count() == 300
    with pytest.raises(NotPermitted):
        giving.create_commitments(drafts[:1], actor=office.clerk)
    with pytest.raises(InvalidInput):
        giving.create_commitments([CommitmentDraft(title="无", lead_id=0)], actor=office.giver)


def test_a_unit_signs_or_returns_and_sees_its_own_only(office):
    task = office.give(support_ids=(office.housing.pk,))
    other = office.give(title="住建任务", lead_id=office.housing.pk)
    assert set(visible(Commitment, office.clerk)) == {task}
    assert set(visible(Commitment, office.helper)) == {task, other}
    assert set(visible(Commitment, office.leader)) == {task, other}
    with pytest.raises(NotPermitted):  # supports it, but does not answer for it
        giving.accept_commitment(commitment_id=task.pk, actor=office.helper)
    with pytest.raises(NotVisible):
        giving.accept_commitment(commitment_id=other.pk, actor=office.clerk)
    with pytest.raises(InvalidInput):
        giving.decline_commitment(commitment_id=task.pk, reason=" ", actor=office.clerk)
    giving.decline_commitment(commitment_id=task.pk, reason="不属本局职责", actor=office.clerk)
    with pytest.raises(InvalidInput):
        giving.reassign_commitment(
            commitment_id=task.pk, lead_id=office.water.pk, actor=office.giver
        )
    moved = giving.reassign_commitment(
        commitment_id=task.pk, lead_id=office.housing.pk, actor=office.giver
    )
    assert moved.lead == office.housing and not moved.parts.exists()
    assert giving.accept_all(actor=office.helper) == 2
    with pytest.raises(TransitionRefused):
        giving.accept_commitment(commitment_id=task.pk, actor=office.helper)
