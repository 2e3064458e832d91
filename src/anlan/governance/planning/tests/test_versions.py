"""A new version shows what changed; keys stay, so that what was given to units follows."""

from __future__ import annotations

import pytest

from anlan.governance.planning.choices import Change, DocumentState, ItemState
from anlan.governance.planning.comparing import compare_lines, mark_words, pair_up
from anlan.governance.planning.events import VersionConfirmed
from anlan.governance.planning.public import confirmed_tasks
from anlan.governance.planning.services import confirming, correcting
from anlan.governance.planning.services.documents import load_document
from anlan.governance.planning.services.versions import follow_version
from anlan.kernel.errors import InvalidInput
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db

ONE = """云岫县2027年防灾减灾工作要点
一、重点任务
（一）加强预警。2027年6月底前新建雨量站12个。（县气象局牵头，县水利局配合）
（二）加强宣传。县应急管理局每季度开展宣传活动，覆盖人数不少于2万人。
（三）修订预案。县水利局2027年9月底前修订防汛预案。（责任单位：县水利局）
（四）排查危房。县住房城乡建设局2027年5月底前排查老旧房屋300栋。（责任单位：县住房城乡建设局）
"""
TWO = """云岫县2027年防灾减灾工作要点（修订）
一、重点任务
（一）加强预警。2027年8月底前新建雨量站15个。（县气象局牵头，县水利局配合）
（二）加强宣传。县应急管理局每季度开展宣传活动，覆盖人数不少于2万人。
（三）修订预案。县水利局2027年9月底前修订防汛预案。（责任单位：县水利局）
（四）储备物资。县粮食和物资储备局2027年10月底前储备帐篷500顶。（责任单位：县粮食和物资储备局）
"""


@pytest.fixture
def officer():
    """The clerk of the committee office."""
    return make_actor("科员", role="bureau_officer")


def _load(text, officer, **more):
    return load_document(content=text.encode(), file_name="points.txt", actor=officer, **more)


def _confirm(document, officer):
    for item in document.tasks.filter(state=ItemState.READ):
        confirming.decide_item(
            document_id=document.pk, kind="task", item_id=item.pk, decision="confirmed",
            actor=officer,
        )  # fmt: skip
    confirming.confirm_undoubted(document_id=document.pk, actor=officer)
    for number in document.open_doubts():
        confirming.see_doubt(document_id=document.pk, number=number, actor=officer)
    return confirming.confirm_document(document_id=document.pk, actor=officer)


def _one(document, words):
    return document.tasks.get(text__contains=words)


def test_a_new_version_carries_over_and_shows_the_rest(officer):
    old = _load(ONE, officer)
    talk = _one(old, "宣传活动")
    correcting.correct_item(
        document_id=old.pk, kind="task", item_id=talk.pk, actor=officer,
        content={"support_units": "县教育局"},
    )  # fmt: skip
    _confirm(old, officer)
    proposed = _load(TWO, officer)
    assert proposed.resembles == old and proposed.resemblance > 40
    new = follow_version(document_id=proposed.pk, previous_id=old.pk, actor=officer)
    assert_audited("planning.version.read")
    assert new.version == 2

    same, changed = _one(new, "宣传活动"), _one(new, "雨量站")
    assert (same.change, same.state, same.key) == (Change.SAME, ItemState.CONFIRMED, talk.key)
    assert same.support_units == "县教育局" and same.corrections == ["support_units"]
    assert (changed.change, changed.state) == (Change.CHANGED, ItemState.READ)
    assert changed.key == _one(old, "雨量站").key == changed.predecessor.key
    assert _one(new, "帐篷").change == Change.NEW
    gone = _one(new, "危房")
    assert (gone.change, gone.state) == (Change.GONE, ItemState.READ)

    standing = {info.key for info in confirmed_tasks(officer)}
    assert {info.document_id for info in confirmed_tasks(officer)} == {old.pk}
    with pytest.raises(InvalidInput):
        follow_version(document_id=old.pk, previous_id=new.pk, actor=officer)
    _confirm(new, officer)
    old.refresh_from_db()
    assert old.state == DocumentState.SUPERSEDED
    assert_emitted(
        VersionConfirmed,
        document_id=new.pk,
        previous_id=old.pk,
        changed=[changed.key],
        gone=[gone.key],
        new=[_one(new, "帐篷").key],
    )
    now = {info.key for info in confirmed_tasks(officer)}
    assert now == standing - {gone.key} | {_one(new, "帐篷").key}


def test_what_is_said_to_be_gone_may_still_hold(officer):
    old = _load(ONE, officer)
    _confirm(old, officer)
    new = _load(TWO, officer, previous_id=old.pk)
    gone = _one(new, "危房")
    confirming.decide_item(
        document_id=new.pk, kind="task", item_id=gone.pk, decision="left_out", actor=officer
    )
    gone.refresh_from_db()
    assert (gone.change, gone.state) == (Change.SAME, ItemState.CONFIRMED)
    _confirm(new, officer)
    assert gone.key in {info.key for info in confirmed_tasks(officer)}


def test_words_and_lines_are_compared():
    assert pair_up(["甲乙丙丁", "子丑寅卯"], ["子丑寅卯辰", "甲乙丙丁"]) == {0: 1, 1: 0}
    pieces = mark_words("2027年6月底前建12个", "2027年8月底前建15个")
    assert [p.text for p in pieces if p.kind == "gone"] == ["6", "12"]
    assert "".join(p.text for p in pieces if p.kind != "gone") == "2027年8月底前建15个"
    rows = compare_lines(
        [(1, "题"), (2, "甲乙丙丁戊己"), (3, "要走")], [(1, "题"), (2, "甲乙丙丁戊庚"), (3, "来")]
    )
    assert [(row.old, row.new) for row in rows] == [(3, None), (2, 2), (None, 3)]
