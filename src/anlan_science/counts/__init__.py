"""Small counts honestly: exact intervals, comparison of two periods, dispersion, a year's end."""
