"""Dual prevention (双重预防) from all sides: what each does on an ordinary day."""
