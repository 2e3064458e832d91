"""Every address is asked by every role and answers as permissions.csv says."""

from __future__ import annotations

import csv
import os
from contextlib import nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode
from zlib import crc32

import pytest
from django.http import HttpResponse

from .addresses import Address, addresses
from .world import ASKERS, World, undone

#: The database is set up for what is marked; every question is undone in ``ask``.
pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("permissions.csv")
DRAFT = Path(__file__).with_name("permissions.draft.csv")
FORM = "application/x-www-form-urlencoded"
HEADER = ("address", "route", *ASKERS)
ALL = {address.key: address for address in addresses()}


@lru_cache(maxsize=1)
def table() -> dict[str, dict[str, str]]:
    """Return the committed table by address."""
    if not TABLE.exists():
        return {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["address"]: row for row in csv.DictReader(file)}


def blank(_request: Any, _template: Any, *_context: Any, status: int = 200, **_more: Any) -> Any:
    """A page that is not drawn."""
    return HttpResponse(status=status)


def ask(world: World, address: Address, asker: str, *, is_drawn: bool = True) -> str:
    """Ask an address as somebody and return the word for the answer; nothing stays changed.

    Unless ``is_drawn`` the page stays blank: who may open it is known before it is drawn.
    """
    client = world.client(asker)
    given = world.given(address)
    body = address.filled(given) if address.body else ""
    more = {"content_type": "application/json", "data": body} if body else {}
    if "form" in given and not address.is_api:
        more = {"content_type": FORM, "data": urlencode(given["form"])}
    # Refusals come as JSON then, not as pages: what is asked here is the answer, not its looks.
    headers = {"Accept": "application/json"}
    drawing = nullcontext() if is_drawn else patch("anlan.kernel.requests.render", blank)
    with undone(), drawing:
        response = client.generic(address.method, address.path(given), headers=headers, **more)
    location = response.headers.get("Location", "")
    if response.status_code == 401 or location.startswith("/login/"):
        return "sign-in"
    if response.status_code >= 500:
        return f"error {response.status_code}"
    return {403: "denied", 404: "hidden"}.get(response.status_code, "served")


def test_every_address_has_a_row_and_every_row_an_address():
    assert sorted(set(ALL) - set(table())) == [], "addresses without a row"
    assert sorted(set(table()) - set(ALL)) == [], "rows without an address"


@pytest.mark.parametrize("key", sorted(ALL))
def test_the_address_answers_as_the_table_says(world, key):
    row = table().get(key)
    assert row is not None, f"{key} has no row in permissions.csv"
    found: dict[str, str] = {}
    for asker in ASKERS:
        # Drawn for the first who is served and for a quarter of the others: drawing takes longest.
        is_drawn = "served" not in found.values() or not crc32(f"{key} {asker}".encode()) % 4
        found[asker] = ask(world, ALL[key], asker, is_drawn=is_drawn)
    wanted = {asker: row[asker] for asker in ASKERS}
    assert found == wanted


def test_the_table_holds_no_error_and_lets_nobody_in_unasked():
    for key, row in table().items():
        assert not any(row[asker].startswith("error") for asker in ASKERS), key
        if row["anonymous"] == "served":
            assert key in PUBLIC, f"{key} is open to everybody; say why in PUBLIC"


#: Open without signing in: the way in, the health of the process, the language, the API's document,
#: the shell of the field application (it shows nothing before it knows who holds it), and the
#: announcement of the day on the display at the gate, by a key that can be revoked; what a
#: commander released to the public, until he withdraws it.
PUBLIC = {
    "GET accounts:login",
    "POST accounts:logout",
    "GET health",
    "GET ready",
    "GET metrics",
    "POST set_language",
    "GET api:openapi-json",
    "GET api:openapi-view",
    "GET field:app",
    "GET field:manifest",
    "GET field:worker",
    "GET installations:screen",
    "GET responses:public",
}


@pytest.mark.timeout(1800)
@pytest.mark.skipif(not os.environ.get("ANLAN_WRITE_PERMISSIONS"), reason="writes the draft")
def test_write_the_draft(world):
    with DRAFT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for key, address in ALL.items():
            writer.writerow([key, address.route, *(ask(world, address, a) for a in ASKERS)])
