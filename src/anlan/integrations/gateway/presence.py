"""Who said hello and who took leave: told to the registry by the process, a moment later."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """The newest word on a device's session."""

    is_there: bool
    at_ms: int


@dataclass(slots=True)
class Presence:
    """Sessions that began or ended since the registry was told last.

    Only where that is certain: a death certificate, a log-off, a server that cannot be reached. A
    connection of a device that calls says nothing when it ends: many report and hang up.
    """

    words: dict[str, Word] = field(default_factory=dict)

    def came(self, device_code: str, at_ms: int) -> None:
        """A device's session began."""
        self.words[device_code] = Word(True, at_ms)

    def left(self, device_code: str, at_ms: int) -> None:
        """A device's session ended."""
        self.words[device_code] = Word(False, at_ms)

    def take(self) -> dict[str, Word]:
        """Return what is new and forget it."""
        words, self.words = self.words, {}
        return words

    def put_back(self, words: dict[str, Word]) -> None:
        """Keep what could not be told; what was said meanwhile is newer."""
        self.words = words | self.words
