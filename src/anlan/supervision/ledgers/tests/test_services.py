"""Rows, duties, versions: what the services promise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.kernel import clock
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor
from anlan.supervision.enterprises.models import Sector
from anlan.supervision.enterprises.tests.factories import (
    OTHER_VILLAGE,
    EnterpriseFactory,
    SectorFactory,
)
from anlan.supervision.ledgers.events import DutyCompleted, LedgerRowSaved, PackPublished
from anlan.supervision.ledgers.models import CadenceOccurrence, Criterion, LedgerRow, Pack
from anlan.supervision.ledgers.packs.reader import read_pack
from anlan.supervision.ledgers.public import (
    get_criterion,
    list_cadences,
    list_checklists,
    list_criteria,
    packs_of_sector,
)
from anlan.supervision.ledgers.services.drafts import (
    ApproverIsAuthor,
    change_part,
    publish_version,
    start_draft,
    submit_version,
)
from anlan.supervision.ledgers.services.duties import complete_duty, make_duties, mark_missed
from anlan.supervision.ledgers.services.merging import merge
from anlan.supervision.ledgers.services.packs import _load, confirm_criterion, load_shipped
from anlan.supervision.ledgers.services.periods import period_of, shares
from anlan.supervision.ledgers.services.reminding import remind
from anlan.supervision.ledgers.services.rows import create_row, remove_row, update_row
from anlan.supervision.ledgers.tests.conftest import TINY
from anlan.supervision.ledgers.tests.factories import department, make_row

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("tests")


def bureau(name: str = "李科长"):
    return make_actor(name, role="bureau_officer", scope=Scope("region", "330825"))


def test_loading_twice_changes_nothing_and_public_tells_what_is_in_the_pack(tiny):
    load_shipped(SYSTEM, TINY)

    assert tiny.versions.count() == 1
    assert tiny.organisation == department()
    assert Sector.objects.get(pk="demo_school").name == "演示学校"
    assert [p.code for p in packs_of_sector("demo_school")] == ["99-tiny"]
    assert [c.code for c in list_criteria(sector_code="demo_school")] == [
        "99-tank-01", "99-tank-02",
    ]  # fmt: skip
    assert [c.code for c in list_criteria(sector_code="fuel_station")] == ["99-tank-01"]
    assert get_criterion("99-tank-02").is_verified
    assert [c.code for c in list_cadences("99-tiny", subject="drill")] == ["drill"]
    assert list_checklists("99-tiny")[0].items[0].criterion_code == "99-tank-01"
    with pytest.raises(NotVisible):
        get_criterion("99-nothing")


def test_a_row_is_checked_by_kind_and_found_by_its_own_columns(tanks):
    enterprise = EnterpriseFactory()
    row = make_row(
        tanks, enterprise=enterprise.pk, volume="30.50", checked_on="2026-08-01", lined="是",
        place={"name": "西侧", "longitude": 119.1, "latitude": 29.0}, region=None,
    )  # fmt: skip

    assert row.values["volume"] == 30.5
    assert row.values["lined"] is True
    assert row.due_on == date(2026, 10, 30)
    assert row.organisation_id == enterprise.organisation_id
    assert row.region_id == enterprise.region_id
    assert (row.location.x, row.location.y) == (119.1, 29.0)
    assert "1号罐" in row.search_text
    assert set(row.marks) == {f"{tanks.pk}:state=在用", f"{tanks.pk}:lined=是"}
    assert_audited("ledgers.row.created", row, by=SYSTEM)
    assert_emitted(LedgerRowSaved, row_id=row.pk, how="created")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("volume", "许多"), ("volume", -1), ("volume", "nan"), ("checked_on", "去年"),
        ("state", "坏了"), ("lined", "也许"), ("phone", "没有"), ("enterprise", 999999),
        ("region", "999"), ("place", {"longitude": 200, "latitude": 3}), ("name", ""),
        ("photo", "x.jpg"), ("nonsense", 1), ("remark", "长" * 4001),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_at_its_field(tanks, key, value):
    with pytest.raises(InvalidInput) as refused:
        make_row(tanks, **{key: value})

    assert key in refused.value.fields
    assert not LedgerRow.objects.exists()


def test_the_same_row_cannot_be_written_twice_but_again_after_removal(tanks):
    row = make_row(tanks)
    with pytest.raises(InvalidInput, match="企业、储罐名称"):
        make_row(tanks)

    with pytest.raises(InvalidInput):
        remove_row(row_id=row.pk, actor=SYSTEM, reason="")
    remove_row(row_id=row.pk, actor=SYSTEM, reason="重复登记")

    assert_audited("ledgers.row.removed", row, by=SYSTEM)
    make_row(tanks)


def test_who_keeps_what(cast, tanks):
    enterprise, other = EnterpriseFactory(), EnterpriseFactory(region_code=OTHER_VILLAGE)
    wu = cast.wu(enterprise.organisation_id)
    own = create_row(
        ledger_id=tanks.pk, actor=wu,
        values={"enterprise": enterprise.pk, "name": "油罐", "state": "在用"},
    )  # fmt: skip
    foreign = make_row(tanks, enterprise=other.pk, region=OTHER_VILLAGE)

    with pytest.raises(InvalidInput):  # not an enterprise he sees
        create_row(
            ledger_id=tanks.pk, actor=wu,
            values={"enterprise": other.pk, "name": "油罐", "state": "在用"},
        )  # fmt: skip
    with pytest.raises(NotVisible):
        update_row(row_id=foreign.pk, values={"name": "改名"}, actor=wu)
    with pytest.raises(NotVisible):
        update_row(row_id=foreign.pk, values={"name": "改名"}, actor=cast.zhao)
    with pytest.raises(NotPermitted):
        create_row(ledger_id=tanks.pk, values={}, actor=cast.qian)
    officer = make_actor(
        "部门联络员", role="department_officer",
        scope=Scope("organisation", str(department().pk)), organisation_id=department().pk,
    )  # fmt: skip
    changed = update_row(row_id=own.pk, values={"state": "已停用"}, actor=officer)

    assert changed.is_done
    assert_audited("ledgers.row.changed", own, by=officer)


def test_sensitive_values_do_not_stand_in_the_trail(tanks):
    row = make_row(tanks, keeper="演示某某")
    record = assert_audited("ledgers.row.created", row, by=SYSTEM)
    assert "演示某某" not in str(record.after)


def test_keepers_are_reminded_once_for_each_day(tanks):
    today = clock.today()
    make_row(tanks, checked_on=(today - timedelta(days=80)).isoformat())

    assert remind() == 1
    assert remind() == 0


def test_two_drills_a_year_are_visible_duties_of_every_school(tiny):
    sector = Sector.objects.get(pk="demo_school")
    schools = [EnterpriseFactory(sector=sector) for _n in range(3)]
    EnterpriseFactory(sector=SectorFactory(code="hotel", name="宾馆餐饮"))

    made = make_duties(on=date(2026, 1, 1))
    again = make_duties(on=date(2026, 11, 22))

    drills = CadenceOccurrence.objects.filter(cadence__code="drill")
    assert made == 6
    assert again == 0
    assert {d.enterprise_id for d in drills} == {s.pk for s in schools}
    assert sorted({d.due_on for d in drills}) == [date(2026, 7, 1), date(2026, 12, 31)]


def test_a_duty_is_missed_and_can_still_be_reported(cast, tiny):
    school = EnterpriseFactory(sector=Sector.objects.get(pk="demo_school"))
    make_duties(on=clock.today())
    duty = CadenceOccurrence.objects.filter(cadence__code="drill").earliest("due_on")
    mark_missed(on=duty.due_on + timedelta(days=1))
    duty.refresh_from_db()
    assert duty.state == "missed"
    wu = cast.wu(school.organisation_id)

    with pytest.raises(InvalidInput):
        complete_duty(duty_id=duty.pk, note="", actor=wu)
    with pytest.raises(InvalidInput):
        complete_duty(
            duty_id=duty.pk, note="已演练", actor=wu, done_on=clock.today() + timedelta(days=1)
        )
    with pytest.raises(NotVisible):
        complete_duty(duty_id=duty.pk, note="已演练", actor=cast.wu(999999))
    done = complete_duty(duty_id=duty.pk, note="全员疏散演练", participants=120, actor=wu)

    assert done.state == "done"
    assert_audited("ledgers.duty.completed", duty, by=wu)
    assert_emitted(DutyCompleted, duty_id=duty.pk)


@pytest.mark.parametrize(
    ("day", "unit", "every", "expected"),
    [
        (date(2026, 11, 21), "day", 1, (date(2026, 11, 21), date(2026, 11, 21))),
        (date(2026, 11, 21), "week", 1, (date(2026, 11, 16), date(2026, 11, 22))),
        (date(2026, 2, 25), "ten_days", 1, (date(2026, 2, 21), date(2026, 2, 28))),
        (date(2026, 11, 21), "month", 1, (date(2026, 11, 1), date(2026, 11, 30))),
        (date(2026, 11, 21), "quarter", 1, (date(2026, 10, 1), date(2026, 12, 31))),
        (date(2026, 5, 1), "half_year", 1, (date(2026, 1, 1), date(2026, 6, 30))),
        (date(2026, 5, 1), "year", 3, (date(2024, 1, 1), date(2026, 12, 31))),
        (date(2023, 5, 1), "year", 1, (date(2023, 1, 1), date(2023, 12, 31))),
    ],
)
def test_periods_are_those_of_the_calendar(day, unit, every, expected):
    assert period_of(day, unit, every) == expected
    assert shares(*expected, 1) == [expected[1]]


def test_an_officer_edits_another_approves_and_rows_stay(tiny, tanks):
    row = make_row(tanks, volume=3, phone="0570-1234567")
    author, approver = bureau("作者"), bureau("审批人")
    draft = start_draft(pack_id=tiny.pk, actor=author)
    assert start_draft(pack_id=tiny.pk, actor=author) == draft
    part = next(p for p in draft.content["ledgers"] if p["code"] == "tanks")
    fields = [f for f in part["fields"] if f["key"] != "phone"]
    fields.append({"key": "colour", "label": "颜色", "kind": "text"})

    with pytest.raises(InvalidInput, match="wrong"):
        change_part(
            version_id=draft.pk, part="ledgers", code="tanks", actor=author,
            values={**part, "title": "wrong"},
        )  # fmt: skip
    change_part(
        version_id=draft.pk, part="ledgers", code="tanks", actor=author,
        values={**part, "name": "储油罐台账", "fields": fields},
    )  # fmt: skip
    submit_version(version_id=draft.pk, actor=author, reason="增加颜色")
    with pytest.raises(ApproverIsAuthor):
        publish_version(version_id=draft.pk, actor=author)
    publish_version(version_id=draft.pk, actor=approver)

    tanks.refresh_from_db()
    row.refresh_from_db()
    assert tanks.name == "储油罐台账"
    assert tanks.fields.get(key="phone").is_retired
    assert row.values["phone"] == "0570-1234567"
    assert_audited("ledgers.version.publish", draft, by=approver)
    assert_emitted(PackPublished, pack_id=tiny.pk, version_id=draft.pk)


def test_a_field_changes_its_kind_only_when_its_values_fit(tiny, tanks):
    make_row(tanks, remark="不是数")
    author, approver = bureau("作者"), bureau("审批人")
    draft = start_draft(pack_id=tiny.pk, actor=author)
    part = next(p for p in draft.content["ledgers"] if p["code"] == "tanks")

    def with_kind(kind: str):
        return [{**f, "kind": kind} if f["key"] == "remark" else f for f in part["fields"]]

    values = {**part, "fields": with_kind("number")}
    change_part(version_id=draft.pk, part="ledgers", code="tanks", values=values, actor=author)
    submit_version(version_id=draft.pk, actor=author)
    with pytest.raises(InvalidInput, match="不是数"):
        publish_version(version_id=draft.pk, actor=approver)

    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert tanks.fields.get(key="remark").kind == "long"


def test_an_update_keeps_the_officers_edits_and_shows_conflicts(tiny):
    author, approver = bureau("作者"), bureau("审批人")
    draft = start_draft(pack_id=tiny.pk, actor=author)
    for code, words in (("99-tank-01", "本县补充。"), ("99-tank-02", "本县改写。")):
        part = next(p for p in draft.content["criteria"] if p["code"] == code)
        draft = change_part(
            version_id=draft.pk, part="criteria", code=code, actor=author,
            values={**part, "text": words},
        )  # fmt: skip
    submit_version(version_id=draft.pk, actor=author)
    publish_version(version_id=draft.pk, actor=approver)
    update = read_pack(TINY / "99-tiny").content
    update.version = "2026.2"
    update.criteria[1].text = "随平台更新的条文。"
    update.ledgers[0].name = "储罐登记台账"

    _load(update, SYSTEM)

    current = tiny.versions.get(state="published")
    assert current.origin == "merged"
    assert [c["code"] for c in current.conflicts] == ["99-tank-02"]
    assert Criterion.objects.get(code="99-tank-01").text == "本县补充。"
    assert Criterion.objects.get(code="99-tank-02").text == "本县改写。"
    assert Pack.objects.get(pk=tiny.pk).ledgers.get().name == "储罐登记台账"


def test_merging_takes_each_side_where_only_one_changed():
    base = {"version": "1", "ledgers": [{"code": "a", "n": 1}, {"code": "b", "n": 1}]}
    ours = {"version": "1", "ledgers": [{"code": "a", "n": 2}, {"code": "b", "n": 1}]}
    theirs = {"version": "2", "ledgers": [{"code": "a", "n": 1}, {"code": "c", "n": 1}]}

    found, conflicts = merge(base, ours, theirs)

    assert [(p["code"], p["n"]) for p in found["ledgers"]] == [("a", 2), ("c", 1)]
    assert found["version"] == "2"
    assert conflicts == []


def test_a_confirmation_names_the_text_and_falls_with_the_wording(tiny, cast):
    criterion = Criterion.objects.get(code="99-tank-01")
    officer = bureau()

    with pytest.raises(NotPermitted):
        confirm_criterion(criterion_id=criterion.pk, citation="演示公报第2期第3页", actor=cast.zhao)
    with pytest.raises(InvalidInput):
        confirm_criterion(criterion_id=criterion.pk, citation="有", actor=officer)
    confirm_criterion(criterion_id=criterion.pk, citation="演示公报第2期第3页", actor=officer)

    criterion.refresh_from_db()
    assert criterion.is_verified
    assert criterion.confirmed_by == officer.display_name
    assert_audited("ledgers.criterion.confirmed", criterion, by=officer)
    update = read_pack(TINY / "99-tiny").content
    update.version = "2026.3"
    update.criteria[0].text = "改了的条文。"
    _load(update, SYSTEM)
    criterion.refresh_from_db()
    assert not criterion.is_verified
