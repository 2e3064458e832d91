"""Results and models as text for people and as JSON for programs."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from enum import Enum
from typing import Any

import numpy as np

from anlan_science.cases.catalogue import Function, Model
from anlan_science.cases.running import Result, Value
from anlan_science.validation.scores import scores_of

#: Longer rows are shown by their ends in text; JSON always holds all of them.
SHOWN = 6


def plain(value: Any) -> Any:
    """A value as JSON knows it: lists for arrays, words for what is endless or missing.

    Parameters
    ----------
    value : any
        Number, array, word, member of a choice, dataclass or a collection of these. [any]

    Returns
    -------
    value : any
        The same of lists, mappings, numbers, words, true, false and null. [as value]

    Examples
    --------
    >>> plain((np.float64(2.0), np.array([1, 2]), float("inf")))
    [2.0, [1, 2], 'inf']
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)


def to_json(result: Result) -> str:
    """A calculated case as one JSON object, the same bytes on every run.

    Parameters
    ----------
    result : Result
        The case. [-]

    Returns
    -------
    text : str
        JSON: inputs, outputs with units, models with status and validation, warnings, checks. [-]
    """
    document = {
        "title": result.case.title,
        "source": result.case.source,
        "steps": [
            {
                "id": done.step.id,
                "model": done.step.model.id,
                "function": done.step.function.name,
                "status": weakest(info.status for info in done.models),
                "inputs": {
                    each.name: {"value": plain(done.inputs[each.name]), "unit": each.unit}
                    for each in done.step.function.inputs
                    if each.name in done.inputs
                },
                "outputs": {
                    each.name: {"value": plain(each.value), "unit": each.unit}
                    for each in done.outputs
                },
                "caveats": [str(each) for each in done.caveats],
            }
            for done in result.steps
        ],
        "checks": [
            {
                "of": check.expected.of,
                "published": plain(check.published),
                "calculated": plain(check.found),
                "unit": check.unit,
                "tolerance": dict(check.expected.tolerance),
                "source": check.expected.source,
                "agrees": check.agrees,
            }
            for check in result.checks
        ],
        "models": [
            {
                "id": info.id,
                "status": info.status,
                "citation": info.citation,
                "validation": scores_of(info.id),
            }
            for info in result.models
        ],
        "warnings": list(result.warnings),
        "agrees": result.agrees,
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def weakest(statuses: Iterable[str]) -> str:
    """The status that a result may claim: the weakest of its models.

    Parameters
    ----------
    statuses : iterable of str
        Status of each model. [-]

    Returns
    -------
    status : str
        ``-`` when there is no model. [-]

    Examples
    --------
    >>> weakest(["verified", "unverified"])
    'unverified'
    """
    order = ("superseded", "experimental", "unverified", "verified")
    return min(statuses, key=order.index, default="-")


def _figure(value: Any) -> str:
    value = plain(value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _short(value: Any) -> str:
    array = np.asarray(value) if isinstance(value, list | np.ndarray) else None
    if array is None or array.ndim == 0 or array.dtype.kind not in "fiub":
        return _figure(array.item() if array is not None and array.ndim == 0 else value)
    flat = [_figure(each) for each in array.ravel()]
    if len(flat) > SHOWN:
        half = SHOWN // 2
        flat = [*flat[:half], "…", *flat[-half:]]
    shape = f"  ({' × '.join(map(str, array.shape))})" if array.size > SHOWN else ""
    return " ".join(flat) + shape


def _line(value: Value) -> str:
    unit = "" if value.unit in {"", "-"} else f" {value.unit}"
    return f"    {value.name:18} {_short(value.value)}{unit}"


def to_text(result: Result) -> str:
    """A calculated case as lines to read.

    Parameters
    ----------
    result : Result
        The case. [-]

    Returns
    -------
    text : str
        Title, source, steps with outputs, published numbers, warnings. [-]
    """
    lines = [result.case.title, f"source: {result.case.source}"]
    for done in result.steps:
        status = weakest(info.status for info in done.models)
        lines += ["", f"{done.step.id}: {done.step.model.id}.{done.step.function.name} [{status}]"]
        lines += [_line(each) for each in done.outputs]
    if result.checks:
        lines += ["", "published numbers"]
        for check in result.checks:
            (kind, size), *_ = check.expected.tolerance.items()
            unit = "" if check.unit in {"", "-"} else f" {check.unit}"
            lines.append(
                f"    {'met   ' if check.agrees else 'MISSED'} {check.expected.of}: "
                f"{_short(check.found)}, published {_short(check.published)}{unit} "
                f"({kind} {size:g}; {check.expected.source})"
            )
    scored = [(info.id, each) for info in result.models for each in scores_of(info.id)]
    if scored:
        lines += ["", "validation of the models"]
        lines += [f"    {name}: {_score(each)}" for name, each in scored]
    if result.warnings:
        lines += ["", "warnings", *(f"    {each}" for each in result.warnings)]
    return "\n".join(lines)


def _score(score: dict[str, Any]) -> str:
    figures = ", ".join(f"{k} {v:g}" for k, v in score["metrics"].items())
    return f"{score['experiment']} ({score['quantity']}): {figures}, {score['verdict']}"


def _called(function: Function) -> list[str]:
    lines = ["", f"  {function.name}: {function.summary}", "    inputs"]
    for each in function.inputs:
        unit = f" [{each.unit}]" if each.unit else ""
        default = "" if each.is_required else f", default {_figure(each.default)}"
        lines.append(f"      {each.name}{unit}{default}: {each.text}")
    lines.append("    outputs")
    lines += [
        f"      {each.name}{f' [{each.unit}]' if each.unit else ''}: {each.text}"
        for each in function.outputs
    ]
    return lines


def describe_model(model: Model) -> str:
    """What ``anlan science show`` prints: source, range, status, functions with units.

    Parameters
    ----------
    model : Model
        A model or composition. [-]

    Returns
    -------
    text : str
        Lines to read. [-]
    """
    lines = [f"{model.id}: {model.summary}"]
    for info in model.infos:
        lines += ["", f"  {info.id} [{info.status}]: {info.quantity}", f"    {info.citation}"]
        for name, (low, high) in info.validity.items():
            lines.append(f"    valid for {name} {low:g} to {high:g}")
        scored = scores_of(info.id)
        lines += [f"    validated: {_score(each)}" for each in scored]
        if not scored:
            lines.append("    validated: no experiment at hand (docs/models/validation.md)")
        lines.append(f"    described in docs/models/{info.id}.md")
    for function in model.functions.values():
        lines += _called(function)
    return "\n".join(lines)


def list_of_models(models: Iterable[Model], *, as_json: bool = False) -> str:
    """What ``anlan science list`` prints: identifier, status and quantity of each model.

    Parameters
    ----------
    models : iterable of Model
        Models and compositions. [-]
    as_json : bool, default False
        One JSON array instead of lines. [-]

    Returns
    -------
    text : str
        A line for each, or JSON. [-]
    """
    rows = [
        {
            "id": model.id,
            "status": model.status,
            "quantity": model.infos[0].quantity if len(model.infos) == 1 else model.summary,
            "functions": list(model.functions),
        }
        for model in models
    ]
    if as_json:
        return json.dumps(rows, ensure_ascii=False)
    return "\n".join(f"{row['id']:28} {row['status']:12} {row['quantity']}" for row in rows)


def model_to_json(model: Model) -> str:
    """What ``anlan science show --json`` prints.

    Parameters
    ----------
    model : Model
        A model or composition. [-]

    Returns
    -------
    text : str
        JSON: sources, ranges, status, validation, functions with units. [-]
    """
    document = {
        "id": model.id,
        "module": model.module,
        "summary": model.summary,
        "status": model.status,
        "models": [
            {
                "id": info.id,
                "citation": info.citation,
                "quantity": info.quantity,
                "status": info.status,
                "validity": {name: list(limits) for name, limits in info.validity.items()},
                "validation": scores_of(info.id),
            }
            for info in model.infos
        ],
        "functions": [
            {
                "name": each.name,
                "summary": each.summary,
                "inputs": [
                    {
                        "name": one.name,
                        "unit": one.unit,
                        "text": one.text,
                        "is_required": one.is_required,
                        **({} if one.is_required else {"default": plain(one.default)}),
                    }
                    for one in each.inputs
                ],
                "outputs": [
                    {"name": one.name, "unit": one.unit, "text": one.text} for one in each.outputs
                ],
            }
            for each in model.functions.values()
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)
