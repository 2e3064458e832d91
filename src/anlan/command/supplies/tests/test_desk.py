"""A keeper's desk names the stock that wants something."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.command.supplies.desk import expiring, wanting
from anlan.command.supplies.tests.factories import StockItemFactory, WarehouseFactory
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.testing import make_actor

pytestmark = pytest.mark.django_db


def test_short_and_expired_stock_is_to_do_now_and_expiring_stock_is_soon() -> None:
    warehouse = WarehouseFactory()
    today = clock.today()
    StockItemFactory(warehouse=warehouse, code="a", name="足量")
    StockItemFactory(warehouse=warehouse, code="b", name="短缺", quantity=2)
    StockItemFactory(warehouse=warehouse, code="c", name="过期", expires_on=today - timedelta(1))
    StockItemFactory(warehouse=warehouse, code="d", name="临期", expires_on=today + timedelta(20))
    StockItemFactory(code="e", name="别处短缺", quantity=0)
    keeper = make_actor(
        "保管员",
        role="warehouse_keeper",
        scope=Scope("organisation", str(warehouse.organisation_id)),
    )

    assert {item.label for item in wanting(keeper)} == {"短缺", "过期"}
    assert [item.label for item in expiring(keeper)] == ["临期"]
