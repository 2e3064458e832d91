"""Read the files of a pack and remember on which line each part stands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from pydantic import ValidationError

from anlan.supervision.ledgers.packs import format as pack_format
from anlan.supervision.ledgers.packs.format import LIST_FILES, PackFiles

HEAD_FILE = "pack.yaml"

Place: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a pack, with the line where it is put right.

    ``template`` is an English sentence with ``%(name)s`` places; the editor translates it.
    """

    file: str
    line: int
    template: str
    values: dict[str, object] = field(default_factory=dict, hash=False)

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.template % self.values if self.values else self.template

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(slots=True)
class PackDraft:
    """A pack as read: what it says where it is well formed, its lines and its faults."""

    folder: Path
    raw: dict[str, Any] = field(default_factory=dict)
    content: PackFiles | None = None
    faults: list[Fault] = field(default_factory=list)
    _lines: dict[Place, tuple[str, int]] = field(default_factory=dict)

    def where(self, place: Sequence[str | int]) -> tuple[str, int]:
        """File and line of a part; of its nearest named ancestor when it is missing."""
        known: Place = ()
        for step in place:
            if (*known, step) in self._lines:
                known = (*known, step)
        return self._lines.get(known, (self.label(HEAD_FILE), 1))

    def label(self, name: str) -> str:
        """The name of a file as shown in messages."""
        return f"{self.folder.parent.name}/{self.folder.name}/{name}"

    def fault(self, place: Sequence[str | int], template: str, **values: object) -> None:
        """Note a fault at a part of the pack."""
        file, line = self.where(place)
        self.faults.append(Fault(file, line, template, values))

    def note_lines(self, name: str, node: yaml.Node, place: Place) -> None:
        """Remember the lines of a parsed file."""
        self._lines.setdefault(place, (self.label(name), node.start_mark.line + 1))
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                step = (*place, str(key.value))
                self._lines[step] = (self.label(name), key.start_mark.line + 1)
                self.note_lines(name, value, step)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self.note_lines(name, item, (*place, index))


def find_packs(root: Path) -> list[Path]:
    """Folders of packs in a folder, or the folder itself when it is a pack."""
    if (root / HEAD_FILE).exists():
        return [root]
    return sorted(path.parent for path in root.glob(f"*/{HEAD_FILE}"))


def read_pack(folder: Path) -> PackDraft:
    """Read and check the form of one pack; what cannot be read becomes a fault."""
    draft = PackDraft(folder.resolve())
    head = _read_file(draft, HEAD_FILE, ())
    if not isinstance(head, dict):
        if head is not None or not draft.faults:
            draft.fault((), "the file must hold words with values")
        return draft
    draft.raw = {str(key): value for key, value in head.items()}
    for name in LIST_FILES:
        file = f"{name}.yaml"
        if name in draft.raw:
            draft.fault((name,), "%(name)s stand in their own file %(file)s", name=name, file=file)
            del draft.raw[name]
        if not (draft.folder / file).exists():
            continue
        items = _read_file(draft, file, (name,))
        if items is None:
            continue
        if not isinstance(items, list):
            draft.fault((name,), "the file must hold a list")
            continue
        draft.raw[name] = items
    for stray in sorted(draft.folder.glob("*.y*ml")):
        if stray.name != HEAD_FILE and stray.stem not in LIST_FILES:
            draft.faults.append(Fault(draft.label(stray.name), 1, "no such file in the format"))
    if not draft.faults:
        check_form(draft)
    return draft


def check_form(draft: PackDraft) -> None:
    """Compare what was read with the format; set the content or note the faults."""
    try:
        draft.content = PackFiles.model_validate(draft.raw)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            template, values = _explain(dict(found))
            draft.fault(tuple(found["loc"]), template, **values)


def files_digest(folder: Path) -> str:
    """What the files of a pack are recognised by without being parsed.

    The format counts as well: another edition of it reads the same files anew.
    """
    digest = hashlib.sha256(Path(pack_format.__file__).read_bytes())
    for path in sorted(folder.glob("*.yaml")):
        digest.update(f"\0{folder.name}/{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


#: The parser in C is some ten times as fast; both give the same nodes and lines.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """YAML without surprises: a word given twice is an error, not the last one silently."""


def _read_file(draft: PackDraft, name: str, place: Place) -> Any:
    path = draft.folder / name
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        draft.faults.append(
            Fault(draft.label(name), 1, "cannot be read: %(reason)s", {"reason": reason})
        )
        return None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        draft.faults.append(Fault(draft.label(name), line, "is not UTF-8"))
        return None
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        draft.note_lines(name, node, place)
        _refuse_twice(draft, name, node)
        return loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = error.problem or str(error)
        draft.faults.append(
            Fault(draft.label(name), line, "is not YAML: %(problem)s", {"problem": problem})
        )
        return None
    except (yaml.YAMLError, ValueError) as error:
        draft.faults.append(
            Fault(draft.label(name), 1, "is not YAML: %(problem)s", {"problem": str(error)})
        )
        return None
    finally:
        loader.dispose()


def _refuse_twice(draft: PackDraft, name: str, node: yaml.Node) -> None:
    children: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            word = str(key.value)
            if word in seen:
                line = key.start_mark.line + 1
                draft.faults.append(
                    Fault(draft.label(name), line, "“%(word)s” stands twice", {"word": word})
                )
            seen.add(word)
            children.append(value)
    elif isinstance(node, yaml.SequenceNode):
        children = list(node.value)
    for child in children:
        _refuse_twice(draft, name, child)


def _explain(found: dict[str, Any]) -> tuple[str, dict[str, object]]:
    """A sentence for what the format refuses."""
    word = next((str(step) for step in reversed(found["loc"]) if isinstance(step, str)), "")
    values: dict[str, object] = {"word": word, "given": str(found.get("input", ""))[:60]}
    match found["type"]:
        case "missing":
            return "“%(word)s” is missing", values
        case "extra_forbidden":
            return "“%(word)s” is not a word of the format", values
        case "literal_error":
            values["expected"] = found.get("ctx", {}).get("expected", "")
            return "“%(word)s” cannot be “%(given)s”; it is one of %(expected)s", values
        case "string_pattern_mismatch":
            return "“%(word)s” has not the right form: “%(given)s”", values
        case "string_type":
            return "“%(word)s” must be text; put “%(given)s” in quotation marks", values
        case "value_error":
            return "%(reason)s", {"reason": str(found["ctx"]["error"])}
        case _:
            values["reason"] = found["msg"]
            return "“%(word)s”: %(reason)s", values
