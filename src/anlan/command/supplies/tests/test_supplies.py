"""Booking supplies and seeing where they lie."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from anlan.command.supplies.events import StockAdjusted, WarehouseChanged
from anlan.command.supplies.public import adjust_stock, create_warehouse, find_stock
from anlan.command.supplies.tests.factories import StockItemFactory, WarehouseFactory
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db


def test_supplies_are_booked_by_their_keeper_and_never_below_zero(cast):
    item = StockItemFactory()
    keeper = make_actor(
        "保管员", role="warehouse_keeper", scope=Scope("person", str(item.warehouse.keeper_id))
    )
    with pytest.raises(InvalidInput):
        adjust_stock(item_id=item.pk, quantity=13, kind="issued", actor=keeper)
    with pytest.raises(InvalidInput):
        adjust_stock(item_id=item.pk, quantity=10, kind="counted", actor=keeper)
    with pytest.raises(NotPermitted):
        adjust_stock(item_id=item.pk, quantity=1, kind="issued", actor=cast.sun)
    with pytest.raises(NotVisible):
        adjust_stock(item_id=item.pk, quantity=1, kind="issued", actor=cast.qian)

    adjust_stock(item_id=item.pk, quantity=5, kind="issued", actor=keeper, reason="演练")
    adjust_stock(item_id=item.pk, quantity=9, kind="counted", actor=keeper, reason="月度盘点")

    item.refresh_from_db()
    assert item.quantity == 9
    assert list(item.movements.values_list("change", flat=True)) == [2, -5]
    assert_audited("supplies.stock.adjusted", item, by=keeper)
    assert_emitted(StockAdjusted, item_id=item.pk, change=-5)


def test_what_is_expired_is_not_offered(cast):
    StockItemFactory(expires_on=date(2020, 1, 1))
    good = StockItemFactory()

    assert [s.id for s in find_stock("chemical_suit", cast.lin)] == [good.pk]


def test_a_warehouse_is_registered_by_the_bureau(cast):
    region = WarehouseFactory().region
    values = {
        "code": "K900",
        "name": "演示库",
        "kind": "county",
        "region_code": region.pk,
        "longitude": 119.1,
        "latitude": 29.0,
    }
    with pytest.raises(NotPermitted):
        create_warehouse(actor=cast.sun, **values)
    officer = make_actor("科员", role="bureau_officer")
    warehouse = create_warehouse(actor=officer, **values)
    assert_audited("supplies.warehouse.created", warehouse, by=officer)
    assert_emitted(WarehouseChanged, warehouse_id=warehouse.pk)
    with pytest.raises(InvalidInput):
        create_warehouse(actor=officer, **values)


def test_pages_and_api(client, sign_in):
    item = StockItemFactory(quantity=3)
    assert client.get(reverse("supplies:list")).status_code == 302
    sign_in(client, "bureau_officer")
    assert item.warehouse.name in client.get(reverse("supplies:list")).content.decode()
    assert client.get(reverse("supplies:list"), {"tab": "short"}).status_code == 200
    assert item.name in client.get(reverse("supplies:stock")).content.decode()
    page = client.get(reverse("supplies:detail", args=[item.warehouse_id])).content.decode()
    assert "低于最低储备" in page
    url = reverse("supplies:adjust", args=[item.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"kind": "issued", "quantity": 9}).status_code == 422
    assert client.post(url, {"kind": "received", "quantity": 9}).status_code == 303
    answer = client.get("/api/v1/supplies/stock").json()
    assert answer[0]["quantity"] == 12
    assert client.get("/api/v1/supplies/").json()[0]["longitude"] == 119.18
