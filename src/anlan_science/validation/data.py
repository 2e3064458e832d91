"""The reference data: where it lies, and reading its kinds of tables.

It is other people's data and no part of the package. The folder is that of the environment variable
``ANLAN_REFERENCE_DATA``, or ``shared/data`` beside the folder of the project.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from anlan_science.registry import Floats

VARIABLE = "ANLAN_REFERENCE_DATA"
#: Conditions of experiments that the data itself leaves out, with their sources.
CONDITIONS = Path(__file__).parent / "conditions"


class DataMissing(LookupError):
    """The reference data, or one file of it, is not here."""


@dataclass(frozen=True, slots=True)
class Data:
    """The folder of the reference data.

    Attributes
    ----------
    root : the folder; it need not exist.
    """

    root: Path

    def path(self, folder: str, name: str = "") -> Path:
        """A file or folder of the data; ``DataMissing`` says which one is not here."""
        path = self.root / folder / name
        if not path.exists():
            raise DataMissing(f"reference data not at hand: {path} (set {VARIABLE})")
        return path

    def rows(self, folder: str, name: str, delimiter: str = ",") -> list[dict[str, str]]:
        """Rows of a table with one line of names; lines with # say where it comes from."""
        return read_rows(self.path(folder, name), delimiter)

    def columns(self, folder: str, name: str, heads: int = 2) -> dict[str, Floats]:
        """Columns of numbers by name; the names stand in the last of the head lines."""
        with self.path(folder, name).open(encoding="utf-8", newline="") as lines:
            rows = [row for row in csv.reader(lines) if row]
        body = [[_number(cell) for cell in row] for row in rows[heads:]]
        return dict(zip(rows[heads - 1], np.array(body).T, strict=True))


def _number(cell: str) -> float:
    return float(cell) if cell.strip() not in {"", "NA", "NaN"} else np.nan


def read_rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """Rows of a table with one line of names; lines that begin with # are left out.

    Parameters
    ----------
    path : Path
        The file. [-]
    delimiter : str, default ","
        What stands between the columns. [-]

    Returns
    -------
    rows : list of dict
        Text by name of the column. [-]
    """
    with path.open(encoding="utf-8-sig", newline="") as lines:
        kept = (line for line in lines if not line.startswith("#"))
        return list(csv.DictReader(kept, delimiter=delimiter))


def reference_data(root: str = "") -> Data:
    """The reference data of this machine.

    Parameters
    ----------
    root : str, default ""
        Folder; empty for the environment variable or the folder beside the project. [-]

    Returns
    -------
    data : Data
        The folder, whether it exists or not. [-]
    """
    beside = Path(__file__).resolve().parents[4] / "shared/data"
    return Data(Path(root or os.environ.get(VARIABLE, "") or beside))
