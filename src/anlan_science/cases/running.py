"""Calculates a case: inputs into the units of the model, steps in order, published numbers checked.

The same file gives the same numbers: nothing is random, no clock is read, no file is written.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin

import numpy as np

from anlan_science.cases.catalogue import Input, Output, attributes_of, find_calculation
from anlan_science.cases.expressions import Quantity, WrongExpression, evaluate
from anlan_science.cases.reading import Case, Expectation, Path_, Step
from anlan_science.cases.units import UnknownUnit, convert, parse_unit
from anlan_science.dispersion.sigma_sets import SETS
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveat, Caveats

_QUANTITY = re.compile(r"([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|[-+]?inf)\s*(.*)")
_SPACING = {"even", "geometric"}
LARGEST_COUNT = 1_000_000


@dataclass(frozen=True, slots=True)
class Value:
    """One output of a step, in the unit its model documents."""

    name: str
    unit: str
    text: str
    value: Any


@dataclass(frozen=True, slots=True)
class Done:
    """One step that was calculated.

    Attributes
    ----------
    step : what was asked for.
    inputs : every input as the model received it, defaults included.
    outputs : what came out.
    models : the published models behind it.
    caveats : what left the published range.
    """

    step: Step
    inputs: dict[str, Any]
    outputs: tuple[Value, ...]
    models: tuple[ModelInfo, ...]
    caveats: tuple[Caveat, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A published number beside the calculated one."""

    expected: Expectation
    published: Any
    found: Any
    unit: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A case that was calculated."""

    case: Case
    steps: tuple[Done, ...]
    checks: tuple[Check, ...]
    known: Mapping[str, Mapping[str, Quantity]]

    @property
    def models(self) -> tuple[ModelInfo, ...]:
        """Every published model that took part, each once, in order of identifiers."""
        found = {info.id: info for done in self.steps for info in done.models}
        return tuple(found[name] for name in sorted(found))

    @property
    def warnings(self) -> tuple[str, ...]:
        """Caveats of the steps, and the models that no independent case verifies."""
        caveats = [f"{done.step.id}: {each}" for done in self.steps for each in done.caveats]
        unsure = [
            f"{info.id} is {info.status}" for info in self.models if info.status != "verified"
        ]
        return (*dict.fromkeys(caveats), *unsure)

    @property
    def agrees(self) -> bool:
        """Whether every published number was met."""
        return all(check.agrees for check in self.checks)


class _Refused(ValueError):
    """A value that cannot be understood; becomes a fault with its line."""


def _number(text: str, unit: str) -> Any:
    """The number of ``10 mm`` in the wanted unit, or the text when it is no quantity."""
    found = _QUANTITY.fullmatch(text.strip())
    if found is None:
        return text
    value, given = float(found[1]), found[2].strip()
    if not given:
        return value
    try:
        return convert(value, given, unit)
    except UnknownUnit as error:
        raise _Refused(str(error)) from None


def read_number(written: float | str, unit: str) -> float:
    """A number as a case writes it, in the wanted unit.

    Parameters
    ----------
    written : float or str
        A number, or a number with its unit. [as unit]
    unit : str
        The unit it is wanted in. [-]

    Returns
    -------
    number : float
        The number. [as unit]

    Raises
    ------
    ValueError
        It is no number, or measures something else.

    Examples
    --------
    >>> read_number("5 kPa", "Pa")
    5000.0
    """
    found = _number(written, unit) if isinstance(written, str) else written
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise _Refused(f"{written!r} is no number")
    return float(found)


def _in_unit(found: Quantity, unit: str) -> Any:
    """A quantity in the unit of an input; refused when it measures something else."""
    if isinstance(found.value, str | bool) or found.dimension is None:
        return found.value
    try:
        asked = parse_unit(unit)
    except UnknownUnit:
        return found.value
    if asked.dimension != found.dimension:
        raise _Refused(f"the sum does not measure what {unit or '-'!r} measures")
    if asked.factor == 1.0 and asked.zero == 0.0:
        return found.value
    return (np.asarray(found.value) - asked.zero) / asked.factor


def _quantity(value: Any, unit: str) -> Quantity:
    """A value with a documented unit, for sums."""
    if isinstance(value, str | bool | Enum) or not _is_numeric(value):
        return Quantity(value, None)
    try:
        said = parse_unit(unit) if unit else None
    except UnknownUnit:
        said = None
    if said is None:
        return Quantity(value, None)
    if said.factor == 1.0 and said.zero == 0.0:
        return Quantity(value, said.dimension)
    return Quantity(np.asarray(value) * said.factor + said.zero, said.dimension)


def _is_numeric(value: Any) -> bool:
    try:
        return np.asarray(value).dtype.kind in "fiub"
    except ValueError:
        return False


class _Run:
    def __init__(self, case: Case, strict: bool) -> None:
        self.case, self.strict = case, strict
        self.known: dict[str, dict[str, Quantity]] = {"values": {}}
        self.wholes: dict[str, Any] = {}

    # Values --------------------------------------------------------------------------------

    def value(self, written: Any, unit: str, place: Path_) -> Any:
        """What is written, in the unit of the model."""
        try:
            if isinstance(written, str):
                if written.startswith("="):
                    return _in_unit(evaluate(written[1:], self.known), unit)
                return _number(written, unit)
            if isinstance(written, list):
                return [self.value(each, unit, (*place, n)) for n, each in enumerate(written)]
            if isinstance(written, dict):
                if "from" in written or "to" in written:
                    return self.range(written, unit, place)
                return {k: self.value(each, unit, (*place, k)) for k, each in written.items()}
        except (_Refused, WrongExpression) as error:
            raise self.case.fault(place, str(error)) from None
        return written

    def range(self, written: dict[str, Any], unit: str, place: Path_) -> Any:
        """Values from one to another: ``{from: 10 m, to: 1 km, count: 50, spacing: geometric}``."""
        names = set(written)
        if names - {"from", "to", "count", "spacing", "as"} or not {"from", "to", "count"} <= names:
            raise _Refused("a range has from, to, count; spacing (even, geometric); as (rows)")
        first, last = (self.value(written[name], unit, (*place, name)) for name in ("from", "to"))
        count, spacing = written["count"], written.get("spacing", "even")
        if isinstance(count, bool) or not isinstance(count, int) or not 2 <= count <= LARGEST_COUNT:
            raise _Refused(f"count must be a whole number, 2 to {LARGEST_COUNT}")
        if spacing not in _SPACING:
            raise _Refused(f"spacing {spacing!r} is neither even nor geometric")
        if not all(isinstance(each, int | float) for each in (first, last)):
            raise _Refused("from and to must be numbers")
        if spacing == "geometric" and first * last <= 0:
            raise _Refused("a geometric range needs ends of the same sign, not zero")
        if written.get("as", "rows") != "rows":
            raise _Refused("as can only be rows: one value in each row of a grid")
        row = (np.linspace if spacing == "even" else np.geomspace)(first, last, count)
        return row[:, None] if "as" in written else row

    def named(self, name: str, written: Any) -> Quantity:
        """A named value: in SI units, with what it measures."""
        place = ("values", name)
        if isinstance(written, str) and not written.startswith("="):
            found = _QUANTITY.fullmatch(written.strip())
            if found is None:
                return Quantity(written, None)
            try:
                parse_unit(found[2])
                return _quantity(float(found[1]), found[2].strip() or "-")
            except UnknownUnit as error:
                raise self.case.fault(place, str(error)) from None
        if isinstance(written, str):
            try:
                return evaluate(written[1:], self.known)
            except WrongExpression as error:
                raise self.case.fault(place, str(error)) from None
        return self.several(written, place)

    def several(self, written: Any, place: Path_) -> Quantity:
        """A named list or range; all of its entries measure the same."""
        ends = (
            [written[k] for k in ("from", "to") if k in written]
            if isinstance(written, dict)
            else written
        )
        words = [each for each in ends if isinstance(each, str)] if isinstance(ends, list) else []
        found = _QUANTITY.fullmatch(words[0].strip()) if words else None
        unit = found[2].strip() if found else ""
        value = self.value(written, unit or "-", place)
        if not _is_numeric(value):
            return Quantity(value, None)
        return _quantity(np.asarray(value) if isinstance(value, list) else value, unit or "-")

    # Steps ---------------------------------------------------------------------------------

    def argument(self, wanted: Input, written: Any, place: Path_) -> Any:
        """An input as the program wants it."""
        built = _dataclass_in(wanted.annotation)
        if built is not None and isinstance(written, list):
            return [self.build(built, each, (*place, n)) for n, each in enumerate(written)]
        if built is not None and isinstance(written, dict):
            return self.build(built, written, place)
        if built is not None and isinstance(written, str):
            whole = self.wholes.get(written.removeprefix("=").strip())
            if not isinstance(whole, built):
                text = f"must name a step that gives a {built.__name__}, or be a mapping"
                raise self.case.fault(place, text)
            return whole
        value = self.value(written, wanted.unit, place)
        plain = _plain(wanted.annotation)
        if isinstance(plain, type) and issubclass(plain, Enum):
            return self.choice(plain, value, place)
        if "str" not in wanted.kind:
            self.refuse_words(value, wanted.unit, place)
        if plain is str and not isinstance(value, str):
            raise self.case.fault(place, "must be a word")
        if plain is int:
            if isinstance(value, bool) or not _is_numeric(value) or np.ndim(value):
                raise self.case.fault(place, "must be a whole number")
            if not np.isfinite(value) or float(value) != int(value):
                raise self.case.fault(place, "must be a whole number")
            return int(value)
        if isinstance(value, dict):
            return {int(k) if str(k).isdecimal() else k: each for k, each in value.items()}
        if isinstance(value, list) and value and _is_numeric(value) and "float" not in wanted.kind:
            return np.asarray(value) if "ndarray" in wanted.kind else value
        return value

    def refuse_words(self, value: Any, unit: str, place: Path_) -> None:
        """A word, alone or in a list, is no number."""
        if isinstance(value, str):
            said = f" [{unit}]" if unit else ""
            raise self.case.fault(place, f"{value!r} is no number{said}")
        if isinstance(value, list):
            for n, each in enumerate(value):
                self.refuse_words(each, unit, (*place, n))

    def choice(self, wanted: type[Enum], value: Any, place: Path_) -> Enum:
        for member in wanted:
            if value in (member.name, member.name.lower(), member.value):
                return member
        names = ", ".join(str(member.value) for member in wanted)
        raise self.case.fault(place, f"{value!r} is none of {names}")

    def build(self, wanted: type, written: Any, place: Path_) -> Any:
        names = [each.name for each in fields(wanted)]
        if not isinstance(written, dict) or set(written) - set(names):
            raise self.case.fault(place, f"must be a mapping of {', '.join(names)}")
        units = {each.name: each.unit for each in attributes_of(wanted, [])}
        given = {k: self.value(each, units[k], (*place, k)) for k, each in written.items()}
        try:
            return wanted(**{k: _hashable(each) for k, each in given.items()})
        except (TypeError, ValueError) as error:
            raise self.case.fault(place, str(error)) from None

    def step(self, step: Step) -> Done:
        place = (*step.place, "inputs")
        inputs = dict[str, Any]()
        for wanted in step.function.inputs:
            if wanted.name in step.inputs:
                where = (*place, wanted.name)
                inputs[wanted.name] = self.argument(wanted, step.inputs[wanted.name], where)
            elif wanted.default is not inspect.Parameter.empty:
                inputs[wanted.name] = wanted.default
        caveats = Caveats(strict=self.strict)
        extra = {"caveats": caveats} if step.function.takes_caveats else {}
        try:
            with np.errstate(over="ignore", under="ignore"):
                result = step.function.call(**inputs, **extra)
        except (ValueError, LookupError, TypeError, ArithmeticError, RuntimeError) as error:
            said = str(error) or type(error).__name__
            field = next((n for n in inputs if re.match(rf"{n}\b", said)), None)
            where = (*place, field) if field and field in step.inputs else step.place
            raise self.case.fault(where, said) from None
        outputs = _outputs(step.function.outputs, result)
        self.wholes[step.id] = result
        # An output hides the input of its name: the pressure in a hole, not that of the vessel.
        self.known[step.id] = {
            each.name: _quantity(inputs[each.name], each.unit)
            for each in step.function.inputs
            if each.name in inputs
        } | {each.name: _quantity(each.value, each.unit) for each in outputs}
        return Done(step, inputs, outputs, _models(step, inputs, caveats), tuple(caveats))

    # Published numbers ---------------------------------------------------------------------

    def check(self, expected: Expectation) -> Check:
        place = (*expected.place, "value")
        try:
            found = evaluate(expected.of, self.known)
        except WrongExpression as error:
            raise self.case.fault((*expected.place, "of"), str(error)) from None
        unit = self.unit_of(expected.of)
        published = self.value(expected.value, unit, place)
        calculated = _in_unit(found, unit)
        if isinstance(published, str | bool):
            same = str(getattr(calculated, "value", calculated)) == str(published)
            return Check(expected, published, calculated, "", same)
        if not _is_numeric(published) or not _is_numeric(calculated):
            raise self.case.fault(place, "is compared with what is no number or no even list")
        a, b = np.asarray(published, dtype=float), np.asarray(calculated, dtype=float)
        if a.shape != b.shape:
            raise self.case.fault(place, f"has shape {a.shape}, the result {b.shape}")
        return Check(expected, published, calculated, unit, _agrees(a, b, expected.tolerance))

    def unit_of(self, text: str) -> str:
        """Documented unit of an output that stands alone (a place in it may be chosen)."""
        found = re.fullmatch(r"\s*(\w+)\.(\w+)\s*(\[.*\])?\s*", text)
        for step in self.case.steps:
            for output in step.function.outputs:
                if found and (step.id, output.name) == (found[1], found[2]):
                    return output.unit
        return ""


def _agrees(published: Any, found: Any, tolerance: Mapping[str, float]) -> bool:
    (kind, size), *_ = tolerance.items()
    if kind == "factor":
        ratio = found / published
        return bool(((ratio <= size) & (ratio >= 1.0 / size)).all())
    limit = size * np.abs(published) if kind == "relative" else size
    return bool((np.abs(found - published) <= limit).all())


def _outputs(said: tuple[Output, ...], result: Any) -> tuple[Value, ...]:
    """The result by the names of its description."""
    if is_dataclass(result) and not isinstance(result, type):
        values = [getattr(result, each.name) for each in said]
    elif len(said) > 1 and isinstance(result, tuple):
        values = list(result)
    else:
        values = [result]
    return tuple(
        Value(each.name, each.unit, each.text, value)
        for each, value in zip(said, values, strict=True)
    )


def _models(step: Step, inputs: Mapping[str, Any], caveats: Caveats) -> tuple[ModelInfo, ...]:
    """The model of the step, those it binds or was told to use, and those that had a caveat."""
    found = {info.id: info for info in step.model.infos}
    words = [each for each in inputs.values() if isinstance(each, str)]
    chosen = [SETS[each].model if each in SETS else each for each in words]
    for name in (*chosen, *(caveat.model for caveat in caveats)):
        model = find_calculation(name) if re.search(r"\d|_", name) else None
        found |= {info.id: info for info in (model.infos if model else ())}
    return tuple(found.values())


def _plain(annotation: Any) -> Any:
    """The type of an annotation without ``None``."""
    if get_origin(annotation) in {Union, UnionType}:
        left = [each for each in get_args(annotation) if each is not type(None)]
        return left[0] if len(left) == 1 else annotation
    return annotation


def _hashable(value: Any) -> Any:
    """Lists of a file as the tuples that a frozen class holds."""
    return tuple(_hashable(each) for each in value) if isinstance(value, list) else value


def _dataclass_in(annotation: Any) -> type | None:
    """The dataclass of which an input wants a list."""
    if isinstance(annotation, type) and is_dataclass(annotation):
        return annotation
    return next((found for each in get_args(annotation) if (found := _dataclass_in(each))), None)


def run_case(case: Case, strict: bool = False) -> Result:
    """Calculate every step of a case in order, then compare with the published numbers.

    Parameters
    ----------
    case : Case
        As read. [-]
    strict : bool, default False
        Refuse what leaves the published range of a model instead of saying so. [-]

    Returns
    -------
    result : Result
        Steps, published numbers, models and warnings. [as documented by each model]

    Raises
    ------
    CaseError
        A value is no quantity of the right kind, or a model refuses it; with its line.

    Examples
    --------
    >>> from anlan_science.cases.reading import read_case
    >>> steps = "[{id: a, model: mudan1984, inputs: {diameter: 2000 cm}}]"
    >>> result = run_case(read_case(f"title: Smoke\\nsource: none\\nsteps: {steps}"))
    >>> round(float(result.steps[0].outputs[0].value)), result.warnings
    (30886, ())
    """
    run = _Run(case, strict)
    for name, written in case.values.items():
        run.known["values"][name] = run.named(name, written)
    steps = tuple(run.step(step) for step in case.steps)
    checks = tuple(run.check(each) for each in case.expect)
    return Result(case, steps, checks, run.known)
