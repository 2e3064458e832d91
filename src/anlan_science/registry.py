"""The models of the package by identifier, and what happens outside their published range.

A model leaves its range with a :class:`Caveat`, collected in a :class:`Caveats` list that the
caller passes in and stores with the result. Without a list the caveat is given as a Python warning,
so it is never lost; a strict list raises :class:`OutOfValidity` at once.
"""

from __future__ import annotations

import importlib
import pkgutil
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan_science.model_info import ModelInfo

Floats = NDArray[np.float64]


class InvalidInput(ValueError):
    """An input is no finite number or physically impossible."""


class UnknownModel(LookupError):
    """No model has this identifier."""


class OutOfValidity(ValueError):
    """An input lies outside the published range and the caller asked for strictness."""


class ValidityWarning(UserWarning):
    """An input lies outside the published range and nobody collects caveats."""


@dataclass(frozen=True, slots=True)
class Caveat:
    """One input that left the published range of a model, or one assumption that fails.

    Attributes
    ----------
    model : identifier of the model.
    name : input or assumption.
    text : what is wrong, with the numbers.
    """

    model: str
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.model}: {self.name} {self.text}"


class Caveats(list[Caveat]):
    """The caveats of one calculation; with ``strict`` the first one raises."""

    def __init__(self, *, strict: bool = False) -> None:
        super().__init__()
        self.strict = strict


def finite(
    name: str, value: ArrayLike, *, least: float = -np.inf, above: float = -np.inf
) -> Floats:
    """Return an input as an array, or refuse it: no NaN passes silently and nothing is clipped.

    Parameters
    ----------
    name : str
        Name for the message. [-]
    value : float or ndarray, shape (n,)
        The input. [any]
    least : float, default -inf
        Smallest value that is allowed. [as value]
    above : float, default -inf
        Every value must be greater than this. [as value]

    Returns
    -------
    array : ndarray, shape (n,) or ()
        The input. [as value]

    Raises
    ------
    InvalidInput
        A value is not finite, or too small.
    """
    array = np.asarray(value, dtype=np.float64)
    if not np.isfinite(array).all():
        raise InvalidInput(f"{name}: every value must be a finite number")
    if (array < least).any():
        raise InvalidInput(f"{name}: no value may be less than {least:g}")
    if (array <= above).any():
        raise InvalidInput(f"{name}: every value must be greater than {above:g}")
    return array


def note(caveats: Caveats | None, model: str, name: str, text: str) -> None:
    """Record a caveat: into the list, as an exception when strict, as a warning without a list.

    Parameters
    ----------
    caveats : Caveats or None
        Where the caller collects. [-]
    model : str
        Identifier of the model. [-]
    name : str
        Input or assumption concerned. [-]
    text : str
        What is wrong, with the numbers. [-]

    Returns
    -------
    None
        Nothing; the caveat is recorded. [-]

    Raises
    ------
    OutOfValidity
        When the list is strict.
    """
    caveat = Caveat(model, name, text)
    if caveats is None:
        warnings.warn(str(caveat), ValidityWarning, stacklevel=3)
    elif caveats.strict:
        raise OutOfValidity(str(caveat))
    elif caveat not in caveats:
        caveats.append(caveat)


def check_range(
    caveats: Caveats | None,
    model: str,
    validity: Mapping[str, tuple[float, float]],
    values: Mapping[str, ArrayLike],
) -> None:
    """Compare inputs with the published ranges of a model and record what lies outside.

    Parameters
    ----------
    caveats : Caveats or None
        Where the caller collects. [-]
    model : str
        Identifier of the model. [-]
    validity : mapping of str to (float, float)
        Lowest and highest value of each limited input. [as the input]
    values : mapping of str to float or ndarray, shape (n,)
        The inputs of this calculation. [as the input]

    Returns
    -------
    None
        Nothing; caveats are recorded. [-]

    Raises
    ------
    OutOfValidity
        When the list is strict.
    """
    for name, value in values.items():
        low, high = validity[name]
        array = np.asarray(value, dtype=np.float64)
        if array.size and (array.min() < low or array.max() > high):
            found = f"{array.min():g}" if array.size == 1 else f"{array.min():g} to {array.max():g}"
            note(caveats, model, name, f"{found} outside {low:g} to {high:g}")


@cache
def _models() -> Mapping[str, ModelInfo]:
    """Every ``ModelInfo`` found at the top of a module of the package."""
    import anlan_science

    found: dict[str, ModelInfo] = {}
    for module_info in pkgutil.walk_packages(anlan_science.__path__, "anlan_science."):
        if ".tests" in module_info.name:
            continue
        module = importlib.import_module(module_info.name)
        for member in vars(module).values():
            if not isinstance(member, ModelInfo):
                continue
            if found.setdefault(member.id, member) != member:
                raise RuntimeError(f"two models have the identifier {member.id}")
    return MappingProxyType(dict(sorted(found.items())))


def list_models(quantity: str = "", **conditions: float) -> tuple[ModelInfo, ...]:
    """List the models of a quantity whose published range holds the given conditions.

    Parameters
    ----------
    quantity : str
        Text that the quantity of the model contains; empty for all. [-]
    conditions : float
        Value of an input; models that limit it and do not reach it are left out. [as the input]

    Returns
    -------
    models : tuple of ModelInfo
        In the order of their identifiers. [-]

    Examples
    --------
    >>> [model.id for model in list_models("index S", beta=30.0)]
    []
    """
    return tuple(
        model
        for model in _models().values()
        if quantity.lower() in model.quantity.lower()
        and all(
            low <= conditions[name] <= high
            for name, (low, high) in model.validity.items()
            if name in conditions
        )
    )


def get_model(model_id: str) -> ModelInfo:
    """Return the model with exactly this identifier.

    Parameters
    ----------
    model_id : str
        Identifier. [-]

    Returns
    -------
    model : ModelInfo
        Citation, quantity, range and status. [-]

    Raises
    ------
    UnknownModel
        When there is none: nothing is guessed.

    Examples
    --------
    >>> get_model("gb18218_2018").quantity.startswith("index S")
    True
    """
    try:
        return _models()[model_id]
    except KeyError:
        raise UnknownModel(model_id) from None
