"""The second factor: a time-based one-time password (RFC 6238) and recovery codes on paper."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

import segno
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.oath import TOTP

from anlan.base.accounts.choices import SessionEnd
from anlan.base.accounts.errors import OwnRightsUntouchable, SecondFactorPaused, WrongCode
from anlan.base.accounts.models import RecoveryCode, SecondFactor, User
from anlan.base.accounts.permissions import CHANGE_USER
from anlan.base.accounts.rules import rule_value
from anlan.base.accounts.services.own import find_own_user_id
from anlan.base.accounts.services.sessions import end_all_sessions
from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.fields import blind_index
from anlan.kernel.policy import get_visible, require

STEP_S = 30
DIGITS = 6
#: One step early or late: the clocks of phones are not exact.
TOLERANCE = 1
RECOVERY_CODES = 10
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator needs: picture and key."""

    qr_svg: str
    secret: str


@transaction.atomic
def begin_enrolment(*, user: User) -> Enrolment:
    """Return the key of a second factor still to be confirmed; the same one until it is."""
    factor, _is_new = SecondFactor.objects.select_for_update().get_or_create(
        user=user, defaults={"secret": secrets.token_hex(20)}
    )
    if factor.confirmed_at is not None:
        raise WrongState
    key = base64.b32encode(bytes.fromhex(factor.secret)).decode().rstrip("=")
    label = quote(f"{settings.OTP_TOTP_ISSUER}:{user.username}")
    uri = f"otpauth://totp/{label}?secret={key}&issuer={quote(settings.OTP_TOTP_ISSUER)}"
    svg = segno.make(uri, error="m").svg_inline(scale=5, border=2)
    return Enrolment(qr_svg=svg, secret=" ".join(key[i : i + 4] for i in range(0, len(key), 4)))


def confirm_enrolment(*, user_id: int, code: str, actor: Actor) -> list[str]:
    """Confirm with the first code; returns the recovery codes, shown once."""
    check_code(user_id=user_id, code=code, actor=actor, may_recover=False)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        SecondFactor.objects.filter(user=user).update(confirmed_at=clock.now())
        user.has_second_factor = True
        user.save(update_fields=["has_second_factor"])
        codes = _new_codes(user)
        audit(actor, "accounts.second_factor.confirmed", user)
    return codes


def check_code(*, user_id: int, code: str, actor: Actor, may_recover: bool = True) -> None:
    """Accept a code of the authenticator or, once, a recovery code.

    Raises ``WrongCode``; after several ``SecondFactorPaused``. Failures are kept, whatever happens
    to the request.
    """
    with transaction.atomic():
        refusal = _check(user_id, "".join(code.split()).lower(), actor, may_recover)
    if refusal is not None:
        raise refusal


def _check(user_id: int, code: str, actor: Actor, may_recover: bool) -> Exception | None:
    factor = (
        SecondFactor.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(user_id=user_id)
        .first()
    )
    if factor is None:
        return WrongCode()
    now = clock.now()
    if factor.paused_until is not None and now < factor.paused_until:
        return SecondFactorPaused()
    step = _matching_step(factor, code, now.timestamp())
    if step is None and may_recover and _use_recovery_code(factor.user, code, actor):
        step = factor.last_step
    if step is None:
        factor.failures += 1
        if factor.failures >= rule_value("second_factor_failures"):
            factor.failures = 0
            factor.paused_until = now + timedelta(minutes=rule_value("second_factor_pause_min"))
        factor.save(update_fields=["failures", "paused_until", "updated_at"])
        audit(actor, "accounts.second_factor.refused", factor.user)
        return WrongCode(fields={"code": WrongCode.message})
    factor.last_step, factor.failures, factor.paused_until = step, 0, None
    factor.save(update_fields=["last_step", "failures", "paused_until", "updated_at"])
    return None


def _matching_step(factor: SecondFactor, code: str, at: float) -> int | None:
    """Return the time step a code belongs to; None when none fits or it was used before."""
    if len(code) != DIGITS or not code.isascii() or not code.isdigit():
        return None
    totp = TOTP(bytes.fromhex(factor.secret), step=STEP_S, digits=DIGITS)
    totp.time = at
    present = totp.t()
    for step in range(present - TOLERANCE, present + TOLERANCE + 1):
        totp.drift = step - present
        if step > factor.last_step and secrets.compare_digest(f"{totp.token():06d}", code):
            return step
    return None


def _use_recovery_code(user: User, code: str, actor: Actor) -> bool:
    digest = blind_index(f"{user.pk}:{code.replace('-', '')}")
    used = RecoveryCode.objects.filter(user=user, digest=digest, used_at__isnull=True).update(
        used_at=clock.now()
    )
    if used:
        audit(actor, "accounts.recovery_code.used", user)
    return bool(used)


@transaction.atomic
def renew_recovery_codes(*, user_id: int, actor: Actor) -> list[str]:
    """Make new recovery codes for the signed-in account; the former ones end."""
    if find_own_user_id(actor) != user_id:
        raise OwnRightsUntouchable
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.has_second_factor:
        raise WrongState
    codes = _new_codes(user)
    audit(actor, "accounts.recovery_codes.renewed", user)
    return codes


def _new_codes(user: User) -> list[str]:
    user.recovery_codes.all().delete()
    codes = [
        "".join(secrets.choice(_SIGNS) for _sign in range(10)) for _code in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=blind_index(f"{user.pk}:{code}")) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


@transaction.atomic
def reset_second_factor(*, user_id: int, actor: Actor, reason: str) -> User:
    """Remove the second factor of somebody who lost it; it is set up anew at the next sign-in."""
    user = get_visible(User, user_id, actor=actor, lock=True)
    require(actor, CHANGE_USER, user)
    if find_own_user_id(actor) == user.pk:
        raise OwnRightsUntouchable
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    SecondFactor.objects.filter(user=user).delete()
    user.recovery_codes.all().delete()
    user.has_second_factor = False
    user.save(update_fields=["has_second_factor"])
    end_all_sessions(user, SessionEnd.SECOND_FACTOR)
    audit(actor, "accounts.second_factor.reset", user, reason=reason)
    return user
