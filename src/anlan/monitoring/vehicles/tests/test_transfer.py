"""Vehicles come in from an office's table with repairs, and go out as the same table."""

from __future__ import annotations

import pytest

from anlan.base.exchange.services.checking import check_rows
from anlan.base.exchange.services.imports import map_columns, start_import
from anlan.base.exchange.services.writing import commit_import
from anlan.base.exchange.tests.factories import workbook
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited, make_actor
from anlan.kernel.transfer import CellError, find_importer
from anlan.monitoring.vehicles.models import Vehicle
from anlan.monitoring.vehicles.tests.factories import DriverFactory, VehicleFactory
from anlan.monitoring.vehicles.transfer import PlateColumn
from anlan.supervision.chemicals.tests.factories import ChemicalFactory

pytestmark = pytest.mark.django_db
HEADER = ["车牌号码", "车辆类型", "所属企业", "终端号", "驾驶员", "核载吨位", "准运品名"]
HEADER.append("年检到期")


@pytest.fixture
def officer():
    return make_actor("李科长", role="bureau_officer")


def table(officer, *rows, may_update=False):
    session = start_import(kind="vehicles", uploaded=workbook(HEADER, *rows), actor=officer)
    map_columns(import_id=session.pk, mapping=session.mapping, may_update=may_update, actor=officer)
    return check_rows(import_id=session.pk, actor=officer)


def test_an_offices_table_is_read_checked_and_written(officer):
    driver = DriverFactory(name="张演示")
    firm = driver.enterprise
    chlorine = ChemicalFactory()
    spare = VehicleFactory(enterprise=firm, device__identity="013800000001")
    device, spare.device = spare.device, None
    spare.save()
    session = table(
        officer,
        [
            "浙Ｈ·演1001",
            "危险品车",
            firm.name,
            "13800000001",
            "张演示",
            "20吨",
            chlorine.name,
            "2027.6.30",
        ],
        ["浙h 演1002", "旅游包车", firm.name, "", "", "", "", ""],
    )
    assert (session.created, session.wrong) == (2, 0)
    assert Vehicle.objects.count() == 1
    commit_import(import_id=session.pk, actor=officer)
    vehicle = Vehicle.objects.get(plate="浙H演1001")
    assert (vehicle.kind, vehicle.enterprise, vehicle.load_t) == ("hazmat", firm, 20.0)
    assert vehicle.device == device and vehicle.driver == driver
    assert list(vehicle.permitted.all()) == [chlorine]
    assert str(vehicle.inspection_due_on) == "2027-06-30"
    assert Vehicle.objects.get(plate="浙H演1002").kind == "charter"
    assert_audited("vehicles.vehicle.registered", vehicle, by=officer)

    again = table(
        officer, ["浙H演1001", "危货车", firm.name, "", "", "18", "", ""], may_update=True
    )
    commit_import(import_id=again.pk, actor=officer)
    vehicle.refresh_from_db()
    assert vehicle.load_t == 18 and vehicle.device == device, "an empty cell leaves it alone"


def test_what_a_row_gets_wrong_is_named_and_nothing_is_written(officer):
    firm = VehicleFactory().enterprise
    session = table(
        officer,
        ["浙H演100O", "货车", firm.name, "99999", "没有此人", "", "不存在的物质", ""],
        ["没有车牌", "班车", "演示没有这家公司", "", "", "", "", ""],
    )
    assert session.wrong == 2
    words = str([row.errors for row in session.rows.all()])
    assert "浙H演1000" in words, "the letter is proposed as the digit"
    assert Vehicle.objects.count() == 1
    assert not officer.is_anonymous
    with pytest.raises(NotPermitted):
        start_import(
            kind="vehicles",
            uploaded=workbook(HEADER),
            actor=make_actor("科员", role="department_officer"),
        )


@pytest.mark.parametrize(
    ("written", "plate"),
    [("浙H·12345", "浙H12345"), ("浙ｈＡ1234挂", "浙HA1234挂"), ("粤BD12345", "粤BD12345")],
)
def test_plates_are_read_however_they_are_written(officer, written, plate):
    assert PlateColumn("plate", "plate").clean(written, officer) == plate


@pytest.mark.parametrize(
    ("written", "meant"), [("浙HI2345", "浙H12345"), ("H12345", None), ("浙H123", None)]
)
def test_what_is_no_plate_is_refused_with_what_was_meant(officer, written, meant):
    with pytest.raises(CellError) as refused:
        PlateColumn("plate", "plate").clean(written, officer)
    assert refused.value.proposal == meant


def test_operator_and_kind_do_not_change_by_a_table(officer):
    vehicle, other = VehicleFactory(), VehicleFactory()
    importer = find_importer("vehicles")
    values = {"plate": vehicle.plate, "kind": vehicle.kind, "enterprise_id": other.enterprise_id}
    with pytest.raises(InvalidInput) as refused:
        importer.update(vehicle, values, officer)
    assert "enterprise_id" in refused.value.fields


def test_what_goes_out_can_come_in_again(officer):
    vehicle = VehicleFactory(driver=None)
    vehicle.permitted.add(ChemicalFactory())
    importer = find_importer("vehicles")
    (cells,) = importer.export(officer)
    assert len(cells) == len(importer.columns)
    values: dict = {}
    for column, cell in zip(importer.columns, cells, strict=True):
        if cell not in ("", None):
            column.assign(values, column.clean(str(cell), officer))
    assert importer.find(values, officer) == vehicle
    importer.update(vehicle, values, officer)
    assert list(importer.export(officer)) == [cells]
