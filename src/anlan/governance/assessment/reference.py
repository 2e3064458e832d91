"""What assessment brings: schemes for a county, and the form of the notice."""

from __future__ import annotations

import json
from pathlib import Path

from anlan.base.audit.public import audit
from anlan.base.documents.public import install_template
from anlan.governance.assessment.services.schemes import load_scheme
from anlan.kernel.actor import Actor

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Load the schemes as drafts, and the form; again changes nothing an officer wrote."""
    loaded = [
        load_scheme(content=json.loads(path.read_text(encoding="utf-8")), actor=actor)
        for path in sorted((DATA / "schemes").glob("*.json"))
    ]
    new = [scheme.code for scheme in loaded if scheme is not None]
    if new:
        audit(actor, "assessment.scheme.loaded", after={"schemes": new})
    install_template(
        code="assessment.results",
        title="安全生产考核结果通报",
        series="安委办考",
        resource="anlan.governance.assessment:data/documents/results.docx",
        legal_basis="《浙江省安全生产条例》（2016年）第十条（考核结果应当向社会公开）",
        is_verified=False,
        actor=actor,
    )
