"""An update of a pack joined with what officers changed: neither side is lost, conflicts show."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from anlan.supervision.ledgers.packs.format import LIST_FILES

Content = dict[str, Any]

#: Lists of parts, each part known by a word of its own.
PART_KEYS: dict[str, str] = {
    **dict.fromkeys(LIST_FILES, "code"),
    "systems": "name",
    "outside_software": "inventory_id",
}
#: Words of the head that belong to the update, not to either side's wishes.
UPDATE_WORDS = ("format", "version")


def fingerprint(content: Content) -> str:
    """What a wording is recognised by."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def merge(base: Content, ours: Content, theirs: Content) -> tuple[Content, list[dict[str, str]]]:
    """Join an update (``theirs``) with the wording in force (``ours``); both grew from ``base``.

    What only one side changed is taken from it. What both changed differently stays as the
    officers have it and is named as a conflict with both wordings.
    """
    found: Content = {}
    conflicts: list[dict[str, str]] = []
    for word in dict.fromkeys([*theirs, *ours]):
        if word in PART_KEYS:
            continue
        if word in UPDATE_WORDS:
            found[word] = theirs.get(word, ours.get(word))
            continue
        value, is_conflict = _pick(base.get(word), ours.get(word), theirs.get(word))
        if is_conflict:
            conflicts.append(_conflict("head", word, ours.get(word), theirs.get(word)))
        if value is not None:
            found[word] = value
    for name, key in PART_KEYS.items():
        found[name] = _merge_parts(
            name, *({part[key]: part for part in c.get(name, [])} for c in (base, ours, theirs)),
            conflicts=conflicts,
        )  # fmt: skip
    return found, conflicts


def _merge_parts(
    name: str,
    base: dict[str, Any],
    ours: dict[str, Any],
    theirs: dict[str, Any],
    *,
    conflicts: list[dict[str, str]],
) -> list[Any]:
    found = []
    for code in dict.fromkeys([*ours, *theirs]):
        part, is_conflict = _pick(base.get(code), ours.get(code), theirs.get(code))
        if is_conflict:
            conflicts.append(_conflict(name, code, ours.get(code), theirs.get(code)))
        if part is not None:
            found.append(part)
    return found


def _pick(base: Any, ours: Any, theirs: Any) -> tuple[Any, bool]:
    if ours == theirs or base == theirs:
        return ours, False
    if base == ours:
        return theirs, False
    return ours, True


def _conflict(part: str, code: str, ours: Any, theirs: Any) -> dict[str, str]:
    return {"part": part, "code": str(code), "ours": _words(ours), "theirs": _words(theirs)}


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)


def differences(old: Content, new: Content) -> list[dict[str, str]]:
    """What a wording adds, changes and leaves out: part, code, name, how."""
    found = []
    for word in dict.fromkeys([*old, *new]):
        if word not in PART_KEYS and old.get(word) != new.get(word):
            found.append({"part": "head", "code": word, "name": word, "how": "changed"})
    for name, key in PART_KEYS.items():
        before = {part[key]: part for part in old.get(name, [])}
        after = {part[key]: part for part in new.get(name, [])}
        for code in dict.fromkeys([*before, *after]):
            if before.get(code) == after.get(code):
                continue
            how = "changed" if code in before and code in after else (
                "added" if code in after else "left out"
            )  # fmt: skip
            part = after.get(code) or before[code]
            label = next(
                (str(part[w]) for w in ("name", "text", "what", "indicator") if part.get(w)), code
            )
            found.append({"part": name, "code": str(code), "name": label[:80], "how": how})
    return found
