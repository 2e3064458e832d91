"""The officer's editor: a draft of the next version, its parts, approval, coming into force."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission
from anlan.supervision.ledgers.choices import Origin, VersionState
from anlan.supervision.ledgers.events import PackPublished
from anlan.supervision.ledgers.models import Criterion, Pack, PackVersion
from anlan.supervision.ledgers.packs.format import PackFiles
from anlan.supervision.ledgers.packs.linter import examine
from anlan.supervision.ledgers.packs.reader import Fault, PackDraft, check_form
from anlan.supervision.ledgers.packs.sources import Sources
from anlan.supervision.ledgers.permissions import EDIT
from anlan.supervision.ledgers.services.merging import PART_KEYS, fingerprint
from anlan.supervision.ledgers.services.packs import in_force, next_number
from anlan.supervision.ledgers.services.projection import find_department, project
from anlan.supervision.ledgers.states import PACK_VERSION


class ApproverIsAuthor(NotPermitted):
    """Four-eyes rule: who drafted a version may not approve it."""

    code = "approver_is_author"


@transaction.atomic
def start_draft(*, pack_id: int, actor: Actor) -> PackVersion:
    """Open the draft of a pack's next version, a copy of the one in force; one draft at a time."""
    pack = get_visible(Pack, pack_id, actor=actor, lock=True)
    require(actor, EDIT, pack)
    waiting = pack.versions.filter(state__in=[VersionState.DRAFT, VersionState.SUBMITTED]).first()
    if waiting is not None:
        return waiting
    base = in_force(pack)
    if base is None:
        raise WrongState(_("This pack has no version in force."))
    content = copy.deepcopy(base.content)
    content["version"] = _next_label(content["version"])
    version = PackVersion.objects.create(
        pack=pack,
        number=next_number(pack),
        label=content["version"],
        origin=Origin.OFFICER,
        content=content,
        fingerprint=fingerprint(content),
        base=base,
        author_id=actor.id,
        author_name=actor.display_name[:100],
    )
    audit(actor, "ledgers.version.started", version)
    return version


@transaction.atomic
def found_pack(
    *,
    number: int,
    word: str,
    name: str,
    title: str,
    department: str,
    document: str,
    sectors: list[str],
    top_hazard: str,
    actor: Actor,
) -> PackVersion:
    """Begin a pack that the county writes itself: an empty first draft, to be filled and approved.

    Raises ``InvalidInput`` when the number or the code is taken or the head is not well formed.
    """
    require_permission(actor, EDIT)
    code = f"{number:02d}-{word}"
    if Pack.objects.filter(sub_plan=number).exists():
        raise InvalidInput(fields={"number": _("A pack has this number already.")})
    content: dict[str, Any] = {
        "format": 1, "code": code, "name": name, "sub_plan": number, "title": title,
        "department": department, "version": f"{clock.today().year}.1", "sectors": sectors,
        "top_hazard": top_hazard, "source": {"document": document, "lines": [1, 1]},
    }  # fmt: skip
    faults = lint_content(content)
    if faults:
        raise InvalidInput(" ".join(translated(fault) for fault in faults[:5]))
    content = PackFiles.model_validate(content).model_dump(mode="json")
    pack = Pack(
        code=code, name=name, sub_plan=number, title=title, department=department,
        organisation_id=find_department(department), sectors=sectors, top_hazard=top_hazard,
        source=document, first_line=1, last_line=1, version=content["version"],
    )  # fmt: skip
    require(actor, EDIT, pack)
    pack.refresh_search_text()
    pack.save()
    version = PackVersion.objects.create(
        pack=pack,
        number=1,
        label=content["version"],
        origin=Origin.OFFICER,
        content=content,
        fingerprint=fingerprint(content),
        author_id=actor.id,
        author_name=actor.display_name[:100],
    )
    audit(actor, "ledgers.pack.founded", pack, after={"code": code, "name": name})
    return version


def _next_label(label: str) -> str:
    year, _dot, number = label.partition(".")
    this_year = str(clock.today().year)
    return f"{this_year}.{int(number or 0) + 1}" if year == this_year else f"{this_year}.1"


@transaction.atomic
def change_part(
    *,
    version_id: int,
    part: str,
    code: str,
    values: dict[str, Any] | None,
    actor: Actor,
) -> PackVersion:
    """Put a part into a draft, replacing the one of this code; None leaves it out (retires it).

    The same linter looks at the whole draft; what it says about this part is refused.
    """
    version = _open_draft(version_id, actor)
    key = PART_KEYS[part]
    content = copy.deepcopy(version.content)
    parts: list[dict[str, Any]] = content.setdefault(part, [])
    position = next((i for i, item in enumerate(parts) if item[key] == code), None)
    before = parts[position] if position is not None else None
    if values is None:
        if position is not None:
            del parts[position]
    else:
        new_code = str(values.get(key, ""))
        if new_code != code and any(item[key] == new_code for item in parts):
            raise InvalidInput(fields={key: _("There is a part with this code already.")})
        kept = {**(before or {}), **values}
        if position is None:
            parts.append(kept)
            position = len(parts) - 1
        else:
            parts[position] = kept
        faults = [f for f in lint_content(content) if f.file.startswith(f"{part}/{position}")]
        if faults:
            raise InvalidInput(" ".join(translated(fault) for fault in faults[:5]))
    version.content = content
    version.fingerprint = fingerprint(content)
    version.save(update_fields=["content", "fingerprint", "updated_at"])
    audit(
        actor, "ledgers.version.changed", version,
        before={f"{part}:{code}": before}, after={f"{part}:{code}": values},
    )  # fmt: skip
    return version


