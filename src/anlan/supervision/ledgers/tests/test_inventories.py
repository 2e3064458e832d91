"""The shipped packs against the inventories of their source: all of it, found by its own name."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict

import pytest
from click.testing import CliRunner
from django.apps import apps

from anlan.kernel.actor import system_actor
from anlan.kernel.registry import search_providers
from anlan.kernel.testing import make_actor
from anlan.operations.commands.packs import packs as packs_command
from anlan.supervision.ledgers.models import NamedThing, Pack, PackVersion
from anlan.supervision.ledgers.packs.sources import InventoryRow, read_sources
from anlan.supervision.ledgers.services.packs import load_shipped

SYSTEM = system_actor("tests")
PACKS, INVENTORY_ROWS = 22, 416
PARTS = ("Ledger", "Checklist", "Criterion", "Cadence", "Target", "NamedThing")
#: Remarks of whoever made the inventory stand in brackets after a blank, or in English.
_REMARK = re.compile(r"\s+[(（][^()（）]*[)）]|[(（][A-Za-z &,.-]+[)）]")


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """The 22 packs, loaded once for the module and taken back."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load_shipped(SYSTEM)
        yield Pack.objects.all()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def named() -> list[InventoryRow]:
    """Rows of the inventories that name a ledger, list or system; those only inferred are not."""
    rows = list(read_sources().inventory.values())
    if not rows:
        pytest.skip("the inventories do not lie beside the checkout")
    return [row for row in rows if "LED" in row.kind or "SYS" in row.kind or row.kind == "N"]


def names_of(row: InventoryRow) -> list[str]:
    """The Chinese names in a row: several are parted by a stroke or a semicolon."""
    text = _REMARK.sub("", row.name.replace("*", ""))
    if text == "台账":  # nothing but “ledger”: what it is of stands in the brackets
        text = row.name.replace(" ", "")
    return [part.strip() for part in re.split(r"\s+[/+]\s+|[;；]\s*", text) if part.strip()]


def test_every_named_ledger_list_and_system_is_found_by_its_chinese_name(shipped, named):
    addresses = defaultdict(set)
    for model in PARTS:
        for part in apps.get_model("ledgers", model).objects.all():
            for inventory_id in part.inventory_ids:
                addresses[inventory_id].add(part.get_absolute_url())
                # A name in the document may lead to the checklist that serves it.
                if model == "Checklist":
                    served = NamedThing.objects.filter(
                        pack=part.pack_id, served_by__contains=[f"checklist:{part.code}"]
                    )
                    addresses[inventory_id] |= {thing.get_absolute_url() for thing in served}
    officer = make_actor("李科长", role="bureau_officer")
    own = ("ledgers", "named_things", "criteria", "cadences", "targets")
    providers = [search_providers()[name] for name in own]
    outside = {
        item["inventory_id"]
        for version in PackVersion.objects.filter(state="published")
        for item in version.content["outside_software"]
    }
    packs = dict(shipped.values_list("sub_plan", "name"))
    pairs = [(row, name) for row in named if row.id not in outside for name in names_of(row)]
    often = Counter(name for _row, name in pairs)
    # A name that several sub-plans use is asked for together with the field of supervision.
    wanted = [
        (row, f"{packs[row.sub_plan]} {name}" if often[name] > 1 else name) for row, name in pairs
    ]
    missing = [
        f"{row.id} {name}"
        for row, name in wanted
        if not any(
            result.url in addresses[row.id]
            for provider in providers
            for result in provider(name, officer, 8)
        )
    ]

    assert not missing, f"{len(wanted) - len(missing)}/{len(wanted)} found; not: {missing}"


@pytest.mark.django_db
def test_the_shipped_packs_load_and_the_same_files_are_not_read_again(monkeypatch):
    found = load_shipped(SYSTEM)

    assert len(found) == PACKS
    assert PackVersion.objects.filter(state="published").exclude(files_digest="").count() == PACKS

    def refuse(folder):
        raise AssertionError(f"{folder} was read again")

    monkeypatch.setattr("anlan.supervision.ledgers.services.packs.read_pack", refuse)
    assert {pack.pk for pack in load_shipped(SYSTEM)} == {pack.pk for pack in found}
    assert PackVersion.objects.count() == PACKS


def test_the_command_counts_every_row_of_the_inventories_in_one_place(named):
    answer = CliRunner().invoke(packs_command, ["list", "--json"])

    assert answer.exit_code == 0, answer.output
    totals = json.loads(answer.stdout)["totals"]
    assert totals["packs"] == PACKS
    assert (totals["inventory_placed"], totals["inventory_rows"]) == (INVENTORY_ROWS,) * 2
    assert totals["faults"] == 0
