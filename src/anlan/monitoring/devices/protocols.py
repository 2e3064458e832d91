"""How each protocol writes identities, addresses of points and ways to reach a device.

Each gateway registers the parsers it works with itself: what they refuse is not kept, and the
message says what to write. Protocols without a gateway of their own (MQTT, HTTP push, SensorThings,
readings by hand) name a value by the key of its point and a device by its code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.errors import InvalidInput, Message
from anlan.monitoring.devices.choices import Protocol


def _any(_written: Any) -> None:
    """Take everything."""


def _nothing(written: Any) -> None:
    if written:
        raise ValueError("nothing is written here")


@dataclass(frozen=True, slots=True)
class ProtocolWriting:
    """What to write for a device of a protocol; the checks raise ``ValueError``.

    ``identity``, ``source`` and ``connection`` are told to who writes; each is a whole sentence
    with an example.
    """

    identity: Message
    source: Message
    connection: Message
    check_identity: Callable[[str], object] = _any
    check_source: Callable[[str], object] = _any
    check_connection: Callable[[Mapping[str, Any]], object] = _nothing
    #: The platform asks the device, so it must know where.
    is_asked: bool = False


NOT_REACHED = gettext_lazy("Leave it empty: the device calls by itself.")
_PLAIN = ProtocolWriting(
    identity=gettext_lazy("Leave it empty: in this protocol the device is known by its code."),
    source=gettext_lazy("Leave it empty: in this protocol the key of the point names the value."),
    connection=NOT_REACHED,
    check_identity=_nothing,
    check_source=_nothing,
)
_writings: dict[str, ProtocolWriting] = {}


def register_writing(protocol: str, writing: ProtocolWriting) -> None:
    """Let a gateway say what its protocol takes."""
    _writings[protocol] = writing


def writing_of(protocol: str) -> ProtocolWriting:
    """Return what a protocol takes."""
    return _writings.get(protocol, _PLAIN)


def known_settings(kinds: Mapping[str, type]) -> Callable[[Mapping[str, Any]], None]:
    """Return a check for the few settings of devices that call by themselves."""

    def check(connection: Mapping[str, Any]) -> None:
        for name, value in connection.items():
            if name not in kinds or type(value) is not kinds[name]:
                raise ValueError(name)

    return check


def _refuse(field: str, written: Any, advice: Message) -> InvalidInput:
    text = _("“%(written)s” is not understood. %(advice)s") % {
        "written": written,
        "advice": advice,
    }
    return InvalidInput(fields={field: text})


def validate_identity(protocol: str, identity: str) -> None:
    """Raise ``InvalidInput`` unless a device of the protocol may call itself so."""
    writing = writing_of(protocol)
    try:
        writing.check_identity(identity)
    except ValueError:
        raise _refuse("identity", identity, writing.identity) from None


def validate_source(protocol: str, source: str, field: str = "source") -> None:
    """Raise ``InvalidInput`` unless a point of the protocol may stand there."""
    writing = writing_of(protocol)
    try:
        writing.check_source(source)
    except ValueError:
        raise _refuse(field, source, writing.source) from None


def validate_connection(protocol: str, connection: Mapping[str, Any]) -> None:
    """Raise ``InvalidInput`` unless a device of the protocol can be reached like that."""
    writing = writing_of(protocol)
    try:
        writing.check_connection(connection)
    except ValueError:
        written = ", ".join(f"{name}: {value}" for name, value in connection.items())
        raise _refuse("connection", written, writing.connection) from None


def problem_of_source(protocol: str, key: str, source: str) -> str:
    """Return what is wrong with a point's address, in words; empty when it can be heard.

    Without an address the key is the address, which not every protocol can understand.
    """
    if protocol not in _writings:
        return ""
    writing = writing_of(protocol)
    if not source:
        try:
            writing.check_source(key)
        except ValueError:
            return _("No address yet. %(advice)s") % {"advice": writing.source}
        return ""
    try:
        validate_source(protocol, source)
    except InvalidInput as error:
        return str(error.fields["source"])
    return ""


def problem_of_connection(protocol: str, connection: Mapping[str, Any]) -> str:
    """Return why the platform cannot ask a device, in words; empty when it can or need not."""
    if not writing_of(protocol).is_asked or connection:
        return ""
    return _("The platform asks this device and does not know where. %(advice)s") % {
        "advice": writing_of(protocol).connection
    }


#: Protocols whose devices are known by their code and whose values by their key.
PLAIN_PROTOCOLS = (Protocol.MQTT, Protocol.HTTP, Protocol.SENSORTHINGS, Protocol.MANUAL)
