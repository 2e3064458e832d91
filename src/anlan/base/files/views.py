"""Opening a file, and getting a number before taking a photo."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan.base.audit.public import audit
from anlan.base.files.constants import INLINE_TYPES
from anlan.base.files.services import issue_nonce, open_attachment
from anlan.kernel.errors import NotVisible
from anlan.kernel.requests import ActorRequest, requires


@require_GET
@requires()
def download(request: ActorRequest, pk: int) -> FileResponse:
    """Send a file to who may see its subject; opening documents is recorded."""
    attachment = open_attachment(attachment_id=pk, actor=request.actor)
    path = Path(settings.MEDIA_ROOT) / attachment.path
    if not path.exists():
        raise NotVisible
    inline = attachment.mime in INLINE_TYPES
    if not inline:
        audit(request.actor, "files.attachment.downloaded", attachment)
    response = FileResponse(
        path.open("rb"),
        content_type=attachment.mime,
        as_attachment=not inline,
        filename=attachment.name,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=86400"
    return response


@never_cache
@require_POST
@requires()
def nonce(request: ActorRequest) -> JsonResponse:
    """Give the page a number to take pictures with."""
    return JsonResponse({"nonce": issue_nonce(request.actor)})
