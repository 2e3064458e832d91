"""Giving, taking and delegating roles; administrators and business never meet in one account."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.base.accounts.choices import RoleFamily, ScopeKindChoice
from anlan.base.accounts.errors import (
    AccountIsClosed,
    AdministratorsExclude,
    AlreadyHeld,
    NotDelegable,
    OwnRightsUntouchable,
)
from anlan.base.accounts.events import GrantsChanged
from anlan.base.accounts.models import Grant, Role, User
from anlan.base.accounts.permissions import CHANGE_GRANT, DELEGATE
from anlan.base.accounts.rules import rule_value
from anlan.base.accounts.selectors import holding_now
from anlan.base.accounts.services.own import find_own_user_id, get_own_user
from anlan.base.audit.public import audit
from anlan.base.organisations.public import find_organisation, list_people_info
from anlan.base.regions.public import is_region_prefix, prefix_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission


@transaction.atomic
def grant_role(
    *,
    user_id: int,
    role_code: str,
    scope_kind: str,
    actor: Actor,
    scope_value: str = "",
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    reason: str = "",
) -> Grant:
    """Give an account a role over a scope.

    Raises ``AdministratorsExclude`` when the account holds a role of another family,
    ``OwnRightsUntouchable`` for one's own account, ``AlreadyHeld`` when it already holds it.
    """
    user = get_visible(User, user_id, actor=actor, lock=True)
    require(actor, CHANGE_GRANT, user)
    if find_own_user_id(actor) == user.pk:
        raise OwnRightsUntouchable
    if not user.is_active:
        raise AccountIsClosed
    role = Role.objects.filter(code=role_code).first()
    if role is None:
        raise InvalidInput(fields={"role": _("This role is unknown.")})
    grant = _give(
        user, role, scope_kind, check_scope(scope_kind, scope_value), valid_from, valid_to, reason
    )
    audit(actor, "accounts.grant.given", grant, after=_facts(grant), reason=reason)
    emit(GrantsChanged(user_id=user.pk, person_id=user.person_id), actor)
    return grant


@transaction.atomic
def revoke_grant(*, grant_id: int, actor: Actor, reason: str) -> None:
    """Take a role away, with everything delegated from it. A delegation its giver takes back too.

    The row goes; who held what, and when, is in the audit trail.
    """
    own = find_own_user_id(actor)
    delegated = Grant.objects.filter(pk=grant_id, source__user_id=own) if own else None
    grant = (
        delegated.select_related("user", "role").first()
        if delegated is not None and actor.has(DELEGATE)
        else None
    )
    if grant is None:
        grant = get_visible(Grant, grant_id, actor=actor, lock=True)
        require(actor, CHANGE_GRANT, grant)
        if own == grant.user_id:
            raise OwnRightsUntouchable
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    user = User.objects.select_for_update().get(pk=grant.user_id)
    for copy in grant.delegations.select_related("user", "role"):
        audit(actor, "accounts.grant.revoked", copy, before=_facts(copy), reason=reason)
        emit(GrantsChanged(user_id=copy.user_id, person_id=copy.user.person_id), actor)
    audit(actor, "accounts.grant.revoked", grant, before=_facts(grant), reason=reason)
    emit(GrantsChanged(user_id=user.pk, person_id=user.person_id), actor)
    grant.delete()


@transaction.atomic
def delegate(
    *, grant_id: int, to_user_id: int, valid_to: datetime, actor: Actor, reason: str
) -> Grant:
    """Lend one of one's own present business rights to a colleague until a time.

    Raises ``NotDelegable`` for a right that is not one's own, was itself delegated or belongs to an
    administrator.
    """
    require_permission(actor, DELEGATE)
    giver = get_own_user(actor, lock=True)
    now = clock.now()
    grant = (
        Grant.objects.select_related("role")
        .filter(holding_now(now), pk=grant_id, user=giver, source__isnull=True)
        .first()
    )
    if grant is None or grant.role.family != RoleFamily.BUSINESS:
        raise NotDelegable
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    days = rule_value("delegation_max_days")
    if not now < valid_to <= now + timedelta(days=days):
        raise InvalidInput(
            fields={
                "valid_to": ngettext(
                    "A delegation ends in the future, within %(n)s day.",
                    "A delegation ends in the future, within %(n)s days.",
                    days,
                )
                % {"n": days}
            }
        )
    if grant.valid_to is not None and valid_to > grant.valid_to:
        raise InvalidInput(fields={"valid_to": _("Your own right ends before that.")})
    receiver = User.objects.select_for_update().filter(pk=to_user_id, is_active=True).first()
    if receiver is None or receiver.pk == giver.pk:
        raise InvalidInput(fields={"to_user": _("Choose a colleague with an account.")})
    copy = _give(
        receiver, grant.role, grant.scope_kind, grant.scope_value, now, valid_to, reason, grant
    )
    audit(actor, "accounts.grant.delegated", copy, after=_facts(copy), reason=reason)
    emit(GrantsChanged(user_id=receiver.pk, person_id=receiver.person_id), actor)
    return copy


def check_scope(kind: str, value: str) -> str:
    """Return the scope value as stored; raises ``InvalidInput`` when it names nothing.

    A region may be given by its full code; its prefix is stored.
    """
    value = value.strip()
    if kind == ScopeKindChoice.ALL:
        return ""
    if kind == ScopeKindChoice.REGION:
        prefix = prefix_of(value) if len(value) in (12, 15) else value
        if is_region_prefix(prefix):
            return prefix
    elif kind == ScopeKindChoice.ORGANISATION:
        if value.isdigit() and find_organisation(int(value)) is not None:
            return value
    elif kind == ScopeKindChoice.PERSON:
        if value.isdigit() and list_people_info([int(value)]):
            return value
    elif kind == ScopeKindChoice.SECTOR and value:
        return value
    raise InvalidInput(fields={"scope_value": _("Nothing in the county is named by this scope.")})


def _give(
    user: User,
    role: Role,
    scope_kind: str,
    scope_value: str,
    valid_from: datetime | None,
    valid_to: datetime | None,
    reason: str,
    source: Grant | None = None,
) -> Grant:
    now = clock.now()
    if valid_to is not None and valid_to <= (valid_from or now):
        raise InvalidInput(fields={"valid_to": _("It cannot end before it begins.")})
    others = Grant.objects.filter(user=user).exclude(valid_to__lte=valid_from or now)
    if valid_to is not None:
        others = others.exclude(valid_from__gte=valid_to)
    if others.exclude(role__family=role.family).exists():
        raise AdministratorsExclude
    same = Grant.objects.filter(
        user=user, role=role, scope_kind=scope_kind, scope_value=scope_value
    ).first()
    if same is not None:
        if same.valid_to is None or same.valid_to > now:
            raise AlreadyHeld
        same.delete()  # it ran out; the trail tells of it
    grant = Grant.objects.create(
        user=user,
        role=role,
        scope_kind=scope_kind,
        scope_value=scope_value,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason[:200],
        source=source,
    )
    return grant


def _facts(grant: Grant) -> dict[str, object]:
    return {
        "account": grant.user,
        "role": grant.role.code,
        "scope": f"{grant.scope_kind} {grant.scope_value}".strip(),
        "valid_from": grant.valid_from,
        "valid_to": grant.valid_to,
        "delegated_by": grant.source.user if grant.source is not None else None,
    }
