"""The dossiers through the API: the same rights, the same services."""

from __future__ import annotations

import pytest

from anlan.kernel.testing import assert_audited, make_actor
from anlan.supervision.enterprises.tests.factories import (
    OTHER_VILLAGE,
    VILLAGE,
    ChemicalHoldingFactory,
    EnterpriseFactory,
    SectorFactory,
    credit_code,
    region,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/enterprises/"


def test_the_list_is_scoped_narrowed_and_goes_on_after_an_id(cast, visit):
    own = [EnterpriseFactory() for _n in range(3)]
    EnterpriseFactory(region_code=OTHER_VILLAGE)
    client = visit(cast.zhao)

    first = client.get(URL, {"limit": 2}).json()
    second = client.get(URL, {"limit": 2, "after": first["next_after"]}).json()

    assert [e["id"] for e in first["items"] + second["items"]] == [e.pk for e in own]
    assert second["next_after"] is None
    assert client.get(URL, {"q": own[0].name}).json()["items"][0]["id"] == own[0].pk
    assert client.get(URL, {"risk_level": 1}).json()["items"] == []


def test_one_dossier_has_its_chemicals_and_404_outside(cast, visit):
    enterprise = EnterpriseFactory()
    ChemicalHoldingFactory(enterprise=enterprise)
    other = EnterpriseFactory(region_code=OTHER_VILLAGE)
    client = visit(cast.zhao)

    assert client.get(f"{URL}{enterprise.pk}").json()["chemicals"][0]["cas"] == "7782-50-5"
    assert client.get(f"{URL}{other.pk}").status_code == 404
    assert client.get(f"{URL}near?longitude=119.172&latitude=29.028").json()[0]["id"]


def test_registering_and_changing_answer_201_200_403_422(visit, cast):
    region()
    SectorFactory()
    officer = make_actor("李科长", role="bureau_officer")
    body = {
        "uscc": credit_code(501),
        "name": "演示接口登记厂",
        "sector": "chemical_organic",
        "region_code": VILLAGE,
    }
    made = visit(officer).post(URL, body, content_type="application/json")
    assert made.status_code == 201
    pk = made.json()["id"]
    assert_audited("enterprises.enterprise.created", by=officer)
    wrong = visit(officer).post(
        URL, {**body, "uscc": "91330825MA00000000"}, content_type="application/json"
    )
    assert wrong.status_code == 422
    assert "uscc" in wrong.json()["fields"]
    changed = visit(officer).patch(f"{URL}{pk}", {"employees": 9}, content_type="application/json")
    assert changed.json()["employees"] == 9
    refused = visit(cast.sun).patch(f"{URL}{pk}", {"employees": 8}, content_type="application/json")
    assert refused.status_code == 403
