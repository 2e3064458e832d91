"""The door to documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from anlan.base.documents.contracts import DocumentInfo
from anlan.base.documents.models import Document
from anlan.base.documents.official import OfficialPaper
from anlan.base.documents.services import documents as services
from anlan.base.documents.services.numbers import draw_number
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, policy_of

__all__ = [
    "DocumentInfo",
    "OfficialPaper",
    "documents_of",
    "download_document",
    "draw_number",
    "get_document",
    "install_template",
    "official_date",
    "official_length",
    "official_time",
    "render_document",
]


def info(document: Document) -> DocumentInfo:
    """Return a document as a value."""
    return DocumentInfo(
        id=document.pk,
        number=document.number,
        version=document.version,
        title=document.title,
        url=document.get_absolute_url(),
        template_code=document.template.code,
        sha256=document.sha256,
        size=document.size,
        created_at=document.created_at,
        created_by=document.created_by,
    )


def render_document(
    *,
    template_code: str,
    context: Mapping[str, Any],
    subject: Model,
    actor: Actor,
    title: str,
    county_sign: str = "",
    number: str = "",
) -> DocumentInfo:
    """Fill, number and keep a paper; ``number`` of an earlier one makes its next version."""
    return info(
        services.render_document(
            template_code=template_code,
            context=context,
            subject=subject,
            actor=actor,
            title=title,
            county_sign=county_sign,
            number=number,
        )
    )


def documents_of(subject: Model, actor: Actor) -> list[DocumentInfo]:
    """Return the papers on a subject, newest first; none for who does not see the subject."""
    rights = policy_of(subject)
    if not rights.can(actor, rights.view, subject):
        return []
    rows = Document.objects.select_related("template").filter(
        subject_type=subject._meta.label, subject_id=str(subject.pk)
    )
    return [info(row) for row in rows]


def get_document(document_id: int, actor: Actor) -> DocumentInfo:
    """Return one paper or raise ``NotVisible``."""
    return info(get_visible(Document, document_id, actor=actor))


download_document = services.download_document
install_template = services.install_template
official_date = services.official_date
official_length = services.official_length
official_time = services.official_time
