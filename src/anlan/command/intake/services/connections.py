"""Connecting systems and levels; the table of kinds."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import MASKED, audit, changes
from anlan.command.intake.models import ChainLink, IntakeSource, KindMapping
from anlan.command.intake.permissions import MANAGE, MAP_KINDS
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require, require_permission

R = TypeVar("R", IntakeSource, ChainLink)


@transaction.atomic
def create_source(*, actor: Actor, secret: str = "", **values: Any) -> IntakeSource:
    """Connect a telephone exchange or an alarm receiving system."""
    require_permission(actor, MANAGE)
    source = _saved(IntakeSource(secret=secret, **values))
    audit(actor, "intake.source.created", source, after=_plain(values))
    return source


@transaction.atomic
def change_source(*, source_id: int, actor: Actor, secret: str = "", **values: Any) -> IntakeSource:
    """Change a connection, or switch it off; an empty secret leaves the stored one."""
    source = get_visible(IntakeSource, source_id, actor=actor, lock=True)
    require(actor, MANAGE, source)
    before, after = changes(source, **values)
    if secret and secret != source.secret:
        source.secret = secret
        after["secret"] = MASKED
    if after:
        _saved(source)
        audit(actor, "intake.source.changed", source, before=_plain(before), after=_plain(after))
    return source


@transaction.atomic
def create_link(*, actor: Actor, secret: str = "", **values: Any) -> ChainLink:
    """Connect the installation of another level."""
    require_permission(actor, MANAGE)
    link = _saved(ChainLink(secret=secret, **values))
    audit(actor, "intake.link.created", link, after=_plain(values))
    return link


@transaction.atomic
def change_link(*, link_id: int, actor: Actor, secret: str = "", **values: Any) -> ChainLink:
    """Change a connection; an empty secret leaves the stored one."""
    link = get_visible(ChainLink, link_id, actor=actor, lock=True)
    require(actor, MANAGE, link)
    before, after = changes(link, **values)
    if secret:
        link.secret = secret
        after["secret"] = MASKED
    if after:
        _saved(link)
        audit(actor, "intake.link.changed", link, before=_plain(before), after=_plain(after))
    return link


def _saved(row: R) -> R:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise InvalidInput(fields={"code": _("This code is taken.")}) from error
    return row


def _plain(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


@transaction.atomic
def set_mapping(
    *, word: str, kind: str, actor: Actor, source: IntakeSource | None = None, mapping_id: int = 0
) -> KindMapping:
    """Say which kind of ours a sender's word or code is; ``mapping_id`` changes a line.

    A line for every source is written by who holds the right everywhere.
    """
    if mapping_id:
        get_visible(KindMapping, mapping_id, actor=actor, lock=True)
    require(actor, MAP_KINDS, KindMapping(source=source))
    if not word.strip():
        raise InvalidInput(fields={"word": _("Write the sender's word or code.")})
    row = KindMapping.objects.filter(pk=mapping_id).first() if mapping_id else None
    row = row or KindMapping.objects.filter(source=source, word=word.strip()).first()
    row = row or KindMapping()
    row.word, row.kind, row.source = word.strip(), kind, source
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise InvalidInput(fields={"word": _("This word is mapped already.")}) from error
    audit(actor, "intake.mapping.set", row, after={"word": row.word, "kind": row.kind})
    return row


@transaction.atomic
def remove_mapping(*, mapping_id: int, actor: Actor) -> None:
    """Take a line out of the table."""
    row = get_visible(KindMapping, mapping_id, actor=actor)
    require(actor, MAP_KINDS, row)
    audit(actor, "intake.mapping.removed", row, before={"word": row.word, "kind": row.kind})
    row.delete()
