"""A ledger's table through the pages of the import, and many rows at once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.base.exchange.models import ImportSession
from anlan.base.exchange.services.checking import check_rows
from anlan.base.exchange.tests.factories import workbook
from anlan.kernel.actor import Scope
from anlan.kernel.testing import assert_audited, make_actor
from anlan.kernel.transfer import PlannedRow, find_importer
from anlan.supervision.enterprises.tests.factories import region
from anlan.supervision.ledgers.models import LedgerRow
from anlan.supervision.ledgers.services.rows import create_row
from anlan.supervision.ledgers.tests.factories import make_row

pytestmark = pytest.mark.django_db
VILLAGE = "330825100001"


@pytest.fixture
def officer():
    """A bureau officer of the whole county."""
    region()
    return make_actor("李科长", role="bureau_officer", scope=Scope("region", "330825"))


def labels(ledger, *keys: str) -> list[str]:
    found = dict(ledger.fields.values_list("key", "label"))
    return [found[key] for key in keys]


def test_a_table_goes_through_the_pages_and_leads_back_to_its_ledger(visit, tanks, officer):
    known = make_row(tanks, name="旧罐", volume=3)
    client = visit(officer)
    start = client.get(reverse("ledgers:import", args=[tanks.pk]), follow=True)
    assert tanks.get_absolute_url() in start.content.decode()
    table = workbook(
        labels(tanks, "name", "state", "region", "volume"),
        ["甲罐", "在用", VILLAGE, "12.5"], ["旧罐", "在用", VILLAGE, "4"],
        ["坏罐", "坏了", VILLAGE, "1"], ["甲罐", "在用", VILLAGE, "13"],
    )  # fmt: skip
    answer = client.post(
        reverse("exchange:import_start", args=[f"ledger-{tanks.pk}"]), {"file": table}
    )
    assert answer.status_code == 303, answer.content.decode()
    session = ImportSession.objects.get()
    mapping = {name: str(position) for name, position in session.mapping.items()}
    client.post(reverse("exchange:import_map", args=[session.pk]), {**mapping, "may_update": "on"})
    session.refresh_from_db()
    if session.state == "checking":
        check_rows(import_id=session.pk, actor=officer)
    session.refresh_from_db()
    assert (session.state, session.created, session.updated, session.wrong) == ("checked", 1, 1, 2)
    client.post(reverse("exchange:import_commit", args=[session.pk]), {"only_good": "yes"})

    session.refresh_from_db()
    assert session.state == "committed"
    known.refresh_from_db()
    assert known.values["volume"] == 4
    row = LedgerRow.objects.get(title="甲罐")
    assert row.values["volume"] == 12.5
    assert_audited("ledgers.row.created", row, by=officer)
    assert_audited("ledgers.row.changed", known, by=officer)
    done = client.get(reverse("exchange:import", args=[session.pk])).content.decode()
    assert tanks.get_absolute_url() in done


def test_the_bulk_path_refuses_and_writes_what_one_row_at_a_time_does(tanks, officer):
    make_row(tanks, name="已有")
    importer = find_importer(f"ledger-{tanks.pk}")
    good = {"name": "乙罐", "state": "在用", "region": VILLAGE, "volume": 2.0}
    tables = [
        good, {**good, "state": "坏了"}, {**good, "volume": -1.0}, {**good, "name": "已有"},
        {**good, "region": "999999999999"}, {"state": "在用"},
    ]  # fmt: skip
    plans = [PlannedRow(number, values) for number, values in enumerate(tables, start=2)]

    refused = [bool(problems) for problems in importer.bulk.check(plans, officer)]
    one_by_one = []
    for values in tables:
        from django.db import transaction

        from anlan.kernel.errors import DomainError

        try:
            with transaction.atomic():
                create_row(ledger_id=tanks.pk, values=values, actor=officer)
                transaction.set_rollback(True)
            one_by_one.append(False)
        except DomainError:
            one_by_one.append(True)

    assert refused == one_by_one == [False, True, True, True, True, True]
    assert importer.bulk.write(plans[:1], officer) == ["乙罐"]
    (found,) = importer.bulk.find([good], officer)
    assert found.title == "乙罐"
    assert importer.row_of(found)[: len(importer.columns)]
