"""Reads of evacuations."""
