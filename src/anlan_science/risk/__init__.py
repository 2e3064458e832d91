"""Risk: scores of graded risk control, and the quantitative risk of a site.

The semi-quantitative methods multiply judgements on printed scales; which values stand on a scale
is data of the caller. Quantitative: ``cpr18e_1999_leaks``, ``cpr18e_1999_ignition`` and
``event_tree`` (how often), ``cpr18e_1999_risk`` (where and for how many), ``gb36894_2018``
(criteria), ``gb_t_37243_2019`` (method), ``cozzani_salzano2004`` and ``landucci2009`` (domino).
"""
