"""Units from a table, through the pages: upload, columns, preview, confirmation, export."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from anlan.base.exchange.models import ImportSession
from anlan.base.exchange.tests.factories import workbook
from anlan.supervision.enterprises.tests.factories import credit_code
from anlan.supervision.installations.models import Installation

pytestmark = pytest.mark.django_db
HEADER = ["统一社会信用代码", "单元编码", "单元名称", "单元类型", "经度", "纬度"]


def uploaded(client, *rows):
    """Upload a table from the list page, take the columns as guessed, and check."""
    address = reverse("installations:import")
    assert client.get(address).status_code == 200
    answer = client.post(address, {"file": workbook(HEADER, *rows)})
    session = ImportSession.objects.latest("pk")
    assert answer["Location"] == session.get_absolute_url()
    mapping = {column: str(index) for column, index in session.mapping.items()}
    answer = client.post(reverse("exchange:import_map", args=[session.pk]), mapping)
    assert answer.status_code == 303, answer.text
    session.refresh_from_db()
    return session


def test_units_come_in_from_a_table_after_the_preview_was_confirmed(plant, officer, visit):
    client = visit(officer)
    assert reverse("installations:import") in client.get(reverse("installations:list")).text

    session = uploaded(
        client,
        [plant.uscc, "YS-01", "演示液氯罐区", "储存单元", 119.172, 29.028],
        [plant.uscc, "YS-02", "演示氯化装置", "生产单元", None, None],
    )

    assert (session.created, session.wrong) == (2, 0)
    assert not Installation.objects.exists()
    assert "演示液氯罐区" in client.get(session.get_absolute_url()).text
    client.post(reverse("exchange:import_commit", args=[session.pk]))
    units = {unit.code: unit for unit in Installation.objects.all()}
    assert set(units) == {"YS-01", "YS-02"}
    assert units["YS-01"].location.coords == (119.172, 29.028)
    assert units["YS-02"].kind == "production"
    current = client.get(reverse("exchange:import_current", args=["installations"]))
    sheet = load_workbook(io.BytesIO(b"".join(current))).active
    assert {row[1] for row in sheet.iter_rows(min_row=2, values_only=True)} >= {"YS-01", "YS-02"}


def test_a_wrong_row_is_named_and_nothing_is_written(plant, officer, visit):
    client = visit(officer)

    session = uploaded(
        client,
        [plant.uscc, "YS-01", "演示液氯罐区", "储存单元", 119.172, 29.028],
        [credit_code(7777), "YS-02", "别家罐区", "储存单元", None, None],
        [plant.uscc, "YS-03", "演示仓库", "不知何物", None, None],
        [plant.uscc, "YS-04", "演示仓库", "储存单元", 119.2, None],
    )

    wrong = {row.number: row.errors for row in session.rows.all() if row.errors}
    assert wrong[3][0]["column"] == "enterprise_id"
    assert wrong[4][0]["column"] == "kind"
    assert 5 in wrong
    client.post(reverse("exchange:import_commit", args=[session.pk]))
    assert not Installation.objects.exists()


def test_the_import_is_the_bureaus(unit, manager, cast, visit):
    for actor in (manager, cast.zhao):
        assert visit(actor).get(reverse("installations:import")).status_code == 403
