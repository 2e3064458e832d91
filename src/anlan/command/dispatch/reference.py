"""The form of the route sheet."""

from __future__ import annotations

from anlan.base.audit.public import audit
from anlan.base.documents.public import install_template
from anlan.kernel.actor import Actor


def load(actor: Actor) -> None:
    """Install the form."""
    install_template(
        code="dispatch.route_sheet",
        title="应急救援车辆通行单",
        series="应急行",
        resource="anlan.command.dispatch:data/documents/route_sheet.docx",
        legal_basis="《中华人民共和国消防法》第四十七条",
        is_verified=True,
        actor=actor,
    )
    audit(actor, "dispatch.reference.loaded")
