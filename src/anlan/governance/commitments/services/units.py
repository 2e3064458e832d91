"""Which unit word is which organisation: asked of the names, else of what a person said once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.organisations.public import find_organisation, list_organisations
from anlan.base.regions.public import list_for_choice
from anlan.governance.commitments.contracts import UnitMatch
from anlan.governance.commitments.models import UnitAlias
from anlan.governance.commitments.permissions import GIVE
from anlan.governance.commitments.unit_words import Directory, Known, normal
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require_permission

from .common import platform

#: Kinds of organisations that plans name.
KINDS = (
    "government",
    "department",
    "township",
    "park",
    "committee",
    "rescue",
    "agency",
)


def directory() -> Directory:
    """Return the county's organisations by everything plans may call them."""
    organisations = list_organisations(platform(), kinds=KINDS)
    places = [place.name for place in list_for_choice("province", "city", "county")]
    return Directory.of(
        (Known(o.id, o.name, o.short_name, o.kind) for o in organisations),
        [*places, *_short_places(o.name for o in organisations)],
    )


def _short_places(names: Iterable[str]) -> list[str]:
    """The county's name as it stands before most of its offices."""
    counted: dict[str, int] = {}
    for name in names:
        for ending in ("县", "区", "市", "旗"):
            head, found, _rest = name.partition(ending)
            if found and 1 <= len(head) <= 6:
                counted[head + ending] = counted.get(head + ending, 0) + 1
    return [place for place, count in counted.items() if count >= 3]


def find_units(words: Iterable[str]) -> dict[str, UnitMatch]:
    """Return what each unit word means; what a person said goes before what the names say."""
    wanted = list(dict.fromkeys(word for word in words if word.strip()))
    if not wanted:
        return {}
    known = directory()
    said = {a.key: a for a in UnitAlias.objects.filter(key__in=[normal(w) for w in wanted])}
    found: dict[str, UnitMatch] = {}
    for word in wanted:
        alias = said.get(normal(word))
        if alias is None:
            how, ids = known.find(word)
            found[word] = UnitMatch(word, how, ids)
        elif alias.organisation_id is None:
            found[word] = UnitMatch(word, "nobody")
        else:
            found[word] = UnitMatch(word, "alias", (alias.organisation_id,))
    return found


@transaction.atomic
def learn_alias(*, word: str, organisation_id: int | None, actor: Actor) -> UnitAlias:
    """Keep what a unit word means; None: no unit of this county."""
    require_permission(actor, GIVE)
    key = normal(word)
    if not key:
        raise InvalidInput(fields={"word": _("Please give the word of the plan.")})
    if organisation_id is not None and find_organisation(organisation_id) is None:
        raise InvalidInput(fields={"organisation_id": _("This organisation is not known.")})
    alias, _created = UnitAlias.objects.update_or_create(
        key=key[:200],
        defaults={
            "word": word.strip()[:200],
            "organisation_id": organisation_id,
            "is_nobody": organisation_id is None,
            "learned_by": actor.display_name[:100],
        },
    )
    audit(
        actor,
        "commitments.alias.learned",
        alias,
        after={"organisation": organisation_id or 0},
    )
    return alias


@transaction.atomic
def forget_alias(*, alias_id: int, actor: Actor) -> None:
    """Let the names speak again."""
    require_permission(actor, GIVE)
    alias = get_visible(UnitAlias, alias_id, actor=actor, lock=True)
    audit(actor, "commitments.alias.forgotten", alias, before={"word": alias.word})
    alias.delete()