def _open_draft(version_id: int, actor: Actor) -> PackVersion:
    version = get_visible(PackVersion, version_id, actor=actor, lock=True)
    require(actor, EDIT, version)
    if version.state != VersionState.DRAFT:
        raise WrongState(_("Only a draft can be changed. Start a new version first."))
    return version


def lint_content(content: dict[str, Any], sources: Sources | None = None) -> list[Fault]:
    """Examine a wording as the linter examines files; places stand for files: ``ledgers/3``."""
    draft = _ContentDraft(Path(str(content.get("code", ""))), raw=content)
    check_form(draft)
    examine(draft, Sources() if sources is None else sources)
    return draft.faults


class _ContentDraft(PackDraft):
    """A wording that never was a file: a fault is placed by its part."""

    def where(self, place: Any) -> tuple[str, int]:
        """The part and its position."""
        return "/".join(str(step) for step in place[:2]) or "head", 0


def translated(fault: Fault) -> str:
    """A fault in the reader's language; what the format itself says is a sentence with a tail."""
    if fault.template == "%(reason)s":
        sentence, colon, tail = str(fault.values["reason"]).partition(": ")
        return f"{_(sentence)}{colon}{tail}"
    text = str(_(fault.template))
    return text % fault.values if fault.values else text


@transaction.atomic
def submit_version(*, version_id: int, actor: Actor, reason: str = "") -> PackVersion:
    """Hand a draft in for approval; the linter must have nothing against it."""
    version = _open_draft(version_id, actor)
    faults = lint_content(version.content)
    if faults:
        raise InvalidInput(" ".join(translated(fault) for fault in faults[:5]))
    PACK_VERSION.fire(version, "submit", actor=actor, reason=reason)
    version.note = reason or version.note
    version.author_id, version.author_name = actor.id, actor.display_name[:100]
    version.save(update_fields=["note", "author_id", "author_name", "updated_at"])
    audit(actor, "ledgers.version.submit", version, reason=reason)
    return version


@transaction.atomic
def return_version(*, version_id: int, actor: Actor, reason: str = "") -> PackVersion:
    """Send a version back to its author with the reason."""
    version = get_visible(PackVersion, version_id, actor=actor, lock=True)
    PACK_VERSION.fire(version, "return_", actor=actor, reason=reason)
    audit(actor, "ledgers.version.return_", version, reason=reason)
    return version


@transaction.atomic
def discard_version(*, version_id: int, actor: Actor, reason: str = "") -> PackVersion:
    """Give a draft up; it stays in the history."""
    version = get_visible(PackVersion, version_id, actor=actor, lock=True)
    PACK_VERSION.fire(version, "discard", actor=actor, reason=reason)
    audit(actor, "ledgers.version.discard", version, reason=reason)
    return version


@transaction.atomic
def publish_version(*, version_id: int, actor: Actor, reason: str = "") -> PackVersion:
    """Approve a version and put it into force. Its author may not approve it himself.

    Raises ``InvalidInput`` when a field changes its kind and values already written do not fit.
    """
    version = get_visible(PackVersion, version_id, actor=actor, lock=True)
    PACK_VERSION.check(version, "publish", actor=actor, reason=reason)
    if version.author_id == actor.id:
        raise ApproverIsAuthor(_("Another person than the author must approve the version."))
    pack = Pack.objects.select_for_update().get(pk=version.pack_id)
    taken = Criterion.objects.exclude(pack=pack).filter(
        code__in=[item["code"] for item in version.content.get("criteria", [])]
    )
    if taken.exists():
        raise InvalidInput(
            _("These codes of criteria belong to other packs: %(codes)s.")
            % {"codes": "、".join(taken.values_list("code", flat=True))}
        )
    pack.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.SUPERSEDED)
    PACK_VERSION.fire(version, "publish", actor=actor, reason=reason)
    version.published_at = clock.now()
    version.approver_name = actor.display_name[:100]
    version.save(update_fields=["published_at", "approver_name", "updated_at"])
    project(pack, PackFiles.model_validate(version.content))
    audit(actor, "ledgers.version.publish", version, reason=reason)
    emit(PackPublished(pack_id=pack.pk, code=pack.code, version_id=version.pk), actor)
    return version
