"""Intake 接报: calls, 110/119/120 feeds, quick reports and the reports of the level below."""
