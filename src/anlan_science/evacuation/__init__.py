"""Evacuation: how long people take to leave, through doors and over roads."""
