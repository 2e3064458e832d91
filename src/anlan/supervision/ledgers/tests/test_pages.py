"""What every ledger gets, through HTTP: list, form, row, statistics, map, search, API, editor."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.layers import filtered, layer
from anlan.kernel.policy import visible
from anlan.kernel.registry import search_providers
from anlan.kernel.testing import make_actor
from anlan.kernel.transfer import find_importer
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory
from anlan.supervision.ledgers.models import Criterion, LedgerRow, PackVersion
from anlan.supervision.ledgers.selectors import statistics
from anlan.supervision.ledgers.services.duties import make_duties
from anlan.supervision.ledgers.services.values import fields_of
from anlan.supervision.ledgers.tests.factories import make_row

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("tests")


@pytest.fixture
def bureau():
    """An officer of the county bureau."""
    return make_actor("李科长", role="bureau_officer", scope=Scope("region", "330825"))


def test_a_ledger_lists_filters_and_sorts_by_its_fields(visit, bureau, tanks):
    make_row(tanks, name="甲罐", volume=10, checked_on="2026-01-01", lined=True)
    make_row(tanks, name="乙罐", volume=90, state="已停用", checked_on="2026-05-01", lined=False)
    client, address = visit(bureau), reverse("ledgers:rows", args=[tanks.pk])

    def shown(**query: str) -> list[str]:
        response = client.get(address, query)
        assert response.status_code == 200
        return [row.record.title for row in response.context["page"]["table"].paginated_rows]

    assert shown() == ["乙罐", "甲罐"]
    assert shown(w_state="在用") == ["甲罐"]
    assert shown(w_lined="False") == ["乙罐"]
    assert shown(from_volume="50") == ["乙罐"]
    assert shown(to_checked_on="2026-02-01") == ["甲罐"]
    assert shown(c_name="甲") == ["甲罐"]
    assert shown(q="jiaguan") == ["甲罐"]
    assert shown(tab="overdue") == ["甲罐"]
    assert shown(sort="v_volume") == ["甲罐", "乙罐"]
    assert shown(township="330825100") == ["乙罐", "甲罐"]


def test_the_number_of_queries_does_not_grow_with_the_rows(visit, bureau, tanks):
    client, address = visit(bureau), reverse("ledgers:rows", args=[tanks.pk])
    make_row(tanks, name="罐0")
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    for number in range(1, 20):
        make_row(tanks, name=f"罐{number}", enterprise=EnterpriseFactory().pk)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)


def test_a_row_is_added_changed_shown_and_taken_out(visit, bureau, tanks):
    client = visit(bureau)
    enterprise = EnterpriseFactory()
    given = {
        "enterprise": str(enterprise.pk), "name": "丙罐", "volume": "12.5", "state": "在用",
        "lined": "是", "place__longitude": "119.2", "place__latitude": "29.1",
        "place__name": "北侧",
        "keeper": "演示保管人",
    }  # fmt: skip

    wrong = client.post(reverse("ledgers:add_row", args=[tanks.pk]), {**given, "volume": "-2"})
    made = client.post(reverse("ledgers:add_row", args=[tanks.pk]), given)

    assert wrong.status_code == 422
    assert made.status_code == 303
    row = LedgerRow.objects.get()
    page = client.get(row.get_absolute_url())
    assert enterprise.name in page.text
    assert "北侧" in page.text
    listed = client.get(tanks.get_absolute_url(), {"columns": ["title", "v_keeper"]})
    assert "演示保管人" not in listed.text
    client.post(reverse("ledgers:change_row", args=[row.pk]), {**given, "volume": "13"})
    row.refresh_from_db()
    assert row.values["volume"] == 13
    answer = client.post(reverse("ledgers:remove_row", args=[row.pk]), {"reason": "登记有误"})
    assert answer.status_code == 303
    assert client.get(row.get_absolute_url()).status_code == 404


def test_every_cut_of_the_statistics_has_the_same_total(visit, bureau, tanks):
    for number in range(12):
        values = {"checked_on": f"2026-0{1 + number % 6}-15"} if number % 3 else {}
        make_row(tanks, name=f"罐{number}", state=["在用", "已停用"][number % 2], **values)
    found = statistics(tanks, fields_of(tanks), visible(LedgerRow, bureau))

    assert found["total"] == 12
    assert found["is_crossfooted"]
    assert {cut.total for cut in found["cuts"]} == {12}
    page = visit(bureau).get(reverse("ledgers:statistics", args=[tanks.pk]))
    assert page.status_code == 200
    assert "在用" in page.text


def test_the_importer_is_made_from_the_fields_and_exports_what_it_reads(tanks):
    enterprise = EnterpriseFactory(name="演示罐区厂")
    make_row(tanks, enterprise=enterprise.pk, volume=5, checked_on="2026-03-01", lined=True)
    importer = find_importer(f"ledger-{tanks.pk}")

    assert find_importer("ledger-999999") is None
    assert importer.guess(["储罐名称", "容积", "状态"]) == {"name": 0, "volume": 1, "state": 2}
    exported = list(importer.export(SYSTEM))[0]
    values = {
        column.name: column.clean(str(cell), SYSTEM)
        for column, cell in zip(importer.columns, exported, strict=True)
        if cell not in (None, "")
    }
    found = importer.find(values, SYSTEM)
    assert found == LedgerRow.objects.get()
    importer.update(found, {**values, "volume": 6}, SYSTEM)
    assert LedgerRow.objects.get().values["volume"] == 6


def test_ledgers_named_things_and_rows_are_found_in_the_search_box(bureau, tanks):
    make_row(tanks, name="南山一号油罐")
    found = {
        text: [result.title for provider in search_providers().values()
               for result in provider(text, bureau, 5)]
        for text in ("储罐台账", "罐子清单", "演示平台", "南山一号", "储罐渗漏", "每日检查表",
                     "疏散演练")
    }  # fmt: skip

    assert "储罐台账" in found["储罐台账"]
    assert "储罐台账" in found["罐子清单"]
    assert "演示信息系统" in found["演示平台"]
    assert "南山一号油罐" in found["南山一号"]
    assert any("储罐渗漏" in title for title in found["储罐渗漏"])
    assert "每日检查表" in found["每日检查表"]
    assert "组织疏散演练" in found["疏散演练"]


def test_the_map_shows_the_rows_of_one_ledger_when_its_list_leads_there(rf, bureau, tanks):
    place = {"name": "", "longitude": 119.2, "latitude": 29.1}
    one = make_row(tanks, name="甲罐", place=place)
    make_row(tanks, name="乙罐", place=place, state="已停用")
    make_row(tanks, name="丙罐")
    shown = layer("ledger_rows")
    request = rf.get("/", {"ledger": str(tanks.pk), "w_state": "在用"})
    request.actor = bureau

    assert shown.rows(bureau).count() == 2
    assert list(filtered(shown, shown.rows(bureau), request)) == [one]


def test_other_systems_read_and_write_rows(visit, bureau, tanks):
    client = visit(bureau)
    address = f"/api/v1/ledgers/{tanks.pk}/rows"

    wrong = client.post(
        address, json.dumps({"values": {"name": "甲罐"}}), content_type="application/json"
    )
    made = client.post(
        address,
        json.dumps({"values": {"name": "甲罐", "state": "在用", "keeper": "演示保管人"}}),
        content_type="application/json",
    )

    assert wrong.status_code == 422
    assert made.status_code == 201
    assert "keeper" not in made.json()["values"]
    assert client.get(address).json()["items"][0]["title"] == "甲罐"
    assert client.get("/api/v1/ledgers/").json()[0]["name"] == "储罐台账"
    assert client.get("/api/v1/ledgers/criteria?pack=99-tiny").json()[0]["code"] == "99-tank-01"


@pytest.mark.parametrize("name", ["packs", "ledgers", "criteria", "duties", "versions"])
def test_every_list_opens_and_is_refused_without_the_right(visit, cast, bureau, tiny, name):
    assert visit(bureau).get(reverse(f"ledgers:{name}")).status_code == 200
    assert visit(cast.qian).get(reverse(f"ledgers:{name}")).status_code in (200, 403)


def test_the_pages_of_a_pack_its_parts_and_a_duty_open(visit, bureau, tiny):
    make_duties(pack_id=tiny.pk)
    client = visit(bureau)
    criterion = Criterion.objects.get(code="99-tank-01")
    checklist = tiny.checklists.get()

    page = client.get(tiny.get_absolute_url())
    assert "储罐台账" in page.text
    assert "演示信息系统" in page.text
    assert client.get(checklist.get_absolute_url()).status_code == 200
    assert client.get(criterion.get_absolute_url()).status_code == 200
    answer = client.post(
        reverse("ledgers:confirm", args=[criterion.pk]), {"citation": "演示公报第2期第3页"}
    )
    assert answer.status_code == 303
    criterion.refresh_from_db()
    assert criterion.is_verified


def test_an_officer_adds_a_ledger_in_the_editor(visit, bureau, tiny):
    client = visit(bureau)
    client.post(reverse("ledgers:start", args=[tiny.pk]))
    draft = PackVersion.objects.get(state="draft")
    address = reverse("ledgers:new_part", args=[draft.pk, "ledgers"])
    given = {
        "code": "pumps", "name": "油泵台账", "aliases": "泵清单", "purpose": "登记油泵。",
        "kept_by": "enterprise", "title": "name", "due": "", "done_field": "", "done_values": "",
    }  # fmt: skip

    assert client.get(address).status_code == 200
    assert client.post(address, given).status_code == 303
    part = reverse("ledgers:part", args=[draft.pk, "ledgers", "pumps"])
    assert client.get(part).status_code == 200
    field = {"key": "state", "label": "状态", "kind": "choice", "choices": "好"}
    inner = reverse("ledgers:new_inner", args=[draft.pk, "ledgers", "pumps"])
    assert client.post(inner, field).status_code == 422
    assert client.post(inner, {**field, "choices": "好\n坏"}).status_code == 303
    draft.refresh_from_db()
    made = draft.content["ledgers"][-1]
    assert [f["key"] for f in made["fields"]] == ["name", "state"]
    assert client.get(draft.get_absolute_url()).status_code == 200
    removed = reverse("ledgers:remove_inner", args=[draft.pk, "ledgers", "pumps", 1])
    assert client.post(removed).status_code == 303


@pytest.mark.parametrize(
    ("part", "code"),
    [("checklists", "daily"), ("criteria", "99-tank-02"), ("cadences", "drill"),
     ("targets", "all-lined"), ("ledgers", "tanks")],
)  # fmt: skip
def test_a_part_saved_unchanged_in_the_editor_stays_what_it_was(visit, bureau, tiny, part, code):
    client = visit(bureau)
    client.post(reverse("ledgers:start", args=[tiny.pk]))
    draft = PackVersion.objects.get(state="draft")
    address = reverse("ledgers:part", args=[draft.pk, part, code])
    form = client.get(address).context["form"]
    given = {
        name: value for name in form.fields if (value := form[name].value()) not in (None, False)
    }
    given = {k: "\n".join(v) if isinstance(v, list) else v for k, v in given.items()}

    assert client.post(address, given).status_code == 303

    before = draft.content
    draft.refresh_from_db()
    assert draft.content == before
