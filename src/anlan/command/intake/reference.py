"""Reference data of intake: kinds of the 110, 119 and 120 centres, and the clock of an answer."""

from __future__ import annotations

from pathlib import Path

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import load_clock_rules
from anlan.command.intake.models import KindMapping
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import insert_rows
from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Create the mappings that are missing; what the county changed stays."""
    rows = read_csv(DATA / "kind_mappings.csv")
    known = set(KindMapping.objects.filter(source=None).values_list("word", flat=True))
    kinds: dict[str, str] = {}
    for row in rows:
        if row["word"] not in known:
            kinds.setdefault(row["word"], row["kind"])
    insert_rows(KindMapping, (KindMapping(word=word, kind=kind) for word, kind in kinds.items()))
    load_clock_rules(DATA / "clock_rules.csv", actor)
    audit(actor, "intake.mapping.loaded", after={"rows": len(rows)})
