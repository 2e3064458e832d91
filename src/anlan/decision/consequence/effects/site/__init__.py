"""Quantitative risk of a site: vessels, events, footprints, the field and its contours.

Pure functions on numbers in SI units: no database, no clock. Places are metres east (x) and north
(y) of the middle of the site.
"""
