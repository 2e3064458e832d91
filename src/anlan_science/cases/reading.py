"""From a file to a checked case: every fault is told with its line and field, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from anlan_science.cases.catalogue import Function, Model, find_calculation, list_calculations
from anlan_science.cases.expressions import WrongExpression, names_in

#: A case is written by hand; anything larger is a mistake.
LARGEST_BYTES = 1_000_000
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a case file.

    Attributes
    ----------
    line : line of the file, from 1; 0 for the file as a whole.
    field : where in the file, ``steps[0].inputs.rate``.
    text : what is wrong, and what would be right.
    """

    line: int
    field: str
    text: str

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.field}: {self.text}" if self.field else f"{place}{self.text}"


class CaseError(ValueError):
    """A case file that cannot be calculated; carries every fault found."""

    def __init__(self, faults: Iterable[Fault], source: str = "") -> None:
        self.faults = tuple(sorted(set(faults), key=lambda one: (one.line, one.field, one.text)))
        self.source = source
        super().__init__("\n".join(f"{source}{': ' if source else ''}{one}" for one in self.faults))


@dataclass(frozen=True, slots=True)
class Step:
    """One calculation: a function of a model with its inputs as written."""

    id: str
    model: Model
    function: Function
    inputs: Mapping[str, Any]
    place: Path_


@dataclass(frozen=True, slots=True)
class Expectation:
    """A published number that the case must reproduce."""

    of: str
    value: Any
    tolerance: Mapping[str, float]
    source: str
    place: Path_


@dataclass(frozen=True, slots=True)
class Case:
    """A published case: where it stands, what is calculated, what must come out.

    Attributes
    ----------
    title, source, notes : what it is, where it was published, what to know.
    values : named inputs, as written.
    steps : calculations in order.
    expect : published numbers.
    plot : which output is drawn against which; None for no drawing.
    map : where the case happens and which zones are drawn; None for no place.
    lines : line of every field of the file.
    """

    title: str
    source: str
    notes: str
    values: Mapping[str, Any]
    steps: tuple[Step, ...]
    expect: tuple[Expectation, ...]
    plot: Mapping[str, Any] | None
    map: Mapping[str, Any] | None
    lines: Mapping[Path_, int]

    def fault(self, place: Path_, text: str) -> CaseError:
        """The error that names the line of a field."""
        return CaseError([Fault(self.lines.get(place, 0), _say(place), text)])


def _say(place: Path_) -> str:
    words = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in place)
    return words.removeprefix(".")


