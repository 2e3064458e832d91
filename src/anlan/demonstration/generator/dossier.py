"""What else stands in the dossiers: certificates, insurance, grades, processes, projects, a plan.

Everything follows from the county and its seed; numbers visibly belong to a demonstration (演).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from .enterprises import REFERENCE_DAY
from .model import County, Enterprise, Position

#: Works of the special operations of the demonstration.
OPERATIONS = (
    "低压电工作业",
    "熔化焊接与热切割作业",
    "高处作业",
    "氯化工艺作业",
    "化工自动化控制仪表作业",
)
INSURERS = ("演示财产保险股份有限公司", "演示责任保险股份有限公司")
PROCESSES = {
    "chemical_organic": ("P03", "氯化装置"),
    "chemical_inorganic": ("P02", "电解装置"),
    "pharmaceutical": ("P08", "加氢装置"),
    "coating": ("P14", "聚合装置"),
}
METRES_PER_DEGREE = 111_195.08


@dataclass(frozen=True)
class Certificate:
    """A certificate of a person."""

    enterprise: str
    person: str
    kind: str
    operation: str
    number: str
    valid_from: date
    valid_to: date
    review_due_on: date | None


@dataclass(frozen=True)
class Insurance:
    """A safety liability policy."""

    enterprise: str
    insurer: str
    number: str
    sum_10k_yuan: int
    people: int
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Standardisation:
    """A standardisation grade."""

    enterprise: str
    grade: int
    number: str
    score: float
    valid_to: date


@dataclass(frozen=True)
class Plan:
    """A drawn site plan: its picture and where its corners lie."""

    enterprise: str
    title: str
    png: bytes
    width: int
    height: int
    control_points: tuple[tuple[float, float, float, float], ...]


class Dossiers:
    """The generated parts of the dossiers of a county."""

    def __init__(self, county: County) -> None:
        self.county = county

    @cached_property
    def certificates(self) -> tuple[Certificate, ...]:
        """Principal and safety manager everywhere; special operations where the risk is high."""
        return tuple(self._certificates())

    def _certificates(self) -> Iterator[Certificate]:
        for number, e in enumerate(self.county.enterprises):
            random = np.random.default_rng((self.county.seed, 71, number))
            for order, (kind, person) in enumerate(
                (("principal", e.principal), ("safety_manager", e.safety_manager))
            ):
                if e.risk_level > 3 and kind == "principal":
                    continue
                yield _certificate(e, person, kind, "", f"{number:05d}{order}", random)
            if e.risk_level <= 2:
                operation = OPERATIONS[number % len(OPERATIONS)]
                yield _certificate(
                    e, e.safety_manager, "special_operation", operation, f"{number:05d}9", random
                )

    @cached_property
    def insurances(self) -> tuple[Insurance, ...]:
        """Enterprises with high risk are insured, but for a few."""
        found = []
        for number, e in enumerate(self.county.enterprises):
            random = np.random.default_rng((self.county.seed, 72, number))
            if e.risk_level > 3 or random.random() < 0.1:
                continue
            ends = REFERENCE_DAY + timedelta(days=int(random.integers(-25, 350)))
            found.append(
                Insurance(
                    e.key,
                    INSURERS[number % len(INSURERS)],
                    f"演安责{number:06d}",
                    int(max(1, e.employees // 10) * 30),
                    max(1, round(e.employees * 0.9)),
                    ends - timedelta(days=364),
                    ends,
                )
            )
        return tuple(found)

    @cached_property
    def standardisations(self) -> tuple[Standardisation, ...]:
        """Enterprises above scale have a grade, most of them the third."""
        found = []
        for number, e in enumerate(self.county.enterprises):
            if not e.is_above_scale:
                continue
            random = np.random.default_rng((self.county.seed, 73, number))
            grade = 2 if number == 0 or random.random() < 0.12 else 3
            ends = REFERENCE_DAY + timedelta(days=int(random.integers(-60, 1000)))
            score = round(
                float(random.uniform(80, 92) if grade == 2 else random.uniform(61, 80)), 1
            )
            found.append(Standardisation(e.key, grade, f"演AQB{number:06d}", score, ends))
        return tuple(found)

    def processes(self) -> Iterator[tuple[str, str, str]]:
        """Enterprise, code of the process, name of the unit."""
        for e in self.county.enterprises:
            if e.sector in PROCESSES:
                code, name = PROCESSES[e.sector]
                yield e.key, code, name

    def plan(self) -> Plan:
        """The site plan of the enterprise of the story."""
        flagship = next(e for e in self.county.enterprises if e.key == self.county.flagship)
        vessels = [h.position for h in self.county.holdings if h.enterprise == flagship.key]
        return draw_plan(flagship, vessels)


def _certificate(
    e: Enterprise, person: str, kind: str, operation: str, number: str, random: np.random.Generator
) -> Certificate:
    ends = REFERENCE_DAY + timedelta(days=int(random.integers(-20, 1000)))
    review = None
    if kind == "special_operation":
        review = REFERENCE_DAY + timedelta(days=int(random.integers(-10, 900)))
        ends = max(ends, review)
    return Certificate(
        e.key, person, kind, operation, f"演证{number}", ends - timedelta(days=1095), ends, review
    )


WIDTH, HEIGHT, SCALE = 1200, 900, 0.4  # [px], [px], [m/px]


def draw_plan(enterprise: Enterprise, vessels: list[Position]) -> Plan:
    """Draw grounds, roads, halls and tanks; the middle of the picture is the enterprise."""
    middle = enterprise.position
    cosine = float(np.cos(np.radians(middle.latitude)))
    sheet = np.full((HEIGHT, WIDTH, 3), 250, dtype=np.uint8)

    def box(x: int, y: int, w: int, h: int, colour: tuple[int, int, int]) -> None:
        sheet[y : y + h, x : x + w] = (90, 98, 108)
        sheet[y + 3 : y + h - 3, x + 3 : x + w - 3] = colour

    box(20, 20, WIDTH - 40, HEIGHT - 40, (240, 243, 240))
    sheet[440:470, 23 : WIDTH - 23] = (214, 218, 222)
    sheet[23 : HEIGHT - 23, 585:615] = (214, 218, 222)
    for x, y, w, h in ((80, 80, 220, 130), (340, 80, 200, 130), (80, 260, 460, 140)):
        box(x, y, w, h, (222, 230, 240))
    for x, y, w, h in ((660, 80, 210, 150), (910, 80, 210, 150), (80, 520, 460, 150)):
        box(x, y, w, h, (232, 228, 218))
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    for vessel in vessels:
        across = (
            WIDTH / 2 + (vessel.longitude - middle.longitude) * METRES_PER_DEGREE * cosine / SCALE
        )
        down = HEIGHT / 2 - (vessel.latitude - middle.latitude) * METRES_PER_DEGREE / SCALE
        if 40 < across < WIDTH - 40 and 40 < down < HEIGHT - 40:
            away = (columns - across) ** 2 + (rows - down) ** 2
            sheet[away <= 26**2] = (90, 98, 108)
            sheet[away <= 23**2] = (246, 226, 196)
    points = []
    for x, y in ((20, 20), (WIDTH - 20, 20), (WIDTH - 20, HEIGHT - 20), (20, HEIGHT - 20)):
        right, north = (x - WIDTH / 2) * SCALE, (HEIGHT / 2 - y) * SCALE
        points.append(
            (
                float(x),
                float(y),
                round(middle.longitude + right / METRES_PER_DEGREE / cosine, 7),
                round(middle.latitude + north / METRES_PER_DEGREE, 7),
            )
        )
    return Plan(enterprise.key, "厂区总平面图", _png(sheet), WIDTH, HEIGHT, tuple(points))


def _png(sheet: np.ndarray) -> bytes:
    """An RGB picture as PNG."""
    height, width, _channels = sheet.shape

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    lines = np.zeros((height, width * 3 + 1), dtype=np.uint8)
    lines[:, 1:] = sheet.reshape(height, width * 3)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(lines.tobytes(), 6))
        + chunk(b"IEND", b"")
    )
