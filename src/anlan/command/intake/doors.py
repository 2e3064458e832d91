"""Who speaks at the doors for systems: a token, a name with a token, or a signature."""

from __future__ import annotations

import base64
import binascii
import hmac
from datetime import timedelta

import orjson
from django.http import HttpRequest, UnreadablePostError

from anlan.base.exchange.public import actor_from_token, sign
from anlan.command.intake.choices import SourceKind
from anlan.command.intake.errors import BodyTooLarge, WrongSignature
from anlan.command.intake.models import ChainLink, IntakeSource
from anlan.command.intake.permissions import PUSH_CALL, PUSH_REPORT
from anlan.command.intake.services.messages import MOST_BYTES
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, SignInRequired
from anlan.kernel.policy import scope_reaches

#: Clocks of two installations may differ by so much; older signatures are replays.
SIGNATURE_AGE = timedelta(minutes=10)
#: So much of a body is read at most; what is larger is kept in part, with an error.
MOST_READ = 4 * MOST_BYTES
RIGHTS = {SourceKind.PBX: PUSH_CALL, SourceKind.FEED: PUSH_REPORT}


def system_of(request: HttpRequest) -> Actor:
    """Return the system that calls, by its token. Raises ``SignInRequired``.

    Exchanges that know no headers of their own (``mod_json_cdr``) send the token as the password
    of HTTP Basic.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind == "api":
        return actor
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            _name, _colon, token = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            raise SignInRequired from None
        found = actor_from_token(token)
        if found is not None:
            return found
    # A session is no sender: its cookie would let other sites push.
    raise SignInRequired


def source_of(request: HttpRequest, code: str, kind: SourceKind) -> tuple[IntakeSource, Actor]:
    """Return the source a system may speak for.

    Raises ``SignInRequired``, ``NotPermitted`` without the right, ``NotVisible`` for a source that
    is unknown, switched off, or another token's.
    """
    actor = system_of(request)
    right = RIGHTS[kind]
    if not actor.has(right):
        raise NotPermitted
    if "\x00" in code:
        raise NotVisible
    source = IntakeSource.objects.filter(code=code, kind=kind, is_active=True).first()
    if source is None or source.token_id is None or actor.id != f"token:{source.token_id}":
        raise NotVisible
    if not scope_reaches(actor, right, region=source.region_id):
        raise NotVisible
    return source, actor


def body_of(request: HttpRequest) -> bytes:
    """Return the body of a request. Raises ``BodyTooLarge`` or ``InvalidInput`` (broken off)."""
    length = request.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and (len(length) > 9 or int(length) > MOST_READ):
        raise BodyTooLarge
    try:
        return request.body
    except UnreadablePostError:
        raise InvalidInput from None


def call_body(request: HttpRequest) -> object:
    """Return the JSON of a call event, also where it comes as a form field or in base64.

    ``mod_json_cdr`` posts ``cdr=…`` when told to encode, Raises ``InvalidInput``.
    """
    body = body_of(request)
    if "x-www-form-urlencoded" in (request.content_type or "") and request.POST:
        body = next(iter(request.POST.values())).encode()  # type: ignore[union-attr]
    for read in (lambda b: b, base64.b64decode):
        try:
            return orjson.loads(read(body))
        except ValueError:
            continue
    raise InvalidInput(fields={"body": "JSON"})


def link_of(request: HttpRequest, code: str) -> ChainLink:
    """Return the neighbouring level that signed a request.

    Raises ``WrongSignature``: an unknown link is not told from a wrong secret.
    """
    link = None
    if "\x00" not in code:
        link = ChainLink.objects.filter(code=code, is_active=True).exclude(secret="").first()
    if link is None:
        raise WrongSignature
    check_signature(request, link.secret)
    return link


def check_signature(request: HttpRequest, secret: str) -> None:
    """Believe a fresh HMAC-SHA256 of time and body made with the secret, and nothing else.

    Raises ``WrongSignature``. What is sent again while it is fresh changes nothing: calls and
    messages are known by their own numbers.
    """
    timestamp = request.headers.get("X-Anlan-Timestamp", "")
    given = request.headers.get("X-Anlan-Signature", "")
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        raise WrongSignature
    age = abs(clock.now().timestamp() - int(timestamp))
    expected = sign(secret, timestamp, body_of(request))
    if age > SIGNATURE_AGE.total_seconds() or not hmac.compare_digest(
        expected.encode(), given.encode("utf-8", "replace")
    ):
        raise WrongSignature


def called_source(request: HttpRequest, code: str) -> tuple[IntakeSource, Actor]:
    """Return the exchange that tells of a call; one with a secret must sign as well."""
    source, actor = source_of(request, code, SourceKind.PBX)
    if source.secret:
        check_signature(request, source.secret)
    return source, actor
