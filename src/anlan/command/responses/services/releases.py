"""What the public may know: released by the commander field by field, withdrawn with a reason."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.incidents import public as incidents
from anlan.command.responses.choices import PublicField
from anlan.command.responses.errors import AlreadyReleased, NotReleased
from anlan.command.responses.events import PublicReleaseChanged
from anlan.command.responses.models import PublicRelease, Response
from anlan.command.responses.permissions import RELEASE
from anlan.command.responses.selectors.recommendation import level_label
from anlan.command.responses.services.running import enter
from anlan.command.responses.wording import official_language
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.kernel.rehearsal import refuse_rehearsal


def public_content(response: Response, fields: Iterable[str]) -> dict[str, Any]:
    """Return the chosen fields as the public may read them: no person, no exact address."""
    incident = incidents.incident_of(response.incident_id)
    facts = incident.facts
    known: dict[str, Any] = {
        PublicField.KIND: incident.kind_label,
        PublicField.PLACE: incident.region_name,
        PublicField.OCCURRED: incident.occurred_at.isoformat(),
        PublicField.STATE: incident.state_label,
        PublicField.LEVEL: level_label(response.level),
        PublicField.MEASURES: response.measures,
        PublicField.CASUALTIES: None
        if facts is None
        else {
            "deaths": facts.deaths,
            "missing": facts.missing + facts.trapped,
            "injured": facts.serious_injuries + facts.minor_injuries,
        },
        PublicField.EVACUATED: facts.evacuated if facts is not None else None,
    }
    return {name: known[PublicField(name)] for name in fields}


@transaction.atomic
def release_to_public(
    *, response_id: int, headline: str, shown: Iterable[str], advice: str, actor: Actor
) -> PublicRelease:
    """Open the public page with the chosen fields as they stand now.

    Raises ``AlreadyReleased``: withdraw what stands before something else is released, and
    ``OnlyRehearsed``: the public never hears of a drill.
    """
    response = get_visible(Response, response_id, actor=actor, lock=True)
    require(actor, RELEASE, response)
    refuse_rehearsal(response)
    chosen = [name for name in PublicField.values if name in set(shown)]
    problems = {}
    if not headline.strip():
        problems["headline"] = _("Give the release a headline.")
    if not chosen:
        problems["shown"] = _("Choose what the public may know.")
    if problems:
        raise InvalidInput(fields=problems)
    with official_language():
        content = public_content(response, chosen)
    try:
        with transaction.atomic():
            release = PublicRelease.objects.create(
                response=response,
                code=secrets.token_urlsafe(12),
                headline=headline.strip()[:200],
                content=content,
                advice=advice.strip(),
                released_by=actor.display_name[:100],
                released_at=clock.now(),
            )
    except IntegrityError:
        raise AlreadyReleased from None
    with official_language():
        enter(response, _("Released to the public: %(headline)s") % {"headline": headline}, actor)
    audit(
        actor,
        "responses.release.published",
        release,
        after={"fields": chosen, "headline": release.headline, "advice": release.advice},
    )
    return _changed(release, actor, is_public=True)


@transaction.atomic
def withdraw_release(*, release_id: int, actor: Actor, reason: str) -> PublicRelease:
    """Take a release back: its page tells nothing from now on."""
    release = get_visible(PublicRelease, release_id, actor=actor, lock=True)
    require(actor, RELEASE, release)
    if release.withdrawn_at is not None:
        raise NotReleased
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    release.withdrawn_at, release.withdrawn_by = clock.now(), actor.display_name[:100]
    release.withdrawal_reason = reason.strip()[:300]
    release.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    with official_language():
        words = _("Public release withdrawn: %(headline)s") % {"headline": release.headline}
        enter(release.response, f"{words}：{release.withdrawal_reason}", actor)
    audit(actor, "responses.release.withdrawn", release, reason=reason)
    return _changed(release, actor, is_public=False)


def _changed(release: PublicRelease, actor: Actor, *, is_public: bool) -> PublicRelease:
    response = release.response
    emit(
        PublicReleaseChanged(
            response.incident_id,
            response.pk,
            response.region_id,
            release_id=release.pk,
            is_public=is_public,
        ),
        actor,
    )
    return release
