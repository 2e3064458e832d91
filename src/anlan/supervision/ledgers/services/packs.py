"""Loading shipped packs, publishing versions, confirming criteria."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.supervision.ledgers.choices import Origin, VersionState
from anlan.supervision.ledgers.events import CriterionConfirmed, PackPublished
from anlan.supervision.ledgers.models import Criterion, Pack, PackVersion
from anlan.supervision.ledgers.packs.format import PackFiles
from anlan.supervision.ledgers.packs.reader import files_digest, find_packs, read_pack
from anlan.supervision.ledgers.packs.sources import SHIPPED
from anlan.supervision.ledgers.permissions import CONFIRM
from anlan.supervision.ledgers.services.merging import Content, fingerprint, merge
from anlan.supervision.ledgers.services.projection import find_department, project


class PackIsFaulty(ValueError):
    """A shipped pack that the linter refuses."""


def load_shipped(actor: Actor, root: Path = SHIPPED) -> list[Pack]:
    """Bring the packs that come with the platform into force; harmless to repeat.

    What officers edited stays: an update is joined with it, and what both changed is shown as a
    conflict of the new version.
    """
    digests = {folder: files_digest(folder) for folder in find_packs(root)}
    shipped = PackVersion.objects.filter(origin=Origin.SHIPPED)
    known = dict(
        shipped.filter(files_digest__in=digests.values()).values_list("files_digest", "pack_id")
    )
    packs = Pack.objects.in_bulk(known.values())
    found = []
    for folder, digest in digests.items():
        if digest in known:
            found.append(packs[known[digest]])
            continue
        draft = read_pack(folder)
        if draft.content is None:
            raise PackIsFaulty("; ".join(map(str, draft.faults)))
        found.append(_load(draft.content, actor, digest))
    return found


@transaction.atomic
def _load(content: PackFiles, actor: Actor, digest: str = "") -> Pack:
    plain: Content = content.model_dump(mode="json")
    mark = fingerprint(plain)
    pack, _made = Pack.objects.select_for_update().get_or_create(
        code=content.code,
        defaults={
            "name": content.name,
            "sub_plan": content.sub_plan,
            "title": content.title,
            "department": content.department,
            "top_hazard": content.top_hazard,
            "version": content.version,
        },
    )
    shipped = pack.versions.filter(origin=Origin.SHIPPED)
    same = shipped.filter(fingerprint=mark).first()
    if same is not None:  # other files, such as a remark more, with the same wording
        if digest and same.files_digest != digest:
            same.files_digest = digest
            same.save(update_fields=["files_digest", "updated_at"])
        return pack
    before = shipped.first()
    current = in_force(pack)
    own = None
    if current is not None and current.origin != Origin.SHIPPED and before is not None:
        own = current
    state = VersionState.SUPERSEDED if own else VersionState.PUBLISHED
    version = _add_version(pack, plain, Origin.SHIPPED, before, actor, state=state, digest=digest)
    if own is not None and before is not None:
        joined, conflicts = merge(before.content, own.content, plain)
        version = _add_version(
            pack, joined, Origin.MERGED, own, actor, state=VersionState.PUBLISHED,
            conflicts=conflicts,
        )  # fmt: skip
        content = PackFiles.model_validate(joined)
    project(pack, content)
    audit(actor, "ledgers.pack.loaded", pack, after={"version": version.label})
    emit(PackPublished(pack_id=pack.pk, code=pack.code, version_id=version.pk), actor)
    return pack


def bind_departments() -> int:
    """Find the county's departments of packs that came before the organisations did."""
    bound = 0
    for pack in Pack.objects.filter(organisation__isnull=True):
        department = find_department(pack.department)
        if department is not None:
            pack.organisation_id = department
            pack.save(update_fields=["organisation", "updated_at"])
            bound += 1
    return bound


def in_force(pack: Pack) -> PackVersion | None:
    """The version in force."""
    return pack.versions.filter(state=VersionState.PUBLISHED).first()


def next_number(pack: Pack) -> int:
    """The number of the next version."""
    return int(pack.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def _add_version(
    pack: Pack,
    content: Content,
    origin: str,
    base: PackVersion | None,
    actor: Actor,
    *,
    state: str,
    conflicts: list[dict[str, str]] | None = None,
    digest: str = "",
) -> PackVersion:
    if state == VersionState.PUBLISHED:
        pack.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.SUPERSEDED)
    return PackVersion.objects.create(
        pack=pack,
        number=next_number(pack),
        label=content["version"],
        state=state,
        origin=origin,
        content=content,
        fingerprint=fingerprint(content),
        files_digest=digest,
        base=base,
        conflicts=conflicts or [],
        author_id=actor.id,
        author_name=actor.display_name[:100],
        published_at=clock.now() if state == VersionState.PUBLISHED else None,
    )


@transaction.atomic
def confirm_criterion(*, criterion_id: int, citation: str, actor: Actor) -> Criterion:
    """Record that an officer compared a criterion with the official text, and where he saw it."""
    criterion = get_visible(Criterion, criterion_id, actor=actor, lock=True)
    require(actor, CONFIRM, criterion)
    citation = citation.strip()
    if len(citation) < 6:
        raise InvalidInput(
            fields={"citation": _("Name the official text you compared: title, number, article.")}
        )
    before = {"is_verified": criterion.is_verified, "seen_in": criterion.seen_in}
    criterion.is_verified = True
    criterion.seen_in = citation[:300]
    criterion.confirmed_at = clock.now()
    criterion.confirmed_by = actor.display_name[:100]
    criterion.save(
        update_fields=["is_verified", "seen_in", "confirmed_at", "confirmed_by", "updated_at"]
    )
    audit(
        actor, "ledgers.criterion.confirmed", criterion, before=before,
        after={"is_verified": True, "seen_in": criterion.seen_in},
    )  # fmt: skip
    emit(CriterionConfirmed(criterion_id=criterion.pk, code=criterion.code), actor)
    return criterion
