"""Making, checking and revoking tokens. The token itself is shown once and never stored."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.exchange.models import ApiToken
from anlan.base.exchange.permissions import MANAGE_TOKEN
from anlan.kernel import clock
from anlan.kernel.actor import Actor, Scope, ScopeKind, granted
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import all_actions, get_visible, require, require_permission

MARK = "anlan_"
#: A token lives no longer than this; the system's keeper asks for a new one.
LONGEST_DAYS = 366
#: ``last_used_at`` is written at most this often.
USE_NOTED_EVERY = timedelta(minutes=5)
#: Rights that only a person may hold: they decide about other people's rights.
NOT_FOR_TOKENS = frozenset(
    {
        MANAGE_TOKEN,
        "accounts.change_user",
        "accounts.change_role",
        "accounts.change_grant",
    }
)


def digest_of(token: str) -> str:
    """The digest that is stored. A token has 256 random bits, so a plain hash cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_token(
    *,
    name: str,
    permissions: Sequence[str],
    expires_at: datetime,
    actor: Actor,
    scope_kind: str = "all",
    scope_value: str = "",
) -> tuple[ApiToken, str]:
    """Make a token over a scope; returns the record and the token to hand over."""
    require_permission(actor, MANAGE_TOKEN)
    now = clock.now()
    known = {action.code for action in all_actions()}
    unknown = [code for code in permissions if code not in known or code in NOT_FOR_TOKENS]
    problems = {}
    if unknown:
        problems["permissions"] = _("No system may hold: %(codes)s") % {"codes": ", ".join(unknown)}
    if not permissions:
        problems["permissions"] = _("Choose at least one right.")
    if expires_at <= now or expires_at > now + timedelta(days=LONGEST_DAYS):
        problems["expires_at"] = _("A token ends within a year from now.")
    if scope_kind != "all" and not scope_value:
        problems["scope_value"] = _("Say which region, organisation or sector.")
    if problems:
        raise InvalidInput(fields=problems)
    token = MARK + secrets.token_urlsafe(32)
    record = ApiToken.objects.create(
        name=name.strip(),
        prefix=token[:12],
        digest=digest_of(token),
        permissions=sorted(set(permissions)),
        scope_kind=scope_kind,
        scope_value=scope_value if scope_kind != "all" else "",
        expires_at=expires_at,
        created_by_name=actor.display_name[:100],
    )
    audit(
        actor,
        "exchange.token.created",
        record,
        after={
            "permissions": record.permissions,
            "scope": f"{scope_kind} {scope_value}".strip(),
            "expires_at": expires_at,
        },
    )
    return record, token


@transaction.atomic
def revoke_token(*, token_id: int, actor: Actor, reason: str = "") -> ApiToken:
    """End a token now. Raises ``WrongState`` when it is revoked already."""
    record = get_visible(ApiToken, token_id, actor=actor, lock=True)
    require(actor, MANAGE_TOKEN, record)
    if record.revoked_at is not None:
        raise WrongState(_("This token has been revoked already."))
    record.revoked_at = clock.now()
    record.save(update_fields=["revoked_at", "updated_at"])
    audit(actor, "exchange.token.revoked", record, reason=reason)
    return record


def actor_from_token(given: HttpRequest | str) -> Actor | None:
    """Return the system a token belongs to, or None when it is unknown, ended or revoked.

    ``given`` is the token, or a request that carries it (``Authorization: Bearer …``). Called by
    the resolver of accounts before it looks for a session.
    """
    if isinstance(given, str):
        token = given.strip()
    else:
        scheme, _space, token = given.headers.get("Authorization", "").partition(" ")
        token = token.strip() if scheme.lower() == "bearer" else ""
    if not token.startswith(MARK):
        return None
    record = ApiToken.objects.filter(digest=digest_of(token)).first()
    now = clock.now()
    if record is None or not record.is_usable(now):
        return None
    if record.last_used_at is None or now - record.last_used_at > USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=record.pk).update(last_used_at=now)
    scope = Scope(cast(ScopeKind, record.scope_kind), record.scope_value)
    return Actor(
        kind="api",
        id=f"token:{record.pk}",
        display_name=record.name,
        organisation_id=int(record.scope_value)
        if record.scope_kind == "organisation" and record.scope_value.isdigit()
        else None,
        grants=(granted(record.permissions, scope),),
    )
