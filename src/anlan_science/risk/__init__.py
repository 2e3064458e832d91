"""Scores of risk: the semi-quantitative methods of graded risk control, and their bands.

Each method multiplies judgements on printed scales; which values stand on a scale is data of the
caller, the formula and its range stand here.
"""
