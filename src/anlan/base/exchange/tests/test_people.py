"""People come from a table like enterprises do; their phones are never shown on the way."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from anlan.base.exchange.services.checking import check_rows
from anlan.base.exchange.services.imports import map_columns, start_import
from anlan.base.exchange.services.writing import commit_import
from anlan.base.exchange.tests.factories import workbook
from anlan.base.organisations.models import Organisation, Person
from anlan.kernel.testing import assert_audited, make_actor
from anlan.supervision.enterprises.tests.factories import region

pytestmark = pytest.mark.django_db
HEADER = ["姓名", "单位", "职务", "手机号码", "邮箱"]


@pytest.fixture
def officer():
    """A bureau officer, with an office whose people come from a table."""
    Organisation.objects.create(
        code="bureau", name="演示县应急管理局", kind="department", region=region()
    )
    return make_actor("李科长", role="bureau_officer")


def checked(officer, *rows):
    """Upload, map as guessed, check."""
    session = start_import(kind="people", uploaded=workbook(HEADER, *rows), actor=officer)
    map_columns(import_id=session.pk, mapping=session.mapping, may_update=True, actor=officer)
    return check_rows(import_id=session.pk, actor=officer)


def test_people_are_written_with_encrypted_phones(officer, visit):
    session = checked(officer, ["演示张三", "演示县应急管理局", "科员", "00012345678", ""])
    assert session.wrong == 0
    page = visit(officer).get(session.get_absolute_url())
    assert "00012345678" not in page.text
    assert "演示张三" in page.text

    commit_import(import_id=session.pk, actor=officer)

    person = Person.objects.get()
    assert person.phone == "00012345678"
    record = assert_audited("organisations.person.created", person, by=officer)
    assert "00012345678" not in str(record.after)
    again = checked(officer, ["演示张三", "bureau", "科长", "", ""])
    assert (again.created, again.updated, again.wrong) == (0, 1, 0)
    commit_import(import_id=again.pk, actor=officer)
    person.refresh_from_db()
    assert (person.title, person.phone) == ("科长", "00012345678")


def test_unknown_offices_and_wrong_cells_are_told(officer):
    session = checked(
        officer,
        ["演示李四", "不存在的单位", "", "", ""],
        ["演示王五", "bureau", "", "不是电话", ""],
        ["演示赵六", "bureau", "", "", "不是邮箱"],
    )
    columns = [row.errors[0]["column"] for row in session.rows.all()]
    assert columns == ["organisation_id", "phone", "email"]


def test_present_people_are_exported_without_mobile_phones(officer, visit):
    session = checked(officer, ["演示张三", "bureau", "科员", "00012345678", ""])
    commit_import(import_id=session.pk, actor=officer)

    answer = visit(officer).get(reverse("exchange:import_current", args=["people"]))

    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    row = [cell.value for cell in list(book.active.rows)[1]]
    assert row[0] == "演示张三"
    assert "00012345678" not in row
