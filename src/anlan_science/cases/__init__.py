"""Published cases written down as files and run without code; the format is in docs/cases.md.

``catalogue`` knows which functions a model offers and in which units, ``reading`` turns a file into
a checked :class:`~anlan_science.cases.reading.Case`, ``running`` calculates its steps, ``showing``,
``drawing`` and ``mapping`` hand the result on as text, JSON, SVG or GeoJSON.
"""
