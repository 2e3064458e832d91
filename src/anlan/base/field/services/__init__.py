"""Receiving what phones send, and writing notes."""
