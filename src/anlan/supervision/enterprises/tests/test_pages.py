"""The list of enterprises and the dossier, through HTTP."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from anlan.kernel.testing import assert_audited, make_actor
from anlan.kernel.testing.cast import TOWN
from anlan.supervision.enterprises.tests.factories import (
    OTHER_VILLAGE,
    ChemicalHoldingFactory,
    EnterpriseContactFactory,
    EnterpriseFactory,
    LicenceFactory,
)

pytestmark = pytest.mark.django_db


def test_an_officer_sees_the_enterprises_of_his_township_only(cast, visit):
    own = EnterpriseFactory()
    other = EnterpriseFactory(region_code=OTHER_VILLAGE)

    response = visit(cast.zhao).get(reverse("enterprises:list"))

    assert response.status_code == 200
    assert own.name in response.text
    assert other.name not in response.text
    assert visit(cast.zhao).get(other.get_absolute_url()).status_code == 404


def test_who_has_no_right_gets_403_and_who_is_not_signed_in_is_sent_to_sign_in(cast, visit):
    assert visit(cast.qian).get(reverse("enterprises:list")).status_code == 403
    answer = Client().get(reverse("enterprises:list"))
    assert answer.status_code == 302


@pytest.mark.parametrize("words", ["化工7", "huagong", "lyhg", "演示龙游", "龙游 化工", "化工"])
def test_a_name_is_found_by_part_pinyin_and_initials(cast, visit, words):
    EnterpriseFactory(name="演示龙游化工7厂")
    EnterpriseFactory(name="演示衢江纸业厂", short_name="纸业")

    response = visit(cast.sun).get(reverse("enterprises:list"), {"q": words})

    assert "演示龙游化工7厂" in response.text
    assert "演示衢江纸业厂" not in response.text


def test_facets_tabs_and_sorting_keep_their_state_in_the_address(cast, visit):
    red = EnterpriseFactory(risk_level=1)
    blue = EnterpriseFactory(risk_level=4)
    client = visit(cast.sun)

    response = client.get(
        reverse("enterprises:list"), {"risk_level": "1", "tab": "all", "sort": "-employees"}
    )

    page = response.context["page"]
    assert red.name in response.text
    assert blue.name not in response.text
    facet = next(f for f in page["facets"] if f["name"] == "risk_level")
    assert {c["label"]: c["count"] for c in facet["choices"]} == {
        c["label"]: 1 for c in facet["choices"]
    }
    assert len(facet["choices"]) == 2
    assert page["active_filters"][0]["remove_url"] == "?tab=all&sort=-employees"
    township = next(f for f in page["facets"] if f["name"] == "township")
    assert township["choices"][0]["url"].endswith("township=330825100")
    only_red = client.get(reverse("enterprises:list"), {"tab": "red"})
    assert blue.name not in only_red.text


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(
    cast, visit, django_assert_num_queries
):
    client = visit(cast.sun)
    EnterpriseFactory()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("enterprises:list"))
    for _n in range(12):
        EnterpriseFactory()
    with django_assert_num_queries(len(few)):
        client.get(reverse("enterprises:list"))


def test_csv_holds_what_is_shown_defused_and_the_export_is_audited(cast, visit):
    EnterpriseFactory(name="=cmd|' /C calc'!A0 演示")
    EnterpriseFactory(name="演示蓝色企业", risk_level=4)

    response = visit(cast.sun).get(
        reverse("enterprises:list"),
        {"export": "csv", "risk_level": "2", "columns": ["name", "risk_level"]},
    )

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = text.strip().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=cmd")
    assert_audited("exchange.list.exported", by=None)


def test_xlsx_export_opens_and_has_the_rows(cast, visit):
    import io

    from openpyxl import load_workbook

    enterprise = EnterpriseFactory()

    response = visit(cast.sun).get(reverse("enterprises:list"), {"export": "xlsx"})

    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    values = [cell.value for cell in list(book.active.rows)[1]]
    assert enterprise.name in values
    assert enterprise.employees in values


def test_the_dossier_shows_facts_contacts_chemicals_and_licences(cast, visit, frozen_clock):
    enterprise = EnterpriseFactory()
    contact = EnterpriseContactFactory(enterprise=enterprise)
    ChemicalHoldingFactory(enterprise=enterprise)
    from datetime import date

    LicenceFactory(enterprise=enterprise, valid_to=date(2026, 11, 1))

    page = enterprise.get_absolute_url()
    response = visit(cast.sun).get(page)

    assert response.status_code == 200
    # What runs out stands on the first page; the rest has a group of its own.
    for text in (enterprise.uscc, contact.person.name, "安全生产许可证"):
        assert text in response.text
    assert "00012345678" not in response.text
    assert "氯(液氯)" in visit(cast.sun).get(page, {"part": "plant"}).text
    assert "安全生产许可证" in visit(cast.sun).get(page, {"part": "papers"}).text


def test_a_number_is_shown_on_demand_as_a_link_and_that_is_audited(cast, visit):
    contact = EnterpriseContactFactory()
    url = reverse("enterprises:reveal_phone", args=[contact.pk])

    response = visit(cast.sun).post(url)

    assert 'href="tel:00012345678"' in response.text
    assert_audited("organisations.person.phone_revealed", contact.person)
    assert visit(cast.zhao).post(url).status_code == 403


def test_suspending_needs_a_reason_and_changes_the_state(visit):
    enterprise = EnterpriseFactory()
    officer = make_actor("李科长", role="bureau_officer")
    url = reverse("enterprises:transition", args=[enterprise.pk, "suspend"])

    visit(officer).post(url, {"reason": ""})
    enterprise.refresh_from_db()
    assert enterprise.status == "operating"

    response = visit(officer).post(url, {"reason": "现场检查发现重大隐患"})

    enterprise.refresh_from_db()
    assert response.status_code == 303
    assert enterprise.status == "suspended"
    page = visit(officer).get(enterprise.get_absolute_url())
    assert "现场检查发现重大隐患" in page.text


def test_a_form_gives_every_error_back_with_422(visit):
    officer = make_actor("李科长", role="bureau_officer")
    response = visit(officer).post(reverse("enterprises:create"), {"uscc": "123", "name": ""})

    assert response.status_code == 422
    assert set(response.context["form"].errors) >= {"uscc", "name", "sector", "region_id"}


def test_township_claims_its_enterprises_in_bulk(cast, visit):
    mine = [EnterpriseFactory(), EnterpriseFactory()]
    other = EnterpriseFactory(region_code=OTHER_VILLAGE)
    from anlan.supervision.enterprises.tests.factories import TOWN as TOWN_CODE
    from anlan.supervision.enterprises.tests.factories import region

    region(TOWN_CODE, "演示街道", "township")

    visit(cast.zhao).post(
        reverse("enterprises:list"),
        {"verb": "claim", "ids": [mine[0].pk, mine[1].pk, other.pk]},
    )

    for enterprise in mine:
        enterprise.refresh_from_db()
        assert enterprise.claimed_region_id.startswith(TOWN)
    other.refresh_from_db()
    assert other.claimed_region_id is None
