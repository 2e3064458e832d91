"""The download."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from anlan.base.documents.permissions import VIEW
from anlan.base.documents.services.documents import download_document
from anlan.kernel.requests import ActorRequest, requires

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
@requires(VIEW)
def download(request: ActorRequest, pk: int) -> HttpResponse:
    """Send a paper as a Word file."""
    document, content = download_document(document_id=pk, actor=request.actor)
    response = HttpResponse(content, content_type=WORD)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(document.filename)}"
    response["X-Checksum-Sha256"] = document.sha256
    return response
