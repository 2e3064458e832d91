"""Finding what a name means: exactly, by another name, or nearly (then it is only proposed)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches

from django.utils.translation import gettext as _

from anlan.kernel.search_text import normalise
from anlan.kernel.transfer.problems import CellError

#: Names less alike than this are not proposed.
LIKENESS = 0.6
#: The second best must be this much worse, or nothing is proposed.
MARGIN = 0.05
#: A table with more unknown names than this has another trouble; guessing each would take minutes.
MOST_GUESSES = 200


class NameIndex:
    """Keys by their names. Made once for a whole table, so that a look-up asks nobody.

    ``entries`` gives (key, words for the proposal, names). A name that several keys share is an
    error that asks for the code. ``strip`` removes what people add and leave out at will.
    """

    def __init__(
        self,
        entries: Iterable[tuple[str, str, Iterable[str]]],
        *,
        strip: Callable[[str], str] = str,
        kind: str = "unknown",
    ) -> None:
        self._exact: dict[str, set[str]] = {}
        self._loose: dict[str, set[str]] = {}
        self.words: dict[str, str] = {}
        self._strip = strip
        self._kind = kind
        self._guesses_left = MOST_GUESSES
        for key, words, names in entries:
            self.words[key] = words
            for name in names:
                folded = normalise(name).replace(" ", "")
                if folded:
                    self._exact.setdefault(folded, set()).add(key)
                    self._loose.setdefault(strip(folded) or folded, set()).add(key)

    def find(self, text: str) -> str | None:
        """Return the key that ``text`` names, None when nothing is like it.

        Raises ``CellError``: several have the name, or one has a name nearly like it (proposed).
        """
        folded = normalise(text).replace(" ", "")
        found = self._exact.get(folded) or self._loose.get(folded)
        if found is None:
            found = self._loose.get(self._strip(folded) or folded)
        if found is not None:
            if len(found) == 1:
                return next(iter(found))
            some = "、".join(f"{self.words[k]} {k}" for k in sorted(found)[:4])
            raise CellError(
                _("several are called “%(value)s”: write the code (%(some)s)")
                % {"value": text, "some": some},
                kind="ambiguous",
            )
        near = self._nearest(self._strip(folded) or folded)
        if near is None:
            return None
        raise CellError(
            _("“%(value)s” is not known here; perhaps %(name)s (%(key)s) is meant")
            % {"value": text, "name": self.words[near], "key": near},
            kind=self._kind,
            proposal=near,
        )

    def _nearest(self, folded: str) -> str | None:
        if self._guesses_left <= 0 or len(folded) > 60:
            return None
        self._guesses_left -= 1
        close = get_close_matches(folded, self._loose, n=3, cutoff=LIKENESS)
        if not close:
            return None
        scores: Mapping[str, float] = {
            name: SequenceMatcher(None, folded, name).ratio() for name in close
        }
        keys = self._loose[close[0]]
        if len(keys) != 1:
            return None
        rivals = [n for n in close[1:] if self._loose[n] != keys]
        if rivals and scores[close[0]] - scores[rivals[0]] < MARGIN:
            return None
        return next(iter(keys))
