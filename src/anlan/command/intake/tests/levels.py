"""One of two installations, worked from outside: ``python -m anlan.command.intake.tests.levels``.

Each call is a process of its own with the database of its level; it prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django


def prepare(name: str, region: str, role: str, other: str, port: str) -> dict[str, Any]:
    """Load what a level needs, and connect the other one under the code ``other``."""
    from anlan.base.exchange.services.webhooks import create_webhook
    from anlan.base.regions.models import Region
    from anlan.command.intake.models import ChainLink
    from anlan.command.intake.tests.factories import COUNTY, SYSTEM, TOWN, load_reference

    city = "330800000000"
    for code, parent, level, words in (
        (city, None, "city", "演示市"),
        (COUNTY, city, "county", "演示县"),
        (TOWN, COUNTY, "township", "演示街道"),
    ):
        Region.objects.get_or_create(
            code=code, defaults={"name": words, "level": level, "parent_id": parent}
        )
    load_reference()
    hook, secret = create_webhook(
        name=other,
        url=f"http://127.0.0.1:{port}/api/v1/intake/chain/{name}/",
        events=["intake.chain.none"],
        may_be_internal=True,
        actor=SYSTEM,
    )
    ChainLink.objects.create(
        code=other, name=f"演示{other}", role=role, region_id=region, webhook=hook
    )
    return {"secret": secret}


def trust(other: str, secret: str) -> dict[str, Any]:
    """Keep the secret the other side was shown."""
    from anlan.command.intake.models import ChainLink

    return {"known": ChainLink.objects.filter(code=other).update(secret=secret)}


def report() -> dict[str, Any]:
    """Open an incident at the county and submit its initial report."""
    from anlan.command.incidents.services.incidents import open_incident
    from anlan.command.incidents.services.reports import draft_report, edit_report, submit_report
    from anlan.command.intake.tests.factories import SYSTEM, TOWN
    from anlan.kernel import clock

    incident = open_incident(
        title="演示化工厂泄漏",
        kind="chemical",
        source="phone",
        occurred_at=clock.now(),
        region_code=TOWN,
        facts={"deaths": 1},
        actor=SYSTEM,
    )
    draft = draft_report(incident_id=incident.pk, kind="initial", actor=SYSTEM)
    words = {"addressee": "演示市局", "signatory": "演示", "casualties": "死亡1人"}
    edit_report(report_id=draft.pk, values=words, actor=SYSTEM)
    submit_report(report_id=draft.pk, actor=SYSTEM)
    return {"number": incident.number}


def hurry() -> dict[str, Any]:
    """Make what waits for its next attempt due now."""
    from anlan.base.exchange.models import WebhookDelivery
    from anlan.base.exchange.tasks import deliver_webhook

    rows = WebhookDelivery.objects.filter(state="waiting")
    rows.update(next_attempt_at=None)
    for row in rows:
        deliver_webhook.defer(delivery_id=row.pk)
    return {"queued": rows.count()}


def instruct() -> dict[str, Any]:
    """Open the item at the city and urge the county."""
    from anlan.command.intake.models import IntakeItem
    from anlan.command.intake.services.instructions import give_instruction
    from anlan.command.intake.services.items import open_from_item
    from anlan.command.intake.tests.factories import SYSTEM

    incident = open_from_item(item_id=IntakeItem.objects.get().pk, actor=SYSTEM)
    given = give_instruction(
        incident_id=incident.id, kind="urge", text="请续报伤亡", minutes=30, actor=SYSTEM
    )
    return {"id": given.pk}


def answer() -> dict[str, Any]:
    """Answer at the county."""
    from anlan.command.intake.models import Instruction
    from anlan.command.intake.services.instructions import answer_instruction
    from anlan.command.intake.tests.factories import SYSTEM

    row = answer_instruction(
        instruction_id=Instruction.objects.get().pk, answer="无新增伤亡", actor=SYSTEM
    )
    return {"id": row.pk}


def show() -> dict[str, Any]:
    """Tell what stands in this installation."""
    from anlan.command.incidents.models import Incident, IncidentReport
    from anlan.command.intake.models import ChainReport, Instruction, IntakeItem, ReportDoubt

    return {
        "incidents": list(Incident.objects.values_list("number", flat=True)),
        "reports": list(IncidentReport.objects.values_list("state", "receipt_number")),
        "chain": list(ChainReport.objects.values_list("is_ours", "thread", "receipt_number")),
        "items": list(IntakeItem.objects.values_list("external_number", "state")),
        "instructions": list(Instruction.objects.values_list("is_ours", "text", "answer")),
        "doubts": ReportDoubt.objects.count(),
    }


ACTS = {f.__name__: f for f in (prepare, trust, report, hurry, instruct, answer, show)}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    django.setup()
    print(json.dumps(ACTS[sys.argv[1]](*sys.argv[2:])))  # type: ignore[operator]  # noqa: T201
