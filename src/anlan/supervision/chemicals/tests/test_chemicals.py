"""The catalogue: loaded from its table, kept by the bureau, read by everybody signed in."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.kernel.actor import system_actor
from anlan.kernel.errors import NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, make_actor
from anlan.supervision.chemicals.models import Chemical
from anlan.supervision.chemicals.public import find_chemical, get_chemical, list_chemicals
from anlan.supervision.chemicals.reference import load
from anlan.supervision.chemicals.services import keep_chemical
from anlan.supervision.chemicals.tests.factories import ChemicalFactory

pytestmark = pytest.mark.django_db


def test_the_catalogue_loads_twice_to_the_same_with_a_source_for_every_number():
    load(system_actor("reference"))
    first = Chemical.objects.count()
    load(system_actor("reference"))

    assert first == Chemical.objects.count() >= 40
    chlorine = Chemical.objects.get(cas="7782-50-5")
    assert chlorine.molar_mass_g_mol == pytest.approx(70.906)
    assert chlorine.source_of("threshold_t")["source"].startswith("GB 18218")
    assert chlorine.lel_percent is None
    for chemical in Chemical.objects.all():
        for name in Chemical.UNITS:
            if getattr(chemical, name) is not None:
                assert chemical.source_of(name)["source"], (chemical, name)
        assert set(chemical.hazard_labels).isdisjoint(chemical.hazards), chemical
        assert chemical.get_state_display() != chemical.state


def test_keeping_is_for_the_bureau_and_writes_what_changed(cast):
    officer = make_actor("李科长", role="bureau_officer")
    with pytest.raises(NotPermitted):
        keep_chemical(cas="1-1-1", values={"name": "演示物质"}, actor=cast.sun)

    chemical = keep_chemical(cas="1-1-1", values={"name": "演示物质"}, actor=officer)
    assert_audited("chemicals.chemical.created", chemical, by=officer)
    keep_chemical(cas="1-1-1", values={"name": "演示物质", "idlh_ppm": 10.0}, actor=officer)
    record = assert_audited("chemicals.chemical.changed", chemical, by=officer)
    assert record.after == {"idlh_ppm": 10.0}


def test_others_find_a_substance_by_number_or_name():
    chlorine = ChemicalFactory()
    assert get_chemical(chlorine.pk).idlh_ppm == 10.0
    assert find_chemical(cas="7782-50-5") == find_chemical(name=chlorine.name)
    assert find_chemical(cas="0-0-0") is None
    assert [c.id for c in list_chemicals([chlorine.pk])] == [chlorine.pk]
    with pytest.raises(NotVisible):
        get_chemical(0)


def test_the_data_sheet_marks_values_nobody_has_checked(cast, visit):
    chemical = ChemicalFactory()
    client = visit(cast.sun)
    page = client.get(chemical.get_absolute_url())
    assert page.status_code == 200
    assert "CAS 7782-50-5" in page.text
    figures = page.context["page"]["facts"][2]["rows"]
    assert any(row["help"] for row in figures)
    assert client.get(reverse("chemicals:list"), {"q": "lv"}).status_code == 200
    assert client.get("/api/v1/chemicals/7782-50-5").json()["un_number"] == "1017"
    assert client.get("/api/v1/chemicals/0-0-0").status_code == 404
