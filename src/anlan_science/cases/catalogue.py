"""What can be calculated: the functions of every model, their inputs and outputs with units.

Nothing is registered by hand: a module with an ``INFO`` is a model, a module of the package without
one is a composition or a conversion known by its dotted name (``fire.pool_fire``), and the
docstrings, whose form a test guards, say names, units and meaning.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import ModuleType
from typing import Any, get_type_hints

import anlan_science
from anlan_science.cases.units import UnknownUnit, parse_unit
from anlan_science.model_info import ModelInfo

#: Packages whose modules calculate nothing that a case could ask for.
_ASIDE = {"cases", "validation", "telemetry", "model_info", "registry"}
_HELPERS = {"dispersion.stability", "fire_weather.bounds"}
#: Inputs that belong to the program, not to the case.
_INTERNAL = {"caveats"}
_ENTRY = re.compile(r"^(\w[\w, ]*) : ?(.*)$")
_LAST_UNIT = re.compile(r"\[([^\[\]]*)\]\s*$")
#: Units of results whose class says them in one sentence for many.
_ENDINGS = (("_s", "s"), ("pressure", "Pa"), ("impulse", "Pa s"))


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a function.

    Attributes
    ----------
    name : as the case file writes it.
    unit : unit of a number without a unit.
    kind : type as the docstring says it.
    text : what it means.
    default : its value when it is left out; ``inspect.Parameter.empty`` when it may not be.
    annotation : type for the program.
    """

    name: str
    unit: str
    kind: str
    text: str
    default: Any
    annotation: Any

    @property
    def is_required(self) -> bool:
        """Whether a case must give it."""
        return self.default is inspect.Parameter.empty


@dataclass(frozen=True, slots=True)
class Output:
    """One value that a function gives back, with its unit and meaning."""

    name: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Function:
    """A public function of a model: what a step of a case calls."""

    name: str
    summary: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    call: Callable[..., Any]
    takes_caveats: bool


@dataclass(frozen=True, slots=True)
class Model:
    """What a step names: a published model, or a composition of some.

    Attributes
    ----------
    id : identifier of the model, or dotted name of the composition.
    module : dotted name of its module.
    infos : the published models behind it; empty for conversions.
    functions : by name.
    summary : first sentence of the module.
    """

    id: str
    module: str
    infos: tuple[ModelInfo, ...]
    functions: dict[str, Function]
    summary: str

    @property
    def status(self) -> str:
        """The weakest status of the published models behind it; ``-`` when there is none."""
        order = ("superseded", "experimental", "unverified", "verified")
        return min((info.status for info in self.infos), key=order.index, default="-")


def _section(text: str, name: str) -> Iterator[tuple[str, str, str, str]]:
    """Entries of a section of a docstring: name, type, text, unit."""
    body = re.search(rf"^{name}\n-{{3,}}\n(.*?)(?=^\w+\n-{{3,}}$|\Z)", text, re.M | re.S)
    lines = [*(body[1].splitlines() if body else []), " : "]
    head, words = None, list[str]()
    for line in lines:
        found = _ENTRY.match(line)
        if found or line == " : ":
            if head:
                said = " ".join(words)
                unit = _LAST_UNIT.search(said or head[1])
                kind, said = (_LAST_UNIT.sub("", part).strip() for part in (head[1], said))
                yield head[0], kind, said, unit[1] if unit else ""
            head, words = (found[1], found[2]) if found else None, []
        elif line.strip():
            words.append(line.strip())


def _is_unit(text: str) -> bool:
    try:
        parse_unit(text)
    except UnknownUnit:
        return False
    return bool(text.strip())


def _unit_said(name: str, said: str, place: int = 0) -> str:
    """The unit in the words of an attribute: ``gas in the vessel, kg.`` or ``Pa and K.``"""
    words = said.rstrip(". ")
    for candidate in (words.rpartition(", ")[2], words.rpartition(" in ")[2], words.split(",")[0]):
        each = candidate.removeprefix("in ").split(" and ")
        if all(_is_unit(one) for one in each):
            return each[min(place, len(each) - 1)].strip()
    return next((unit for ending, unit in _ENDINGS if name.endswith(ending)), "")


