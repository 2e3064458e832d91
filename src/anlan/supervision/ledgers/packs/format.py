"""What a sector pack may say: the one definition behind reader, linter, editor and schema.

``packs/schema.json`` is written from these classes (``anlan packs schema``); ``packs/README.md``
explains them to the officer who keeps a pack.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

FORMAT_VERSION = 1

Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
InventoryId = Annotated[str, Field(pattern=r"^(\d{1,2}-\d{2}[a-z]?|S\d{1,2}-\d{1,2})$")]

FieldKind = Literal[
    "text", "long", "number", "date", "choice", "yes_no", "person", "enterprise", "region",
    "place", "phone", "file", "chemical",
]  # fmt: skip
Subject = Literal["check", "drill", "training", "meeting", "report", "inspection", "publicity"]
Unit = Literal["day", "week", "ten_days", "month", "quarter", "half_year", "year"]
Keeper = Literal["enterprise", "department", "township", "village"]

#: Due rule of a ledger: a date field, or a period counted from a date field.
DUE_RULE = re.compile(
    r"^(?:every (?P<every>\d{1,4}) (?P<unit>day|week|month|quarter|half_year|year)s? since )?"
    r"(?P<field>[a-z][a-z0-9_]*)$"
)


class Part(BaseModel):
    """A part of a pack; an unknown word is an error, so that a slip of the pen shows."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Anchor(Part):
    """Where the source says so: the line of the seed file and words that stand on it."""

    line: int = Field(ge=1, description="line of the source document, counted from 1")
    quote: str = Field(min_length=2, max_length=120, description="words exactly as on the line")


class Sourced(Part):
    """A part that comes from the source document."""

    inventory_ids: list[InventoryId] = Field(
        default_factory=list, description="rows of the requirement inventories this answers"
    )
    anchors: list[Anchor] = Field(default_factory=list)


class NewSector(Part):
    """A sector the platform does not know yet; it is added when the pack is loaded."""

    code: Key
    name: Name
    category: Literal[
        "hazchem", "industry", "mining", "construction", "transport", "crowd", "energy",
        "agriculture", "other",
    ]  # fmt: skip


class Source(Part):
    """The document the pack is made from."""

    document: Name
    number: str = ""
    issued_on: date | None = None
    lines: tuple[int, int] = Field(description="first and last line of the sub-plan")


class NamedThing(Sourced):
    """A system, list or mechanism the document names, and what serves it here."""

    name: Name
    aliases: list[Name] = Field(default_factory=list)
    kind: Literal["system", "database", "device", "list", "channel", "mechanism"]
    served_by: list[str] = Field(
        min_length=1,
        description="rooms of the platform (hazards, risk, …) or parts of this pack"
        " (ledger:code, checklist:code, cadence:code, criteria, targets)",
    )
    how: Text = Field(description="one sentence: how it is served")


class OutsideSoftware(Part):
    """An inventory row that no software can or should answer, with the reason."""

    inventory_id: InventoryId
    name: Name
    reason: Text


class LedgerFieldSpec(Part):
    """One column of a ledger."""

    key: Key
    label: Name
    kind: FieldKind
    unit: str = ""
    required: bool = False
    unique: bool = Field(
        default=False, description="all unique fields together recognise a row on import"
    )
    choices: list[Name] = Field(default_factory=list)
    help: str = ""
    sensitive: bool = Field(default=False, description="masked in previews, reading is logged")
    minimum: float | None = None
    maximum: float | None = None

    @model_validator(mode="after")
    def _fits(self) -> LedgerFieldSpec:
        if self.kind == "choice" and len(self.choices) < 2:
            raise ValueError("a field of kind choice needs at least two choices")
        if self.kind != "choice" and self.choices:
            raise ValueError("choices are only for a field of kind choice")
        if len(set(self.choices)) != len(self.choices):
            raise ValueError("the same choice stands twice")
        if self.kind != "number" and (self.minimum is not None or self.maximum is not None):
            raise ValueError("minimum and maximum are only for a field of kind number")
        return self


class DoneWhen(Part):
    """When a row is settled and no longer due."""

    field: Key
    values: list[Name] = Field(min_length=1)


class LedgerSpec(Sourced):
    """A ledger, list or register: 台账、清单、名册."""

    code: Code
    name: Name = Field(description="as printed in the document")
    aliases: list[Name] = Field(default_factory=list)
    purpose: Text
    kept_by: Keeper = Field(description="who fills it in")
    keeper: str = Field(default="", description="who keeps it, in the words of the document")
    title: Key = Field(description="the field a row is called by")
    due: str = Field(
        default="",
        pattern=DUE_RULE.pattern.replace("?P<every>", "")
        .replace("?P<unit>", "")
        .replace("?P<field>", "")
        + "|^$",
        description="`next_inspection_on` or `every 90 days since last_checked_on`",
    )
    done: DoneWhen | None = None
    fields: list[LedgerFieldSpec] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> LedgerSpec:
        fields = {field.key: field for field in self.fields}
        if len(fields) != len(self.fields):
            raise ValueError("the same field key stands twice")
        if self.title not in fields:
            raise ValueError(f"title names no field: {self.title}")
        if self.due:
            rule = DUE_RULE.match(self.due)
            named = rule["field"] if rule else ""
            if named not in fields or fields[named].kind != "date":
                raise ValueError(f"due names no date field: {named or self.due}")
        if self.done:
            field = fields.get(self.done.field)
            if field is None:
                raise ValueError(f"done names no field: {self.done.field}")
            if field.kind == "choice" and set(self.done.values) - set(field.choices):
                raise ValueError("done names a value that is not a choice of the field")
        for kind in ("enterprise", "region", "place"):
            if sum(field.kind == kind for field in self.fields) > 1:
                raise ValueError(
                    "a ledger has at most one field each of kind enterprise, region and place"
                )
        return self


