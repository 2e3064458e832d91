"""A conversation with an independent client, ``frost_sta_client`` (Fraunhofer IOSB), from PyPI.

Runs with ``ANLAN_PEERS=1``: installs the client into an environment of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from anlan.integrations.sensorthings.tests.conftest import token_for

pytestmark = [
    pytest.mark.skipif(not os.environ.get("ANLAN_PEERS"), reason="set ANLAN_PEERS=1"),
    pytest.mark.django_db(transaction=True),
]

CONVERSATION = """
import json, sys
import frost_sta_client as fsc
service = fsc.SensorThingsService(
    sys.argv[1], auth_handler=fsc.AuthHandler(username="any", password=sys.argv[2]))
things = service.things().query().orderby("name", "asc").list()
told = {"things": [thing.name for thing in things]}
streams = service.datastreams().query().filter("name eq '氯气浓度'").expand("Thing").list()
stream = streams.entities[0]
told["thing"] = stream.thing.name
told["unit"] = stream.unit_of_measurement.symbol
values = stream.get_observations().query().orderby("phenomenonTime", "asc").top(4).list()
told["results"] = [one.result for one in values]
told["one"] = service.things().find(stream.thing.id).name
place = service.locations().query().list().entities[0]
told["place"] = place.location["coordinates"] if isinstance(place.location, dict) else list(
    place.location.coordinates)
print(json.dumps(told, ensure_ascii=False))
"""


@pytest.fixture(scope="module")
def client_python(tmp_path_factory):
    """An interpreter that has the client."""
    folder = tmp_path_factory.mktemp("peer")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = str(folder / "bin" / "python")
    command = [python, "-m", "pip", "install", "-q", "frost_sta_client==1.1.53"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        command[-1] = "frost_sta_client"
        subprocess.run(command, check=True)
    return python


def test_an_independent_client_reads_things_and_observations(
    live_server, client_python, points, readings
):
    done = subprocess.run(
        [
            client_python,
            "-c",
            CONVERSATION,
            f"{live_server.url}/sensorthings/v1.1",
            token_for(["devices.view_device"]),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert sorted(told["things"]) == sorted(["一号探测器", "二号探测器"])
    assert (told["thing"], told["one"]) == ("一号探测器", "一号探测器")
    assert told["unit"] == "mg/m³"
    assert set(told["results"]) >= {0.0, 1.0, 2.0, 3.0}
    assert told["place"] == [119.17, 29.03]
