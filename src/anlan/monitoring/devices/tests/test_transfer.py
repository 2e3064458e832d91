"""Devices come in from a table and go out as the same table."""

from __future__ import annotations

import pytest

from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel.testing import make_actor
from anlan.kernel.transfer import find_importer
from anlan.monitoring.devices.models import Device

pytestmark = pytest.mark.django_db
ROW = {
    "code": "330825-GAS-9001",
    "name": "1号氯气探测器（演示）",
    "kind": "gas_detector",
    "region_id": "330825100",
    "longitude": "119.2",
    "latitude": "29.03",
    "period_s": "2",
    "point_key": "cl2",
    "point_name": "氯气浓度",
    "quantity": "gas_concentration",
    "unit": "ppm",
    "range_low": "0",
    "range_high": "10",
}


def _read(importer, cells, actor):
    values: dict = {}
    for name, text in cells.items():
        column = importer.column(name)
        column.assign(values, column.clean(text, actor))
    return values


def test_rows_of_one_device_become_one_device_with_several_points():
    RegionFactory()
    officer = make_actor("科员", role="bureau_officer")
    importer = find_importer("devices")
    first = _read(importer, ROW, officer)
    assert importer.find(first, officer) is None
    device = importer.create(first, officer)
    second = _read(
        importer,
        ROW | {"point_key": "temp", "point_name": "温度", "quantity": "temperature", "unit": "℃"},
        officer,
    )
    assert importer.find(second, officer) is None
    assert importer.create(second, officer) == device
    assert importer.find(second, officer) == device
    changed = importer.update(device, _read(importer, ROW | {"name": "改名"}, officer), officer)
    assert changed.name == "改名"
    assert Device.objects.count() == 1
    assert list(device.points.order_by("key").values_list("key", flat=True)) == ["cl2", "temp"]
    rows = list(importer.export(officer))
    assert len(rows) == 2 and len(rows[0]) == len(importer.columns)
