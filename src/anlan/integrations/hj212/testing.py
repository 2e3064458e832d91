"""Frames, devices and the fuzz target of HJ 212-2017."""

from __future__ import annotations

import csv
from pathlib import Path

from anlan.integrations.gateway.testing import FuzzTarget, make_device
from anlan.integrations.hj212.codec import HEAD, decode, frame

FIXTURES = Path(__file__).parent / "tests" / "fixtures" / "frames.csv"
MN = "010000A8900016F000169DC0"
DEVICE = make_device(
    "330825-ENV-9001",
    {
        "flow": "w00000",
        "ph": "w01001",
        "cod": "w01018",
        "cod_minute": "w01018-Avg",
        "cod_hour": "w01018-Avg@2061",
        "flow_day": "w00000-Cou@2031",
        "pump": "SB1-RS",
    },
    identity=MN,
)


def published_frames() -> list[dict[str, str]]:
    """Return the published frames with where they come from."""
    with FIXTURES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def repair(data: bytes) -> bytes:
    """Make length and checksum fit a damaged packet's segment."""
    start = data.find(b"QN=")
    segment = data[start if start >= 0 else 6 :]
    end = segment.rfind(b"&&")
    return frame(segment[: end + 2 if end >= 0 else len(segment)][:9999])


def _corpus() -> list[bytes]:
    own = (
        "QN=20160801085857223;ST=32;CN=2011;PW=123456;MN={mn};Flag=5;CP=&&DataTime=20160801085857;"
        "w01001-Rtd=7.1,w01001-Flag=N;w01018-SampleTime=20160801070000,w01018-Rtd=2.2,w01018-Flag=D&&",
        "QN=20160801085000001;ST=32;CN=2051;PW=123456;MN={mn};Flag=7;PNUM=2;PNO=1;CP=&&"
        "DataTime=20160801084000;w01018-Cou=10.5,w01018-Min=40.1,w01018-Avg=40.1,w01018-Max=40.1&&",
        "QN=20160801085857223;ST=32;CN=1013;PW=123456;MN={mn};Flag=5;CP=&&PolId=w01018&&",
        "QN=20160801085857223;ST=32;CN=3020;PW=123456;MN={mn};Flag=5;CP=&&DataTime=20160801085857;"
        "i11001-Info=//a,b;c//;i12001-Info=1&&",
    )
    return [frame(text.format(mn=MN).encode()) for text in own]


FUZZ = FuzzTarget(
    name="hj212",
    corpus=[
        *_corpus(),
        *(row["frame"].encode() + b"\r\n" for row in published_frames()),
    ],
    devices=[DEVICE],
    repair=repair,
    decode=decode,
    special=[HEAD, b"##9999", b"##0000", b"&&", b"CP=&&", b";", b",", b"=", b"\r\n", MN.encode()],
)
