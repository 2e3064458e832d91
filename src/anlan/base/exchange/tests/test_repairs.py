"""Repairs in the preview: taken one by one or all of a kind, kept, audited, checked again."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from anlan.base.exchange.models import ImportSession
from anlan.base.exchange.services.checking import check_rows
from anlan.base.exchange.services.imports import choose_table, map_columns, start_import
from anlan.base.exchange.services.repairing import (
    accept_repairs,
    edit_cell,
    keep_both,
    merge_twins,
    restore_row,
    skip_rows,
    update_existing,
)
from anlan.base.exchange.services.writing import commit_import
from anlan.base.exchange.tests.factories import workbook
from anlan.kernel.errors import InvalidInput, NotVisible, WrongState
from anlan.kernel.testing import assert_audited, make_actor
from anlan.supervision.enterprises.models import Enterprise
from anlan.supervision.enterprises.tests.factories import (
    VILLAGE,
    EnterpriseFactory,
    SectorFactory,
    credit_code,
    region,
)

pytestmark = pytest.mark.django_db
HEADER = ["统一社会信用代码", "企业名称", "所属行业", "区划代码", "从业人数", "简称"]


@pytest.fixture
def officer():
    """A bureau officer of the whole county."""
    region()
    SectorFactory()
    return make_actor("李科长", role="bureau_officer")


def row(serial: int, **changes: object) -> list[object]:
    """A right row, with some cells changed."""
    cells = {
        "uscc": credit_code(serial),
        "name": f"演示龙游进口{serial}厂",
        "sector": "化工",
        "region": VILLAGE,
        "employees": 30,
        "short": "",
    }
    return list({**cells, **changes}.values())


def checked(officer, *rows: list[object]) -> ImportSession:
    """Upload, map as guessed, and check."""
    session = start_import(kind="enterprises", uploaded=workbook(HEADER, *rows), actor=officer)
    map_columns(import_id=session.pk, mapping=session.mapping, actor=officer)
    return check_rows(import_id=session.pk, actor=officer)


def test_repairs_of_one_kind_are_taken_together_and_the_original_is_remembered(officer):
    wrong = [credit_code(n).replace("0", "O") for n in (1, 2)]
    session = checked(officer, row(1, uscc=wrong[0]), row(2, uscc=wrong[1]), row(3))
    assert session.wrong == 2

    assert accept_repairs(import_id=session.pk, kind="code", column="uscc", actor=officer) == 2

    session.refresh_from_db()
    assert (session.wrong, session.created) == (0, 3)
    first = session.rows.order_by("pk").first()
    assert first.cells[0] == credit_code(1)
    assert first.originals == {0: wrong[0]}
    assert_audited("exchange.import.corrected", session, by=officer)
    with pytest.raises(NotVisible):
        accept_repairs(
            import_id=session.pk, kind="code", column="uscc",
            actor=make_actor("王科员", role="bureau_officer"),
        )  # fmt: skip


def test_an_edited_cell_is_checked_again_with_its_twins(officer):
    session = checked(officer, row(1), row(2, uscc="x"))
    second = session.rows.order_by("pk").last()

    edit_cell(
        import_id=session.pk, row_id=second.pk, column="uscc", text=credit_code(1), actor=officer
    )
    second.refresh_from_db()
    assert second.errors[0]["kind"] == "duplicate"

    edit_cell(
        import_id=session.pk, row_id=second.pk, column="uscc", text=credit_code(2), actor=officer
    )
    session.refresh_from_db()
    assert session.wrong == 0
    assert_audited("exchange.import.corrected", session, by=officer)
    with pytest.raises(InvalidInput):
        edit_cell(import_id=session.pk, row_id=second.pk, column="none", text="", actor=officer)
    with pytest.raises(NotVisible):
        edit_cell(import_id=session.pk, row_id=0, column="uscc", text="", actor=officer)


def test_skipping_the_first_of_two_frees_the_second_and_needs_a_reason(officer):
    session = checked(officer, row(1), row(1, name="演示另一厂"))
    first, second = session.rows.order_by("pk")
    with pytest.raises(InvalidInput):
        skip_rows(import_id=session.pk, row_ids=[first.pk], reason=" ", actor=officer)

    skip_rows(import_id=session.pk, row_ids=[first.pk], reason="旧名称", actor=officer)
    session.refresh_from_db()
    second.refresh_from_db()
    assert (session.wrong, session.skipped, second.errors) == (0, 1, [])
    assert assert_audited("exchange.import.skipped", session).reason == "旧名称"

    restore_row(import_id=session.pk, row_id=first.pk, actor=officer)
    session.refresh_from_db()
    assert (session.wrong, session.skipped) == (1, 0)


def test_later_rows_complete_the_first(officer):
    session = checked(officer, row(1, short="旧简称"), row(1, short="", name="演示新名称厂"))

    merge_twins(import_id=session.pk, kind="duplicate", actor=officer)
    session.refresh_from_db()
    assert (session.wrong, session.skipped, session.created) == (0, 1, 1)
    commit_import(import_id=session.pk, actor=officer)
    made = Enterprise.objects.get()
    assert (made.name, made.short_name) == ("演示新名称厂", "旧简称")


def test_what_exists_is_shown_beside_the_row_and_updated_only_when_chosen(officer, visit):
    known = EnterpriseFactory(uscc=credit_code(1), employees=5, region_code=VILLAGE)
    session = checked(officer, row(1), row(2))
    page = visit(officer).get(session.get_absolute_url())
    assert known.name in page.text
    with pytest.raises(InvalidInput):
        keep_both(import_id=session.pk, row_id=session.rows.first().pk, actor=officer)

    update_existing(import_id=session.pk, actor=officer)
    session.refresh_from_db()
    assert (session.wrong, session.created, session.updated) == (0, 1, 1)
    commit_import(import_id=session.pk, actor=officer)
    known.refresh_from_db()
    assert known.employees == 30


def test_good_rows_alone_are_written_only_when_the_person_says_so(officer, visit):
    session = checked(officer, row(1), row(2, employees="三十"))
    with pytest.raises(WrongState):
        commit_import(import_id=session.pk, actor=officer)

    client = visit(officer)
    client.post(reverse("exchange:import_commit", args=[session.pk]), {"only_good": "yes"})
    session.refresh_from_db()
    assert (session.state, session.created, session.left_out) == ("committed", 1, 1)
    assert Enterprise.objects.get().uscc == credit_code(1)

    answer = client.get(reverse("exchange:import_workbook", args=[session.pk]))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    lines = [[cell.value for cell in line] for line in book.active.rows]
    assert len(lines) == 2
    assert lines[1][0] == credit_code(2)
    assert lines[1][-1]


def test_the_corrected_table_never_holds_a_formula(officer, visit):
    session = checked(officer, row(1, name="'=1+1"), row(2))
    answer = visit(officer).get(reverse("exchange:import_workbook", args=[session.pk]))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cell = list(book.active.rows)[1][1]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_acts_of_the_page_answer_with_the_preview_as_it_is_then(officer, visit):
    session = checked(officer, row(1, uscc=credit_code(1).replace("0", "O")), row(2))
    client = visit(officer)
    page = client.get(session.get_absolute_url())
    assert credit_code(1) in page.text
    url = reverse("exchange:import_repair", args=[session.pk, "accept"])
    answer = client.post(url, {"kind": "code", "column": "uscc"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'id="preview"' in answer.text
    assert "<html" not in answer.text
    session.refresh_from_db()
    assert session.wrong == 0

    first = session.rows.order_by("pk").first()
    for name, data in {
        "edit": {"row": first.pk, "column": "employees", "text": "约9人"},
        "leave": {"row": first.pk, "kind": "far", "column": "longitude"},
        "skip": {"row": first.pk, "reason": "演示"},
        "restore": {"row": first.pk},
        "merge": {"kind": "duplicate"},
        "update": {},
    }.items():
        url = reverse("exchange:import_repair", args=[session.pk, name])
        assert client.post(url, {**data, "back": "show=wrong"})["Location"].endswith("?show=wrong")
    assert client.get(f"{session.get_absolute_url()}?show=wrong").status_code == 200
    assert (
        client.get(f"{session.get_absolute_url()}?kind=number&column=employees").status_code == 200
    )
    missing = reverse("exchange:import_repair", args=[session.pk, "nothing"])
    assert client.post(missing).status_code == 404


def test_several_sheets_are_read_one_after_the_other_and_headings_are_chosen(officer, visit):
    book = Workbook()
    book.active.title = "甲镇"
    book.active.append(HEADER)
    book.active.append(row(1))
    second = book.create_sheet("乙镇")
    second.append(["乙镇名单"])
    second.append(["企业名称", *HEADER[:1], *HEADER[2:]])
    found = row(2)
    second.append([found[1], found[0], *found[2:]])
    target = io.BytesIO()
    book.save(target)
    upload = SimpleUploadedFile("表.xlsx", target.getvalue())
    session = start_import(kind="enterprises", uploaded=upload, actor=officer)
    assert session.total == 1

    choose_table(import_id=session.pk, sheets=["甲镇", "乙镇"], actor=officer)
    session.refresh_from_db()
    assert session.total == 2
    map_columns(import_id=session.pk, mapping=session.mapping, actor=officer)
    session = check_rows(import_id=session.pk, actor=officer)
    assert session.created == 2, [r.errors for r in session.rows.all()]

    client = visit(officer)
    url = reverse("exchange:import_table", args=[session.pk])
    wrong = client.post(url, {"sheets": "甲镇", "header_row": "99", "header_depth": "1"})
    assert wrong.status_code == 422
    client.post(url, {"sheets": "乙镇", "header_row": "2", "header_depth": "1"})
    session.refresh_from_db()
    assert (session.total, session.header_row, session.mapping["name"]) == (1, 2, 0)
