"""An import: read, mapped, tried row by row, written all or nothing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from anlan.base.audit.models import AuditRecord
from anlan.base.exchange.models import ImportSession, ImportState
from anlan.base.exchange.services.checking import check_rows
from anlan.base.exchange.services.imports import map_columns, start_import
from anlan.base.exchange.services.reading import read_table
from anlan.base.exchange.services.writing import commit_import
from anlan.base.exchange.tests.factories import workbook
from anlan.kernel import jobs
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.models import EventRecord
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
HEADER = ["统一社会信用代码", "企业名称", "所属行业", "区划代码", "从业人数", "风险等级"]


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
        "sector": "有机化学原料制造",
        "region": VILLAGE,
        "employees": 30,
        "risk": "橙",
    }
    return list({**cells, **changes}.values())


def checked(officer, *rows: list[object], may_update: bool = False) -> ImportSession:
    """Upload, map as guessed, and check."""
    session = start_import(kind="enterprises", uploaded=workbook(HEADER, *rows), actor=officer)
    map_columns(import_id=session.pk, mapping=session.mapping, may_update=may_update, actor=officer)
    return check_rows(import_id=session.pk, actor=officer)


def test_a_right_table_is_written_after_confirmation_only(officer):
    session = checked(officer, row(9001), row(9002))

    assert (session.created, session.wrong) == (2, 0)
    assert not Enterprise.objects.exists()
    assert not AuditRecord.objects.filter(action="enterprises.enterprise.created").exists()
    assert not EventRecord.objects.filter(name="enterprises.enterprise.created").exists()
    assert jobs.memory_queue == []

    commit_import(import_id=session.pk, actor=officer)

    assert Enterprise.objects.count() == 2
    assert Enterprise.objects.get(uscc=credit_code(9001)).risk_level == 2
    assert AuditRecord.objects.filter(action="enterprises.enterprise.created").count() == 2
    record = assert_audited("exchange.import.committed", session, by=officer)
    assert record.after["created"] == 2
    assert all(r.stored_cells == "" for r in session.rows.all())


def test_every_wrong_row_names_its_number_its_column_and_what_to_do(officer):
    session = checked(
        officer,
        row(9001, uscc="91330825MA00000000"),
        row(9002, employees="三十"),
        row(9003, sector="不存在的行业"),
        row(9004, name=""),
        row(9005),
        row(9005, name="演示重复厂"),
    )

    assert session.wrong == 5
    errors = {r.number: r.errors for r in session.rows.all() if r.errors}
    assert errors[2][0]["column"] == "uscc"
    assert errors[3][0]["column"] == "employees"
    assert errors[4][0]["column"] == "sector"
    assert errors[5][0]["column"] == "name"
    assert 6 not in errors
    assert 7 in errors  # the same code twice in one file
    with pytest.raises(WrongState):
        commit_import(import_id=session.pk, actor=officer)
    assert not Enterprise.objects.exists()


def test_existing_rows_are_errors_unless_updating_is_chosen(officer):
    known = EnterpriseFactory(uscc=credit_code(9001), employees=5, region_code=VILLAGE)

    assert checked(officer, row(9001)).wrong == 1
    session = checked(officer, row(9001), may_update=True)
    assert (session.created, session.updated, session.wrong) == (0, 1, 0)
    commit_import(import_id=session.pk, actor=officer)

    known.refresh_from_db()
    assert known.employees == 30
    assert_audited("enterprises.enterprise.changed", known, by=officer)


def test_a_row_refused_at_the_last_moment_takes_all_back(officer):
    session = checked(officer, row(9001), row(9002))
    EnterpriseFactory(uscc=credit_code(9002))

    with pytest.raises(InvalidInput):
        commit_import(import_id=session.pk, actor=officer)

    assert not Enterprise.objects.filter(uscc=credit_code(9001)).exists()
    session.refresh_from_db()
    assert session.state == ImportState.CHECKED


def test_an_import_belongs_to_who_started_it_and_needs_the_right(officer, cast):
    session = checked(officer, row(9001))
    colleague = make_actor("王科员", role="bureau_officer")

    with pytest.raises(NotVisible):
        commit_import(import_id=session.pk, actor=colleague)
    with pytest.raises(NotPermitted):
        start_import(kind="enterprises", uploaded=workbook(HEADER, row(1)), actor=cast.qian)


def test_cells_are_encrypted_while_they_wait(officer):
    session = checked(officer, row(9001))
    from django.db import connection

    with connection.cursor() as cursor:
        sql = "SELECT stored_cells FROM exchange_importrow WHERE session_id = %s"
        cursor.execute(sql, [session.pk])
        stored = cursor.fetchone()[0]
    assert "演示龙游" not in stored
    assert session.rows.get().cells[1] == "演示龙游进口9001厂"


def test_unreadable_and_foreign_files_are_refused_in_words():
    for upload in (
        SimpleUploadedFile("a.xlsx", b"not a workbook"),
        SimpleUploadedFile("a.pdf", b"%PDF"),
        SimpleUploadedFile("a.csv", b""),
        workbook(HEADER),
    ):
        with pytest.raises(InvalidInput):
            read_table(upload)


def test_csv_of_a_chinese_office_is_read_too():
    header, rows = read_table(
        SimpleUploadedFile("表.csv", "名称,电话\n演示企业,'00012345678\n".encode("gb18030"))
    )
    assert header == ["名称", "电话"]
    assert rows == [(2, ["演示企业", "00012345678"])]


def test_the_pages_lead_from_upload_to_the_written_rows(officer, visit):
    client = visit(officer)
    start = client.get(reverse("enterprises:import"))
    assert start.status_code == 200

    upload = client.post(
        reverse("enterprises:import"), {"file": workbook(HEADER, row(9001), row(9002, name=""))}
    )
    session = ImportSession.objects.get()
    assert upload["Location"] == session.get_absolute_url()
    page = client.get(session.get_absolute_url())
    mapping = {k: str(v) for k, v in session.mapping.items()}
    assert page.status_code == 200

    assert client.post(reverse("exchange:import_map", args=[session.pk]), {}).status_code == 422
    client.post(reverse("exchange:import_map", args=[session.pk]), mapping)
    preview = client.get(session.get_absolute_url())
    assert "演示龙游进口9001厂" in preview.text
    session.refresh_from_db()
    assert session.wrong == 1
    errors = client.get(reverse("exchange:import_errors", args=[session.pk]))
    assert "3," in b"".join(errors.streaming_content).decode("utf-8-sig")

    client.post(reverse("exchange:import_cancel", args=[session.pk]))
    session.refresh_from_db()
    assert session.state == ImportState.CANCELLED
    assert not session.rows.exists()


def test_template_and_present_rows_open_in_excel(officer, visit):
    import io

    from openpyxl import load_workbook

    enterprise = EnterpriseFactory()
    client = visit(officer)
    template = client.get(reverse("exchange:import_template", args=["enterprises"]))
    book = load_workbook(io.BytesIO(b"".join(template.streaming_content)))
    header = [cell.value for cell in next(iter(book.active.rows))]
    assert len(header) >= 10

    current = client.get(reverse("exchange:import_current", args=["enterprises"]))
    book = load_workbook(io.BytesIO(b"".join(current.streaming_content)))
    assert list(book.active.rows)[1][0].value == enterprise.uscc


def test_a_large_table_is_checked_and_written_by_the_worker(visit, run_jobs, monkeypatch):
    from anlan.base.exchange import tasks
    from anlan.base.exchange.views import imports

    region()
    SectorFactory()
    officer = make_actor("李科长", role="bureau_officer")
    monkeypatch.setattr(imports, "AT_ONCE_ROWS", 1)
    monkeypatch.setattr(tasks, "_actor", lambda _id: officer)
    session = start_import(
        kind="enterprises", uploaded=workbook(HEADER, row(9001), row(9002)), actor=officer
    )
    client = visit(officer)
    client.post(
        reverse("exchange:import_map", args=[session.pk]),
        {k: str(v) for k, v in session.mapping.items()},
    )
    run_jobs()
    session.refresh_from_db()
    assert session.state == ImportState.CHECKED

    client.post(reverse("exchange:import_commit", args=[session.pk]))
    run_jobs()
    session.refresh_from_db()
    assert session.state == ImportState.COMMITTED
    assert Enterprise.objects.count() == 2
