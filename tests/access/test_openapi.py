"""Schemathesis asks the whole API whatever its document allows, as several roles: never a 5xx."""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from typing import Any

import pytest
import requests
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from ninja import Schema

from anlan.config.api import api

from .world import TOKEN, World, undone

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(120)]
#: Examples for each operation and asker; the nightly run asks for more.
EXAMPLES = int(os.environ.get("ANLAN_FUZZ_EXAMPLES", "5"))
ASKERS = ("duty_officer", "bureau_officer", "enterprise_manager", "auditor", TOKEN, "anonymous")
ADDRESS = "http://testserver"


@lru_cache(maxsize=1)
def operations() -> dict[str, Any]:
    """Return every operation of the document by method and path."""
    schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))
    return {
        f"{found.ok().method.upper()} {found.ok().path}": found.ok()
        for found in schema.get_all_operations()
    }


def send(world: World, asker: str, case: Any) -> Any:
    """Send a generated request through the test client; what it changed is undone."""
    prepared = requests.Request(**_known(case.as_transport_kwargs(base_url=ADDRESS))).prepare()
    body = prepared.body or b""
    with undone():
        return world.client(asker).generic(
            prepared.method or "GET",
            (prepared.url or "").removeprefix(ADDRESS),
            data=body.encode() if isinstance(body, str) else body,
            content_type=prepared.headers.get("Content-Type", "application/json"),
        )


def _known(given_arguments: dict[str, Any]) -> dict[str, Any]:
    kept = ("method", "url", "headers", "files", "data", "params", "auth", "cookies", "json")
    return {key: value for key, value in given_arguments.items() if key in kept}


@pytest.mark.parametrize("name", sorted(operations()))
def test_the_operation_never_fails_on_our_side(world, name):
    operation = operations()[name]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        for asker in ASKERS:
            response = send(world, asker, case)
            assert response.status_code < 500, (
                f"{asker}: {case.method} {case.formatted_path} {case.query} {case.body!r}\n"
                f"{response.content[:500]!r}"
            )
            if asker == "anonymous":
                assert response.status_code in (401, 404, 405), response.status_code

    ask()


def test_a_token_opens_the_api_and_a_wrong_one_does_not(world):
    with transaction.atomic():
        told = world.client(TOKEN).get("/api/v1/accounts/me").json()
        client = world.client("anonymous")
        wrong = client.get("/api/v1/accounts/me", headers={"Authorization": "Bearer anlan_wrong"})
    assert told["kind"] == "api" and told["display_name"] == "演示省级平台"
    assert wrong.status_code == 401


def test_the_document_is_served_and_describes_every_operation(client):
    document = client.get("/api/v1/openapi.json").json()
    assert document["info"]["title"] == "Anlan 安澜"
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation.get("summary"), f"{method} {path} has no summary"


def test_no_two_schemas_share_a_name():
    """The document knows schemas by class name: of two with one name it would show the last."""
    known: dict[str, set[str]] = {}
    for kind in _subclasses(Schema):
        if kind.__module__.startswith("anlan.") and kind.__module__.endswith(".api"):
            known.setdefault(kind.__name__, set()).add(kind.__module__)
    # Queries are written out parameter by parameter: nothing refers to their names.
    parts = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(api.get_openapi_schema())))
    assert {n: m for n, m in known.items() if len(m) > 1 and n in parts} == {}


def _subclasses(kind):
    for child in kind.__subclasses__():
        yield child
        yield from _subclasses(child)
