"""Changes of the registry, taken over by an ingesting process without reading all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from anlan.monitoring.devices.public import PointAddress

Directory = dict[str, dict[str, int]]


def merge_changes(
    former: Mapping[str, dict[str, int]],
    point_ids: NDArray[np.int64],
    changed: Sequence[tuple[PointAddress, bool]],
    wanted: Callable[[str], bool] | None,
) -> tuple[Directory, list[int]] | None:
    """Return the directory with the changes, and the ids of new points in their order.

    New points are numbered behind the known ones. None when a point has moved to another device:
    then all must be read again. The former directory is left as it is.
    """
    asked = np.array([address.id for address, _on in changed], np.int64)
    places = np.flatnonzero(np.isin(point_ids, asked))
    numbers = dict(zip(point_ids[places].tolist(), places.tolist(), strict=True))
    directory: Directory = dict(former)
    new: list[int] = []
    for address, is_on in changed:
        keys = directory.get(address.device_code, {})
        number = numbers.get(address.id)
        if number is not None:
            others = {key: place for key, place in keys.items() if place != number}
            if len(others) == len(keys) and is_on and _is_elsewhere(former, number):
                return None
            keys = others
        if is_on and (wanted is None or wanted(address.device_code)):
            if number is None:
                number = len(point_ids) + len(new)
                new.append(address.id)
            keys = {**keys, address.key: number}
        directory[address.device_code] = keys
    return directory, new


def _is_elsewhere(directory: Mapping[str, dict[str, int]], number: int) -> bool:
    return any(number in keys.values() for keys in directory.values())