class _Reading:
    """Reads one text; collects faults instead of stopping at the first."""

    def __init__(self) -> None:
        self.lines: dict[Path_, int] = {}
        self.faults: list[Fault] = []

    def fail(self, place: Path_, text: str) -> None:
        line = next(
            (self.lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in self.lines), 0
        )
        self.faults.append(Fault(line, _say(place), text))

    # The tree ------------------------------------------------------------------------------

    def tree(self, text: str) -> Any:
        """The file as mappings, lists, numbers and words; YAML 1.2, so that ``no`` is a word."""
        try:
            if any(isinstance(each, yaml.AliasEvent) for each in yaml.parse(text, yaml.SafeLoader)):
                raise CaseError([Fault(0, "", "anchors and aliases are not used in cases")])
            root = yaml.compose(text, yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            raise CaseError([Fault(line, "", f"no readable YAML: {error.problem}")]) from None
        except (yaml.YAMLError, RecursionError) as error:
            raise CaseError([Fault(0, "", f"no readable YAML: {error}")]) from None
        return self.node(root, ()) if root is not None else {}

    def node(self, node: yaml.Node, place: Path_) -> Any:
        self.lines[place] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            found = dict[str, Any]()
            for key, value in node.value:
                name = str(key.value)
                if name in found:
                    self.lines[(*place, name)] = key.start_mark.line + 1
                    self.fail((*place, name), "stands here twice")
                found[name] = self.node(value, (*place, name))
                self.lines[(*place, name)] = key.start_mark.line + 1
            return found
        if isinstance(node, yaml.SequenceNode):
            return [self.node(each, (*place, n)) for n, each in enumerate(node.value)]
        word = str(node.value)
        if isinstance(node, yaml.ScalarNode) and node.style is None:
            if word in {"true", "false"}:
                return word == "true"
            if word in {"", "null", "~"}:
                return None
            if _NUMBER.fullmatch(word):
                return float(word) if re.search("[.eE]", word) else int(word)
        return word

    # The fields ----------------------------------------------------------------------------

    def mapping(
        self, value: Any, place: Path_, required: str, optional: str = ""
    ) -> dict[str, Any]:
        """A mapping with exactly these fields; unknown ones get the nearest name proposed."""
        if not isinstance(value, dict):
            self.fail(place, "must be a mapping of fields")
            return {}
        needed, known = required.split(), (required + " " + optional).split()
        for name in value:
            if name not in known:
                self.fail((*place, name), f"is no field here{_nearest(name, known)}")
        for name in needed:
            if value.get(name) is None:
                self.fail(place, f"the field {name!r} is missing")
        return value

    def text(self, value: Any, place: Path_) -> str:
        if value is not None and not isinstance(value, str):
            self.fail(place, "must be a text")
        return value.strip() if isinstance(value, str) else ""

    def rows(self, value: Any, place: Path_) -> list[Any]:
        if value is not None and not isinstance(value, list):
            self.fail(place, "must be a list, each entry with a dash")
            return []
        return value or []

    # The parts -----------------------------------------------------------------------------

    def step(self, value: Any, place: Path_, known: dict[str, set[str]]) -> Step | None:
        given = self.mapping(value, place, "id model inputs", "function")
        name = self.text(given.get("id"), (*place, "id"))
        if name and not _NAME.fullmatch(name):
            self.fail((*place, "id"), "must be of small letters, digits and underscores")
        if name in known:
            self.fail((*place, "id"), f"{name!r} was used before")
        wanted = self.text(given.get("model"), (*place, "model"))
        model = find_calculation(wanted) if wanted else None
        if model is None:
            if wanted:
                ids = [each.id for each in list_calculations()]
                text = f"no model is called {wanted!r}{_nearest(wanted, ids)}"
                self.fail((*place, "model"), f"{text}; see `anlan science list`")
            return None
        function = self.function(given.get("function"), place, model)
        if function is None:
            return None
        inputs = given.get("inputs")
        if not isinstance(inputs, dict):
            if inputs is not None:
                self.fail((*place, "inputs"), "must be a mapping of inputs")
            return None
        self.inputs(inputs, (*place, "inputs"), model, function, known)
        known[name] = {each.name for each in function.inputs}
        known[name] |= {each.name for each in function.outputs}
        return Step(name, model, function, inputs, place)

    def function(self, wanted: Any, place: Path_, model: Model) -> Function | None:
        if wanted is None and len(model.functions) == 1:
            return next(iter(model.functions.values()))
        names = list(model.functions)
        if wanted is None:
            self.fail(place, f"the field 'function' is missing; {model.id} has {', '.join(names)}")
        elif wanted not in names:
            text = f"{model.id} has no function {wanted!r}{_nearest(str(wanted), names)}"
            self.fail((*place, "function"), f"{text}; it has {', '.join(names)}")
        else:
            return model.functions[wanted]
        return None

    def inputs(
        self, inputs: dict[str, Any], place: Path_, model: Model, function: Function,
        known: dict[str, set[str]],
    ) -> None:  # fmt: skip
        names = [each.name for each in function.inputs]
        call = f"{model.id}.{function.name}"
        for name, value in inputs.items():
            if name not in names:
                text = f"is no input of {call}{_nearest(name, names)}"
                self.fail((*place, name), f"{text}; it has {', '.join(names)}")
            self.references(value, (*place, name), known)
        for each in function.inputs:
            if each.is_required and each.name not in inputs:
                unit = f" [{each.unit}]" if each.unit else ""
                self.fail(place, f"the input {each.name!r}{unit} of {call} is missing: {each.text}")

    def references(self, value: Any, place: Path_, known: dict[str, set[str]]) -> None:
        """Every ``= step.output`` must name a step above and one of its outputs."""
        if isinstance(value, dict):
            for name, each in value.items():
                self.references(each, (*place, name), known)
        elif isinstance(value, list):
            for n, each in enumerate(value):
                self.references(each, (*place, n), known)
        elif isinstance(value, str) and value.startswith("="):
            self.expression(value[1:], place, known)

    def expression(self, text: str, place: Path_, known: dict[str, set[str]]) -> None:
        if text.strip() in known:  # a step as a whole, for a model that takes its result
            return
        try:
            named = names_in(text)
        except WrongExpression as error:
            self.fail(place, str(error))
            return
        for owner, name in named:
            if owner not in known:
                steps = ", ".join(known)
                self.fail(place, f"no step above is called {owner!r}; there is {steps}")
            elif name not in known[owner]:
                text = f"{owner} gives no {name!r}{_nearest(name, known[owner])}"
                self.fail(place, f"{text}; it gives {', '.join(sorted(known[owner]))}")

    def expectation(self, value: Any, place: Path_, known: dict[str, set[str]]) -> Expectation:
        given = self.mapping(value, place, "of value source", "relative absolute factor")
        of = self.text(given.get("of"), (*place, "of"))
        if of:
            self.expression(of, (*place, "of"), known)
        tolerance: dict[str, float] = {
            str(k): given[k] for k in ("relative", "absolute", "factor") if k in given
        }
        for name, number in tolerance.items():
            if isinstance(number, bool) or not isinstance(number, int | float) or number < 0:
                self.fail((*place, name), "must be a number, zero or more")
        if len(tolerance) != 1:
            self.fail(place, "exactly one of relative, absolute, factor says how near it must be")
        source = self.text(given.get("source"), (*place, "source"))
        return Expectation(of, given.get("value"), tolerance, source, place)

    def drawing(self, value: Any, known: dict[str, set[str]]) -> dict[str, Any] | None:
        if value is None:
            return None
        given = self.mapping(value, ("plot",), "x y", "logarithmic title")
        for name in ("x", "y"):
            if given.get(name) == []:
                self.fail(("plot", name), "must be an output, or for y a list of outputs")
            for n, each in enumerate(_listed(given.get(name))):
                self.expression(self.text(each, ("plot", name)), ("plot", name), known)
                if n and name == "x":
                    self.fail(("plot", "x"), "must be one output")
        return given

    def place(self, value: Any, known: dict[str, set[str]]) -> dict[str, Any] | None:
        if value is None:
            return None
        given = self.mapping(value, ("map",), "longitude latitude zones", "wind_from")
        for name, limit in (("longitude", 180.0), ("latitude", 90.0)):
            number = given.get(name)
            if not isinstance(number, int | float) or abs(number) > limit:
                self.fail(("map", name), f"must be degrees, {-limit:g} to {limit:g}")
        for n, each in enumerate(self.rows(given.get("zones"), ("map", "zones"))):
            place = ("map", "zones", n)
            zone = self.mapping(each, place, "of levels", "x y distance")
            ways = [name for name in ("of", "x", "y", "distance") if zone.get(name)]
            for name in ways:
                self.expression(self.text(zone[name], (*place, name)), (*place, name), known)
            if ways not in (["of", "x", "y"], ["of", "distance"]):
                self.fail(place, "needs x and y of a grid, or distance for circles")
            if "x" in ways and given.get("wind_from") is None:
                self.fail(("map",), "the field 'wind_from' is missing: a plume goes downwind")
            if not self.rows(zone.get("levels"), (*place, "levels")):
                self.fail(place, "needs at least one level")
        return given


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _nearest(name: str, names: Iterable[str]) -> str:
    found = get_close_matches(name, list(names), 1, 0.6)
    return f"; did you mean {found[0]!r}?" if found else ""


def read_case(text: str, source: str = "") -> Case:
    """Read and check a case.

    Parameters
    ----------
    text : str
        The file's text, YAML as described in docs/cases.md. [-]
    source : str, default ""
        Name of the file, for messages. [-]

    Returns
    -------
    case : Case
        Checked; models, functions, inputs and references exist. [-]

    Raises
    ------
    CaseError
        With every fault, its line and field.

    Examples
    --------
    >>> read_case("title: Nothing")
    Traceback (most recent call last):
    anlan_science.cases.reading.CaseError: line 1: the field 'source' is missing
    line 1: the field 'steps' is missing
    """
    reading = _Reading()
    try:
        tree = reading.tree(text)
    except CaseError as error:
        raise CaseError(error.faults, source) from None
    given = reading.mapping(tree, (), "title source steps", "notes values expect plot map")
    title, told = (reading.text(given.get(name), (name,)) for name in ("title", "source"))
    notes = reading.text(given.get("notes"), ("notes",))
    values = given.get("values") or {}
    if not isinstance(values, dict):
        reading.fail(("values",), "must be a mapping of names to values")
        values = {}
    known: dict[str, set[str]] = {"values": set()}
    for name, value in values.items():
        if not _NAME.fullmatch(name):
            reading.fail(("values", name), "must be of small letters, digits and underscores")
        reading.references(value, ("values", name), known)
        known["values"].add(name)
    steps = [
        reading.step(each, ("steps", n), known)
        for n, each in enumerate(reading.rows(given.get("steps"), ("steps",)))
    ]
    if given.get("steps") == []:
        reading.fail(("steps",), "a case has at least one step")
    # What refers to a step that is itself at fault would only repeat that fault.
    sound = all(steps)
    expect = [
        reading.expectation(each, ("expect", n), known)
        for n, each in enumerate(reading.rows(given.get("expect"), ("expect",)))
        if sound
    ]
    drawn = reading.drawing(given.get("plot"), known) if sound else None
    place = reading.place(given.get("map"), known) if sound else None
    if reading.faults:
        raise CaseError(reading.faults, source)
    made = tuple(step for step in steps if step is not None)
    return Case(title, told, notes, values, made, tuple(expect), drawn, place, reading.lines)


def load_case(path: Path) -> Case:
    """Read and check a case file.

    Parameters
    ----------
    path : Path
        The file. [-]

    Returns
    -------
    case : Case
        Checked. [-]

    Raises
    ------
    CaseError
        With every fault, its line and field; also when there is no readable file.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise CaseError([Fault(0, "", f"larger than {LARGEST_BYTES} bytes")], str(path))
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CaseError([Fault(0, "", str(error.strerror))], str(path)) from None
    except UnicodeDecodeError:
        raise CaseError([Fault(0, "", "not written in UTF-8")], str(path)) from None
    return read_case(text, str(path))
