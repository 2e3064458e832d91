"""The phone's door: who am I, the day pack, photos ahead of records, records. All JSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan.base.audit.public import audit
from anlan.base.field.constants import NONCE_RESERVE
from anlan.base.field.contracts import FieldConflict
from anlan.base.field.errors import PhotosMissing
from anlan.base.field.permissions import USE
from anlan.base.field.selectors.pack import build_pack, describe_me
from anlan.base.field.services.photos import stage_photo
from anlan.base.field.services.records import Receipt, receive_record, words_of
from anlan.base.field.services.sent import read_record
from anlan.base.files.public import issue_nonces
from anlan.kernel import clock
from anlan.kernel.errors import DomainError, InvalidInput
from anlan.kernel.requests import ActorRequest, requires


@never_cache
@require_GET
@requires(USE)
def session(request: ActorRequest) -> HttpResponse:
    """Who is signed in, the server's time and the token for writing.

    Asked before every sending: records of one account never go out under another.
    """
    return JsonResponse(
        {
            "me": describe_me(request.actor),
            "server_time": clock.now().isoformat(),
            "csrf": get_token(request),
        }
    )


@never_cache
@require_GET
@requires(USE)
def pack(request: ActorRequest) -> HttpResponse:
    """The day pack; ``?held=`` says how many capture numbers the phone still has."""
    held = request.GET.get("held", "")
    nonces = issue_nonces(
        request.actor, held=int(held[:6]) if held.isdecimal() else 0, reserve=NONCE_RESERVE
    )
    found = build_pack(request.actor, nonces)
    found["csrf"] = get_token(request)
    items = sum(len(one["items"]) for one in found["lists"])
    audit(request.actor, "field.pack.loaded", after={"items": items})
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


@never_cache
@require_POST
@requires(USE)
def photos(request: ActorRequest) -> HttpResponse:
    """Take one photo ahead of its record: ``photo`` and its declared ``sha256``."""
    uploaded = request.FILES.get("photo")
    try:
        if uploaded is None:
            raise InvalidInput
        staged = stage_photo(
            uploaded=uploaded, sha256=request.POST.get("sha256", ""), actor=request.actor
        )
    except InvalidInput as error:
        return _refused(error)
    return JsonResponse({"sha256": staged.sha256}, status=201)


@never_cache
@require_POST
@requires(USE)
def records(request: ActorRequest) -> HttpResponse:
    """Take one record: ``record`` (JSON), and its photos as files named by their hash.

    201 carried out, 200 had been carried out before, 422 refused, 409 in conflict, 424 photos
    are missing. Anything else leaves the record on the phone to be sent again.
    """
    content = {name: file for name, file in request.FILES.items() if not isinstance(file, list)}
    try:
        sent = read_record(request.POST.get("record", ""))
        receipt = receive_record(sent=sent, photos=content, actor=request.actor)
    except PhotosMissing as error:
        return JsonResponse(
            {"code": error.code, "message": str(error), "missing": error.missing},
            status=error.status,
        )
    except DomainError as error:
        return _refused(error)
    return answer_for(receipt)


def answer_for(receipt: Receipt) -> HttpResponse:
    """What the phone is told."""
    record, refusal = receipt.record, receipt.refusal
    told: dict[str, Any] = {
        "client_id": str(record.client_id),
        "outcome": record.outcome,
        "message": record.message,
        "url": record.subject_url,
        "received_at": record.received_at.isoformat(),
        "is_repeated": receipt.is_repeated,
        "is_other": receipt.is_other,
    }
    if refusal is None:
        return JsonResponse(told, status=200 if receipt.is_repeated else 201)
    told["code"] = refusal.code
    if isinstance(refusal, FieldConflict):
        told |= {"theirs": refusal.theirs, "mine": refusal.mine, "version": refusal.version}
        return JsonResponse(told, status=409)
    if isinstance(refusal, InvalidInput):
        told["fields"] = {key: str(words) for key, words in refusal.fields.items()}
    return JsonResponse(told, status=422)


def _refused(error: DomainError) -> HttpResponse:
    body: dict[str, Any] = {"outcome": "refused", "code": error.code, "message": words_of(error)}
    if isinstance(error, InvalidInput):
        body["fields"] = {key: str(words) for key, words in error.fields.items()}
    return JsonResponse(body, status=error.status)
