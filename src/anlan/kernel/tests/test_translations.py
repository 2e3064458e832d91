"""Few catalogues for each language, with the same words as all of them."""

from __future__ import annotations

import pytest
from django.utils.translation import ngettext, override
from django.utils.translation.trans_real import DjangoTranslation, TranslationCatalog

from anlan.kernel import translations


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_apps_words_stand_together_and_say_the_same(language, monkeypatch):
    merged = DjangoTranslation(language)._catalog
    monkeypatch.setattr(TranslationCatalog, "update", translations._prepend)
    apart = DjangoTranslation(language)._catalog

    # Packages of others that state no rule for plurals, or another one, stay apart.
    assert len(merged._catalogs) < 10
    if language == "zh-hans":
        assert len(apart._catalogs) > 50  # Chinese is translated to, English is written
    words = set(merged.keys())
    assert words == set(apart.keys())
    for word in words - {""}:  # the empty one is the head of a file
        assert merged.get(word) == apart.get(word), word
    singular = [word[0] for word in words if isinstance(word, tuple)]
    for word in singular:
        for number in (0, 1, 2, 5):
            assert merged.plural(word, number) == apart.plural(word, number), word


def test_numbers_are_spelled_by_the_rule_of_the_language():
    with override("en"):
        assert ngettext("%(count)s row", "%(count)s rows", 1) % {"count": 1} == "1 row"
        assert ngettext("%(count)s row", "%(count)s rows", 2) % {"count": 2} == "2 rows"
    with override("zh-hans"):
        assert "2" in ngettext("%(count)s row", "%(count)s rows", 2) % {"count": 2}
