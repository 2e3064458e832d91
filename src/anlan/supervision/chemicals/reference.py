"""Load the catalogue that comes with the platform (``data/chemicals.csv``)."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from anlan.kernel.actor import Actor
from anlan.kernel.tables import read_csv
from anlan.kernel.together import written_together
from anlan.supervision.chemicals.models import Chemical
from anlan.supervision.chemicals.services import keep_chemical

CATALOGUE = Path(__file__).parent / "data" / "chemicals.csv"
TEXTS = ("name", "english_name", "un_number", "formula", "state", "first_actions")


def load(actor: Actor) -> None:
    """Add what is new and bring the rest up to date."""
    with transaction.atomic(), written_together():
        for row in read_csv(CATALOGUE):
            values: dict[str, object] = {name: row[name].strip() for name in TEXTS}
            values["hazards"] = [code for code in row["hazards"].split(";") if code]
            sources = {}
            for name in Chemical.UNITS:
                text = row.get(name, "").strip()
                values[name] = float(text) if text else None
                if text:
                    sources[name] = {
                        "source": row[f"{name}_source"].strip(),
                        "is_verified": row[f"{name}_verified"].strip() == "yes",
                    }
            values["sources"] = sources
            keep_chemical(cas=row["cas"].strip(), values=values, actor=actor)
