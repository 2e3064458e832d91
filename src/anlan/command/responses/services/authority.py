"""Which level of government commands: unified, territorial, or raised to the superior."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.command.responses.choices import CommandAuthority
from anlan.command.responses.events import AuthorityChanged
from anlan.command.responses.models import AuthorityChange, Response
from anlan.command.responses.permissions import COMMAND
from anlan.command.responses.services.running import enter, running_response
from anlan.command.responses.wording import official_language
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit


@transaction.atomic
def change_authority(
    *, response_id: int, authority: str, body: str, reason: str, actor: Actor
) -> Response:
    """Give the command to the level below, raise it to the superior, or take it back.

    The commander and every group lead are told. The county goes on recording and carrying out; who
    commands is said on every page and paper from now on.
    """
    response = running_response(response_id, COMMAND, actor)
    problems = {}
    if authority not in CommandAuthority.values:
        problems["authority"] = _("Choose who commands.")
    if not body.strip():
        problems["body"] = _("Name the government or headquarters that commands.")
    if not reason.strip():
        problems["reason"] = _("Please give the reason.")
    if problems:
        raise InvalidInput(fields=problems)
    if authority == response.authority and body.strip() == response.commanding_body:
        raise WrongState(_("It commands already."))
    before = response.authority
    old_body = response.commanding_body
    response.authority = CommandAuthority(authority)
    response.commanding_body = body.strip()[:100]
    response.save(update_fields=["authority", "commanding_body", "updated_at"])
    change = AuthorityChange.objects.create(
        response=response,
        from_authority=before,
        to_authority=authority,
        body=response.commanding_body,
        reason=reason.strip(),
        actor_name=actor.display_name[:100],
        at=clock.now(),
    )
    people = {g.lead_id for g in response.groups.all()} | {response.commander_id}
    with official_language():
        words = _("%(authority)s: %(body)s") % {
            "authority": change.get_to_authority_display(),
            "body": change.body,
        }
        notify(
            kind="responses.authority",
            person_ids=[p for p in people if p is not None],
            title=f"{words} · {response.matter}",
            body=change.reason,
            url=response.get_absolute_url(),
            level=response.level,
            subject=response,
            must_confirm=True,
            actor=actor,
        )
        enter(response, f"{words}：{change.reason}", actor, level=response.level)
    audit(
        actor,
        "responses.response.authority_changed",
        response,
        before={"authority": before, "body": old_body},
        after={"authority": authority, "body": response.commanding_body},
        reason=reason,
    )
    emit(
        AuthorityChanged(
            response.incident_id, response.pk, response.region_id, authority=authority
        ),
        actor,
    )
    return response
