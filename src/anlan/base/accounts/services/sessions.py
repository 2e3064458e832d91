"""Sessions: recorded at sign-in, limited in number, ended by hand, by time or with the account."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from anlan.base.accounts.choices import SessionEnd
from anlan.base.accounts.models import AccountSession, User
from anlan.base.accounts.permissions import CHANGE_USER
from anlan.base.accounts.rules import rule_value
from anlan.base.accounts.services.own import find_own_user_id
from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def start_session(
    *, user: User, session_key: str, actor: Actor, agent: str = ""
) -> tuple[AccountSession, int]:
    """Record a sign-in; returns it and how many older sessions ended to make room."""
    now = clock.now()
    User.objects.select_for_update().get(pk=user.pk)  # two sign-ins at once count each other
    running = AccountSession.objects.filter(user=user, ended_at__isnull=True)
    surplus = list(
        running.order_by("-last_seen_at", "-id")[rule_value("sessions_per_account") - 1 :]
    )
    for old in surplus:
        _end(old, SessionEnd.REPLACED)
    session = AccountSession.objects.create(
        user=user,
        session_key=session_key,
        started_at=now,
        last_seen_at=now,
        address=actor.address[:64],
        agent=agent[:200],
    )
    User.objects.filter(pk=user.pk).update(last_login=now)
    audit(actor, "accounts.session.started", user, after={"replaced": len(surplus)})
    return session, len(surplus)


@transaction.atomic
def record_refusal(*, username: str, is_locked: bool, actor: Actor) -> None:
    """Record a failed sign-in, or one refused because there were too many."""
    audit(
        actor,
        "accounts.session.locked" if is_locked else "accounts.session.refused",
        after={"username": username[:50]},
    )


def rename_session(*, old_key: str, new_key: str) -> None:
    """Follow a session whose key was changed for safety."""
    AccountSession.objects.filter(session_key=old_key).update(session_key=new_key)


def touch_session(*, session_key: str) -> None:
    """Note that a session was used just now."""
    AccountSession.objects.filter(session_key=session_key).update(last_seen_at=clock.now())


@transaction.atomic
def end_own_session(*, session_key: str, actor: Actor, why: str = SessionEnd.SIGNED_OUT) -> None:
    """End the session with this key, at signing out or when it stood idle."""
    found = (
        AccountSession.objects.select_related("user")
        .filter(session_key=session_key, ended_at__isnull=True)
        .first()
    )
    if found is not None:
        _end(found, why)
        audit(actor, "accounts.session.ended", found.user, after={"why": why})


@transaction.atomic
def revoke_session(*, session_id: int, actor: Actor, reason: str = "") -> AccountSession:
    """End a session: one's own from another device, or any with the right to keep accounts."""
    own = find_own_user_id(actor)
    session = (
        AccountSession.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk=session_id, user_id=own)
        .first()
        if own is not None
        else None
    )
    if session is None:
        session = get_visible(AccountSession, session_id, actor=actor, lock=True)
        require(actor, CHANGE_USER, session)
    if session.ended_at is not None:
        raise NotVisible
    _end(session, SessionEnd.REVOKED)
    audit(
        actor,
        "accounts.session.ended",
        session.user,
        after={"why": SessionEnd.REVOKED},
        reason=reason,
    )
    return session


def end_all_sessions(user: User, why: str, *, but: str = "") -> int:
    """End every session of an account, except the one with key ``but``; returns how many."""
    rows = AccountSession.objects.filter(user=user, ended_at__isnull=True)
    if but:
        rows = rows.exclude(session_key=but)
    ended = 0
    for session in rows:
        _end(session, why)
        ended += 1
    return ended


@transaction.atomic
def close_expired_sessions() -> int:
    """Close the record of sessions that ran out by themselves, and drop their data."""
    now = clock.now()
    Session.objects.filter(expire_date__lt=now).delete()
    alive = set(
        Session.objects.filter(
            session_key__in=AccountSession.objects.filter(ended_at__isnull=True).values(
                "session_key"
            )
        ).values_list("session_key", flat=True)
    )
    gone = AccountSession.objects.filter(
        ended_at__isnull=True, started_at__lt=now - timedelta(minutes=5)
    ).exclude(session_key__in=alive)
    return gone.update(ended_at=F("last_seen_at"), end_reason=SessionEnd.EXPIRED, session_key=None)


def _end(session: AccountSession, why: str) -> None:
    if session.session_key:
        Session.objects.filter(session_key=session.session_key).delete()
    session.ended_at = clock.now()
    session.end_reason = why
    session.session_key = None
    session.save(update_fields=["ended_at", "end_reason", "session_key"])
