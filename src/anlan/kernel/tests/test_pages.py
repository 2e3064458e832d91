"""The generic pages where no single noun's tests reach: counting, sorting, exports, columns."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.translation import override

from anlan.kernel.pages import exports, pagination
from anlan.kernel.pages.facets import Facet, Window, find
from anlan.kernel.pages.lists import settled
from anlan.kernel.pages.pagination import BoundedRows, sorted_keys, total_label
from anlan.supervision.enterprises.models import Enterprise
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("＝１", "'＝１"),
        ("演示", "演示"),
        (-5, -5),
        (None, None),
    ],
)
def test_text_that_would_run_as_a_formula_is_defused(value, written):
    assert exports.defuse(value) == written


def test_a_workbook_keeps_formulas_as_text_and_refuses_too_many_rows(monkeypatch):
    from openpyxl import load_workbook

    from anlan.kernel.errors import InvalidInput

    book = load_workbook(exports.xlsx_file("a/b", ["x"], [["=1+1"], [2]]))
    cell = book.active["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    monkeypatch.setattr(exports, "XLSX_ROWS", 1)
    with pytest.raises(InvalidInput):
        exports.xlsx_file("t", ["x"], [[1], [2]])


def test_csv_comes_in_pieces(monkeypatch):
    monkeypatch.setattr(exports, "CHUNK_ROWS", 2)
    pieces = list(exports.csv_chunks(["a"], [[n] for n in range(5)]))
    assert len(pieces) == 3
    assert b"".join(pieces).decode("utf-8-sig").split() == ["a", "0", "1", "2", "3", "4"]


@pytest.mark.django_db
def test_counting_stops_at_the_cap_and_says_so(monkeypatch, cast, visit):
    from anlan.kernel.pages import facets, lists

    for module in (pagination, facets, lists):
        monkeypatch.setattr(module, "COUNT_CAP", 3)
    monkeypatch.setattr(pagination, "PAGED_ROWS", 2)
    for _n in range(5):
        EnterpriseFactory()

    page = visit(cast.sun).get(reverse("enterprises:list")).context["page"]

    assert page["total_label"] != total_label(3)
    assert page["total_label"] == total_label(4)
    level = next(f for f in page["facets"] if f["name"] == "risk_level")
    assert level["choices"][0]["count_label"].endswith("+")
    assert len(page["table"].page.object_list) == 2


@pytest.mark.django_db
def test_what_was_found_together_agrees_with_what_is_asked_apart():
    rows = [EnterpriseFactory(employees=n % 3, risk_level=1 + n % 4) for n in range(12)]
    queryset = Enterprise.objects.order_by("-employees", "-pk")
    facets = (Facet("risk_level", "level"), Facet("status", "status"))
    from django.http import QueryDict

    window = Window(("-employees", "-pk"), 4, 5)
    found = find(Enterprise.objects.all(), facets, QueryDict("risk_level=1&risk_level=2"), window)

    chosen = queryset.filter(risk_level__in=[1, 2])
    assert found.total == chosen.count() == 6
    assert found.keys == list(chosen.values_list("pk", flat=True)[4:9])
    assert {c["label"]: c["count"] for c in found.facets[0]["choices"]}
    assert sum(c["count"] for c in found.facets[0]["choices"]) == len(rows)
    assert sum(c["count"] for c in found.facets[1]["choices"]) == 6
    assert sorted_keys(queryset, 2, 4) == list(queryset.values_list("pk", flat=True)[2:6])
    data = BoundedRows(queryset, 12)
    assert [r.pk for r in data[3:6]] == list(queryset.values_list("pk", flat=True)[3:6])


@pytest.mark.django_db
def test_ties_are_broken_by_the_key_in_the_same_direction():
    def order(*paths):
        return tuple(settled(Enterprise.objects.order_by(*paths)).query.order_by)

    assert order("name") == ("name", "pk")
    assert order("-name") == ("-name", "-pk")
    assert order("name", "-id") == ("name", "-id")


@pytest.mark.django_db
def test_chosen_columns_come_from_the_address_and_stay_in_a_cookie(cast, visit):
    EnterpriseFactory()
    client = visit(cast.sun)
    answer = client.get(reverse("enterprises:list"), {"columns": ["name", "address"]})
    shown = [c["name"] for c in answer.context["page"]["columns"] if c["visible"]]
    assert shown == ["name", "address"]
    again = client.get(reverse("enterprises:list"))
    assert [c["name"] for c in again.context["page"]["columns"] if c["visible"]] == shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=x",
        "page=99999999",
        "per_page=-1",
        "per_page=999999",
        "sort=nothing",
        "sort=-",
        "risk_level=x",
        "risk_level=99999999999999999999",
        "tab=none",
        "township=%25",
        "columns=none",
        "employees_min=x",
        "q=%00",
        "q=%25_%5C",
        "sort=name&sort=-employees",
        "facet=sector",
        "status=%00",
    ],
)
def test_a_strange_address_is_a_page_and_not_an_error(cast, visit, query):
    EnterpriseFactory()
    assert visit(cast.sun).get(f"{reverse('enterprises:list')}?{query}").status_code == 200


def test_totals_are_spelled():
    with override("en"):
        assert total_label(10_001) == "10,000+ rows"
        assert total_label(10_000) == "10,000 rows"
        assert total_label(1) == "1 row"
