"""Confirming and correcting what was read: nothing of its place and its history is lost."""

from __future__ import annotations

import pytest

from anlan.governance.planning.choices import DocumentState, ItemState
from anlan.governance.planning.events import DocumentConfirmed
from anlan.governance.planning.models import PlanningDocument
from anlan.governance.planning.public import confirmed_indicators, confirmed_tasks
from anlan.governance.planning.services import confirming, correcting
from anlan.governance.planning.services.documents import load_document
from anlan.governance.planning.services.steps import ItemChangedMeanwhile
from anlan.kernel.errors import InvalidInput, NotPermitted, TransitionRefused, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db

PLAN = """云岫县2027年防灾减灾工作要点
一、重点任务
（一）加强预警。县气象局牵头，县水利局配合，2027年6月底前新建雨量站12个，每月开展巡检。
（二）加强宣传。县应急管理局每季度开展宣传活动，覆盖人数不少于2万人。
（三）修订预案。县水利局2027年9月底前修订防汛预案。（责任单位：县水利局、县应急管理局）
"""


@pytest.fixture
def officer():
    """The clerk of the committee office."""
    return make_actor("科员", role="bureau_officer")


@pytest.fixture
def document(officer):
    """A short plan, read in."""
    return load_document(content=PLAN.encode(), file_name="points.txt", actor=officer)


def _tasks(document):
    return sorted(document.tasks.all(), key=correcting.text_order)


def test_every_item_knows_its_characters_and_what_was_read(document):
    lines = dict(document.lines)
    for item in document.tasks.all():
        line, quote, first, last = item.anchors[0]
        assert lines[line][first:last] == quote == item.quote.strip()
        assert item.original == item.content() and not item.corrections


def test_confirming_until_the_document_counts(document, officer):
    assert confirmed_tasks(officer) == []
    first = _tasks(document)[0]
    with pytest.raises(NotPermitted):
        confirming.decide_item(
            document_id=document.pk, kind="task", item_id=first.pk, decision="confirmed",
            actor=make_actor("审计", role="auditor"),
        )  # fmt: skip
    with pytest.raises(TransitionRefused):
        confirming.confirm_document(document_id=document.pk, actor=officer)
    confirming.decide_item(
        document_id=document.pk, kind="task", item_id=first.pk, decision="confirmed", actor=officer
    )
    assert_audited("planning.item.decided")
    (info,) = confirmed_tasks(officer, document_id=document.pk)
    assert (info.id, info.key, info.url) == (first.pk, first.key, first.get_absolute_url())
    confirming.confirm_undoubted(document_id=document.pk, actor=officer)
    for item in document.tasks.filter(state=ItemState.READ):
        confirming.decide_item(
            document_id=document.pk, kind="task", item_id=item.pk, decision="left_out",
            actor=officer,
        )  # fmt: skip
    for number in document.open_doubts():
        confirming.see_doubt(document_id=document.pk, number=number, actor=officer)
    confirming.confirm_document(document_id=document.pk, actor=officer)
    assert_emitted(DocumentConfirmed, document_id=document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.CONFIRMED and document.confirmed_by == "科员"
    with pytest.raises(WrongState):
        confirming.confirm_undoubted(document_id=document.pk, actor=officer)
    confirming.reopen_document(document_id=document.pk, actor=officer, reason="有误")
    assert PlanningDocument.objects.get().state == DocumentState.READING


def test_two_people_at_one_item_the_second_is_told(document, officer):
    item = _tasks(document)[0]
    other = make_actor("副科长", role="bureau_officer")
    common = {"document_id": document.pk, "kind": "task", "item_id": item.pk, "revision": 1}
    correcting.correct_item(**common, content={"lead_units": "县水利局"}, actor=other)
    with pytest.raises(ItemChangedMeanwhile) as refused:
        confirming.decide_item(**common, decision="left_out", actor=officer)
    assert "副科长" in str(refused.value)
    item.refresh_from_db()
    assert item.state == ItemState.CONFIRMED and item.corrections == ["lead_units"]
    assert item.original["lead_units"] == "县气象局" and item.decided_by == "副科长"
    with pytest.raises(InvalidInput):
        correcting.correct_item(**common | {"revision": 2}, content={"text": " "}, actor=other)
    with pytest.raises(WrongState):
        confirming.undo_step(document_id=document.pk, actor=officer)
    confirming.undo_step(document_id=document.pk, actor=other)
    item.refresh_from_db()
    assert item.lead_units == "县气象局" and item.state == ItemState.READ and not item.decided_by


def test_merge_and_split_keep_all_places(document, officer):
    tasks = _tasks(document)
    first, second = tasks[:2]
    anchors = [*first.anchors, *second.anchors]
    common = {"document_id": document.pk, "kind": "task", "actor": officer}
    correcting.merge_with_next(item_id=first.pk, **common)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.anchors == anchors and second.state == ItemState.MERGED
    assert first.state == ItemState.READ
    confirming.undo_step(document_id=document.pk, actor=officer)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.anchors == anchors[:1] and second.state == ItemState.READ

    third = tasks[-1]
    whole = third.text
    at = whole.index("修订防汛")
    correcting.split_item(item_id=third.pk, at=at, **common)
    third.refresh_from_db()
    (part,) = document.tasks.filter(origin="split")
    assert third.text + part.text == whole[:at].rstrip("，") + whole[at:].rstrip("。")
    lines = dict(document.lines)
    for item in (third, part):
        for line, quote, begin, end in item.anchors:
            assert lines[line][begin:end] == quote
        assert item.lead_units == tasks[-1].lead_units and item.original["text"] == whole
    assert third.key != part.key
    with pytest.raises(InvalidInput):
        correcting.split_item(item_id=third.pk, at=0, **common)
    with pytest.raises(WrongState):
        correcting.merge_with_next(item_id=part.pk, **common)
    confirming.undo_step(document_id=document.pk, actor=officer)
    assert not document.tasks.filter(origin="split").exists()


def test_a_person_marks_what_the_reader_missed(document, officer):
    line, text = document.lines[2]
    words = "新建雨量站12个"
    start = text.index(words)
    correcting.add_item(
        document_id=document.pk, kind="task", line=line, start=start, end=start + len(words),
        actor=officer,
    )  # fmt: skip
    item = document.tasks.get(origin="added")
    assert item.anchors == [[line, words, start, start + len(words)]] and item.quantity == "12个"
    assert item.state == ItemState.READ and item.original == {}
    with pytest.raises(InvalidInput):
        correcting.add_item(
            document_id=document.pk, kind="task", line=line, start=3, end=3, actor=officer
        )
    correcting.add_item(
        document_id=document.pk, kind="indicator", line=line, start=start, end=len(text),
        actor=officer,
    )  # fmt: skip
    assert document.indicators.get(origin="added").name
    assert confirmed_indicators(officer) == []
