"""Earthquake: intensity over the ground, damage to buildings, dead and injured.

Intensity: ``wang2000`` and ``gb18306_2015`` (Chinese regions). Damage:
``lagomarsino_giovinazzi2006``. People: ``ma_xie2000``.
"""
