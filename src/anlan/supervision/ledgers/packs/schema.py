"""The JSON Schema of the format, for editors and other programs."""

from __future__ import annotations

import json

from anlan.supervision.ledgers.packs.format import PackFiles


def schema_text() -> str:
    """The schema as it stands in ``packs/schema.json``."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Sector pack of Anlan",
        **{k: v for k, v in PackFiles.model_json_schema().items() if k != "title"},
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
