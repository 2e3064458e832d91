"""Chinese text made findable: by any part, by pinyin, by initials, in any order, with typos.

A record keeps one column ``search_text`` filled by ``search_text(...)`` under a trigram index
(``GinIndex(..., opclasses=["gin_trgm_ops"])``). Every pair of neighbouring Chinese characters is
written as a word of its own, so that the usual two-character query reaches the index as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Length

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_SPACE = re.compile(r"\s+")


def normalise(text: str) -> str:
    """Fold width and case, and squeeze spaces: ``ＡＢ　Ｃ`` → ``ab c``."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()


@lru_cache(maxsize=1)
def _reader() -> Callable[[str], list[str]]:
    """Return what reads Chinese as syllables; how a word sounds it works out once."""
    from pypinyin import Style  # its dictionary takes a second to load
    from pypinyin.converter import DefaultConverter
    from pypinyin.core import Pinyin

    converter = DefaultConverter()
    converter.convert = lru_cache(maxsize=20_000)(converter.convert)  # type: ignore[method-assign]
    return partial(Pinyin(converter).lazy_pinyin, style=Style.NORMAL)


@lru_cache(maxsize=20_000)
def pinyin_forms(text: str) -> tuple[str, str]:
    """Return the full pinyin without tones and the initials of the Chinese part of ``text``."""
    syllables = _reader()("".join(_CHINESE.findall(text)))
    return "".join(syllables), "".join(s[0] for s in syllables if s)


def pairs(text: str) -> list[str]:
    """Return neighbouring pairs of Chinese characters, and the last character alone."""
    found: dict[str, None] = {}
    for run in _CHINESE.findall(text):
        for index in range(len(run)):
            found[run[index : index + 2]] = None
    return list(found)


def segment(text: str) -> list[str]:
    """Cut a Chinese text into its words (jieba), without single characters and marks."""
    import jieba

    jieba.setLogLevel(60)
    words = [word.strip() for word in jieba.cut_for_search(normalise(text))]
    return list(dict.fromkeys(word for word in words if len(word) > 1))


def search_text(*parts: Any, spoken: str = "") -> str:
    """Return what a record is found by; ``spoken`` (default: the first part) also by its pinyin."""
    texts = [normalise(str(part)) for part in parts if part not in (None, "")]
    words = list(texts)
    for name in [spoken] if spoken else texts[:2]:
        words += [form for form in pinyin_forms(normalise(name)) if form]
    for text in texts:
        words += pairs(text)
    return f" {' '.join(dict.fromkeys(words))} "


def search_q(path: str, word: str) -> Q:
    """Return the condition that ``word`` occurs in a column made by ``search_text``.

    On an ordinary column the word is looked for as it stands, whatever its case.
    """
    wanted = normalise(word)
    if not path.endswith("search_text"):
        return Q(**{f"{path}__icontains": word.strip()})
    if len(wanted) <= 2 and _CHINESE.fullmatch(wanted):
        return Q(**{f"{path}__contains": f" {wanted}"})
    return Q(**{f"{path}__contains": wanted})


#: Of a word that fits a great many rows this many are weighed; an exact name is always among them.
CANDIDATES = 500


def nearly(phrase: str) -> Q | None:
    """Return the condition that ``phrase`` occurs but for one slip; None when it is too short.

    A Chinese phrase is cut into two or three parts, one of which may be wrong; anything else is
    compared by its trigrams. Both reach the trigram index.
    """
    if not _CHINESE.fullmatch(phrase):
        # The operator (<%) uses the index; comparing the bare function would not.
        return Q(search_text__trigram_word_similar=phrase) if len(phrase) >= 4 else None
    size = len(phrase)
    if size < 4:
        return None
    count = 3 if size >= 6 else 2
    cuts = [size * step // count for step in range(count + 1)]
    parts = [search_q("search_text", phrase[a:b]) for a, b in pairwise(cuts)]
    found = Q()
    for wrong in range(count):
        rest = Q()
        for index, part in enumerate(parts):
            if index != wrong:
                rest &= part
        found |= rest
    return found


def ranked(rows: QuerySet[Any], text: str, *, name: str = "name") -> QuerySet[Any]:
    """Return the rows that fit ``text``, best first, with ``search_score`` between 0 and 1.

    Every word occurs in the column ``search_text``; where no row has them all, rows that are alike
    are taken (typos). Exact names come first, then names that begin with the text, then shorter
    names before longer ones. The work is bounded however common the word is.
    """
    words = normalise(text).split()[:6]
    if not words:
        return rows.none()
    fits = Q()
    for word in words:
        fits &= search_q("search_text", word)
    phrase = " ".join(words)
    candidates = rows.filter(fits).order_by()
    score: Any = Value(0.6) + Value(3.0) / (Length(F(name)) + Value(10.0))
    if not candidates.exists():
        near = nearly(phrase)
        if near is None:
            return rows.none()
        candidates = rows.filter(near).order_by()
        score = TrigramWordSimilarity(" ".join(pairs(phrase)) or phrase, "search_text") * Value(0.5)
    beginning = rows.filter(**{f"{name}__startswith": text.strip()}).order_by()
    found: QuerySet[Any] = (
        rows.filter(
            Q(pk__in=candidates.values("pk")[:CANDIDATES])
            | Q(pk__in=beginning.values("pk")[:CANDIDATES])
        )
        .annotate(
            search_score=Case(
                When(**{f"{name}__iexact": text.strip()}, then=Value(1.0)),
                When(**{f"{name}__istartswith": text.strip()}, then=Value(0.95)),
                default=score,
                output_field=FloatField(),
            )
        )
        .order_by("-search_score", "-pk")
    )
    return found