def attributes_of(found: type, listed: list[str]) -> tuple[Output, ...]:
    """Attributes of a class that models give or take, with their units.

    Parameters
    ----------
    found : type
        A dataclass. [-]
    listed : list of str
        Units of the attributes in order, where the function says them. [-]

    Returns
    -------
    attributes : tuple of Output
        Name, unit and meaning of each. [-]
    """
    names = [each.name for each in fields(found)]
    said = dict[str, tuple[str, str]]()
    for head, kind, text, unit in _section(inspect.getdoc(found) or "", "Attributes"):
        words = " ".join(part for part in (kind, text) if part)
        for place, part in enumerate(head.split(", ")):
            said[part] = (words, unit or _unit_said(part, words, place))
    if listed == ["-"]:
        listed = ["-"] * len(names)
    units = dict(zip(names, listed, strict=True)) if len(listed) == len(names) else {}
    outputs = list[Output]()
    for name in names:
        text, own = said.get(name, ("", ""))
        outputs.append(Output(name, own or units.get(name, "") or _unit_said(name, ""), text))
    return tuple(outputs)


def _function(name: str, call: Callable[..., Any]) -> Function:
    text = inspect.getdoc(call) or ""
    said = {head: (kind, words, unit) for head, kind, words, unit in _section(text, "Parameters")}
    hints = get_type_hints(call)
    inputs = list[Input]()
    for parameter in inspect.signature(call).parameters.values():
        if parameter.name in _INTERNAL:
            continue
        kind, words, unit = said.get(parameter.name, ("", "", ""))
        inputs.append(
            Input(parameter.name, unit, kind, words, parameter.default, hints[parameter.name])
        )
    results = list(_section(text, "Returns"))
    given = hints.get("return")
    if isinstance(given, type) and is_dataclass(given) and results:
        outputs = attributes_of(given, [each.strip() for each in results[0][3].split(",")])
    else:
        outputs = tuple(
            Output(part, unit, words)
            for head, _kind, words, unit in results
            for part in head.split(", ")
        )
    takes = "caveats" in inspect.signature(call).parameters
    return Function(
        name, text.split("\n\n")[0].replace("\n", " "), tuple(inputs), outputs, call, takes
    )


def _model(module: ModuleType) -> Model | None:
    """The model of a module, or nothing when it has no function with a description."""
    functions = {
        name: _function(name, member)
        for name, member in vars(module).items()
        if inspect.isfunction(member)
        and (member.__module__ == module.__name__ or name in getattr(module, "__all__", ()))
        and not name.startswith("_")
        and "Parameters\n---" in (inspect.getdoc(member) or "")
    }
    if not functions:
        return None
    info = getattr(module, "INFO", None)
    infos = (info,) if isinstance(info, ModelInfo) else tuple(getattr(module, "MODELS", ()))
    dotted = module.__name__.removeprefix("anlan_science.")
    summary = (inspect.getdoc(module) or "").split("\n\n")[0].replace("\n", " ")
    name = info.id if isinstance(info, ModelInfo) else dotted
    return Model(name, module.__name__, infos, functions, summary)


def _module_names() -> list[str]:
    return [
        each.name
        for each in pkgutil.walk_packages(anlan_science.__path__, "anlan_science.")
        if not each.ispkg
        and ".tests" not in each.name
        and each.name.split(".")[1] not in _ASIDE
        and each.name.removeprefix("anlan_science.") not in _HELPERS
        and not each.name.rpartition(".")[2].startswith("_")
    ]


@cache
def _all() -> dict[str, Model]:
    found = [_model(importlib.import_module(name)) for name in _module_names()]
    return {each.id: each for each in sorted(filter(None, found), key=lambda one: one.id)}


def list_calculations(text: str = "") -> tuple[Model, ...]:
    """Everything a case can name, in the order of its identifiers.

    Parameters
    ----------
    text : str
        Words that identifier, quantity or summary must contain; empty for all. [-]

    Returns
    -------
    models : tuple of Model
        Models, then compositions and conversions with dotted names. [-]

    Examples
    --------
    >>> [model.id for model in list_calculations("puff")][-1]
    'gaussian_puff'
    """
    wanted = text.lower()
    return tuple(
        model
        for model in _all().values()
        if wanted in " ".join((model.id, model.summary, *(i.quantity for i in model.infos))).lower()
    )


def find_calculation(model_id: str) -> Model | None:
    """The model or composition with exactly this identifier; nothing is guessed.

    Parameters
    ----------
    model_id : str
        Identifier of a model, or dotted name of a composition. [-]

    Returns
    -------
    model : Model or None
        None when there is none. [-]

    Examples
    --------
    >>> find_calculation("gaussian_plume").functions["concentration"].inputs[0].unit
    'm'
    >>> find_calculation("plume") is None
    True
    """
    # A module is called as its model, so that mostly only this one is imported.
    for name in _module_names():
        dotted = name.removeprefix("anlan_science.")
        if model_id in {dotted, dotted.rpartition(".")[2]}:
            model = _model(importlib.import_module(name))
            if model is not None and model.id == model_id:
                return model
    return _all().get(model_id)
