"""The words of all our apps in one catalogue for each language.

Django means to merge catalogues whose plurals are formed alike, but compares the code of one
formula with the other formula itself, which is never equal: with sixty apps every word of a page is
looked for in up to sixty catalogues.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation.trans_real import TranslationCatalog

_prepend = TranslationCatalog.update


def merge_catalogues() -> None:
    """Let catalogues be merged; to be called before the first word is translated."""
    TranslationCatalog.update = _update  # type: ignore[method-assign]


def _update(self: Any, trans: Any) -> None:
    """Add the words of another app, which go before those known already."""
    if trans.plural.__code__ == self._plurals[0].__code__:
        self._catalogs[0].update(trans._catalog)
    else:
        _prepend(self, trans)