class ChecklistItemSpec(Part):
    """One thing to look at during a check."""

    text: Text
    method: str = Field(default="", description="看现场、查资料、询问、测试 …")
    basis: str = ""
    clause: str = ""
    severity: Literal["general", "major"] = "general"
    criterion: Code | None = Field(
        default=None, description="code of the criterion met when this is wrong"
    )


class ChecklistSpec(Sourced):
    """What is looked at during one kind of check."""

    code: Code
    name: Name
    aliases: list[Name] = Field(default_factory=list)
    used_by: Keeper = "enterprise"
    sectors: list[Key] = Field(default_factory=list, description="empty: all sectors of the pack")
    basis: str = ""
    items: list[ChecklistItemSpec] = Field(min_length=1)


class CriterionSpec(Sourced):
    """A case that counts as a hazard of its class by the sector's official criteria."""

    code: Code = Field(description="unique over all packs; begins with the sub-plan number")
    text: Text
    basis: Text = Field(description="name and number of the standard or order")
    clause: Text
    consequence: Literal["major", "general"] = "major"
    sectors: list[Key] = Field(default_factory=list, description="empty: all sectors of the pack")
    is_verified: bool = Field(description="true only if the official text was compared")
    seen_in: str = Field(default="", description="where the official text was seen")
    note: str = ""

    @model_validator(mode="after")
    def _fits(self) -> CriterionSpec:
        if self.is_verified and not self.seen_in:
            raise ValueError("a verified criterion says where the official text was seen (seen_in)")
        return self


class Every(Part):
    """Once in every so many periods."""

    every: int = Field(ge=1, le=60)
    unit: Unit


class Times(Part):
    """So many times within one period."""

    count: int = Field(ge=1, le=60)
    per: Unit


class Quantity(Part):
    """What is to be reached."""

    number: float | None = None
    unit: str = ""
    deadline: date | None = None
    text: str = ""


class CadenceSpec(Sourced):
    """Something that must be done again and again, or once by a day."""

    code: Code
    subject: Subject
    what: Text
    who: Name = Field(description="in the words of the document")
    applies_to: Keeper = Field(description="for whom duties are made")
    sectors: list[Key] = Field(default_factory=list, description="empty: all sectors of the pack")
    period: Every | None = None
    times: Times | None = None
    once_by: date | None = None
    occasion: str = Field(default="", description="no fixed rhythm: when it is to be done")
    starts_on: date | None = None
    ends_on: date | None = None
    condition: str = ""
    evidence: str = ""
    checklist: Code | None = None
    target: Quantity | None = None

    @model_validator(mode="after")
    def _fits(self) -> CadenceSpec:
        said = [self.period, self.times, self.once_by, self.occasion or None]
        if sum(item is not None for item in said) != 1:
            raise ValueError("say exactly one of period, times, once_by, occasion")
        return self


class TargetSpec(Sourced):
    """A figure or a state to be reached, with the day."""

    code: Code
    indicator: Name
    value: Text = Field(description="as printed")
    number: float | None = None
    unit: str = ""
    comparison: Literal[">=", "<=", "=", ">", "<", "text"] = "text"
    deadline: date | None = None
    recurring: str = Field(default="", description="every year, every quarter …, as printed")
    who: str = ""


class PackHead(Part):
    """pack.yaml: what the pack is, and where named things are served."""

    format: Literal[1]
    code: Code = Field(description="name of the folder")
    name: Name
    sub_plan: int = Field(ge=1, le=99)
    title: Name = Field(description="title of the sub-plan as printed")
    department: Name = Field(description="department of the county that keeps the pack")
    department_in_source: str = ""
    version: str = Field(pattern=r"^\d{4}\.\d{1,3}$", description="year.number, such as 2026.1")
    sectors: list[Key | NewSector] = Field(min_length=1)
    top_hazard: Name = Field(default="重大事故隐患", description="word for the gravest hazards")
    source: Source
    systems: list[NamedThing] = Field(default_factory=list)
    outside_software: list[OutsideSoftware] = Field(default_factory=list)

    @property
    def sector_codes(self) -> list[str]:
        """The codes of the sectors, new or known."""
        return [s if isinstance(s, str) else s.code for s in self.sectors]


class PackFiles(PackHead):
    """A whole pack: ``pack.yaml`` and the lists of the other files."""

    ledgers: list[LedgerSpec] = Field(default_factory=list)
    checklists: list[ChecklistSpec] = Field(default_factory=list)
    criteria: list[CriterionSpec] = Field(default_factory=list)
    cadences: list[CadenceSpec] = Field(default_factory=list)
    targets: list[TargetSpec] = Field(default_factory=list)


#: The lists that stand in files of their own: ``ledgers.yaml`` …
LIST_FILES = ("ledgers", "checklists", "criteria", "cadences", "targets")
