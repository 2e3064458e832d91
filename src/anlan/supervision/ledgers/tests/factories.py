"""Rows of the tiny pack and its department, for tests of every app."""

from __future__ import annotations

from typing import Any

from anlan.base.organisations.models import Organisation
from anlan.kernel.actor import Actor, system_actor
from anlan.supervision.enterprises.tests.factories import region
from anlan.supervision.ledgers.models import Ledger, LedgerRow
from anlan.supervision.ledgers.services.rows import create_row

COUNTY = "330825000000"


def department(name: str = "演示局") -> Organisation:
    """The county's department that keeps the tiny pack."""
    county = region(COUNTY, "演示县", "county")
    found, _made = Organisation.objects.get_or_create(
        code="department:demo", defaults={"name": name, "kind": "department", "region": county}
    )
    return found


def make_row(ledger: Ledger, actor: Actor | None = None, **values: Any) -> LedgerRow:
    """A row of the tanks' ledger, in a village of the first township."""
    region()
    given = {"name": "1号罐", "state": "在用", "region": "330825100001", **values}
    return create_row(ledger_id=ledger.pk, values=given, actor=actor or system_actor("tests"))
