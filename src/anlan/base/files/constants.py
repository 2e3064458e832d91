"""Limits on what may be uploaded."""

from __future__ import annotations

from datetime import timedelta

#: A number asked for by a page is good for one hand-held photo session.
NONCE_LIFETIME = timedelta(hours=12)
#: A number issued in advance is good for pictures taken within a day of its issue …
ADVANCE_NONCE_LIFETIME = timedelta(days=1)
#: … that arrive within a week of it: there may be no signal for longer than a day.
ADVANCE_NONCE_ARRIVAL = timedelta(days=7)
#: Numbers nobody used are forgotten after this time.
NONCE_KEPT = timedelta(days=30)
#: A picture "taken" longer before its upload than this was not taken in this page.
MAX_CLOCK_SKEW = timedelta(minutes=5)
MAX_BYTES = 50 * 2**20

#: Accepted types with the bytes such files begin with; the name's ending is never trusted.
SIGNATURES: dict[str, tuple[tuple[int, bytes], ...]] = {
    "image/jpeg": ((0, b"\xff\xd8\xff"),),
    "image/png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "image/webp": ((8, b"WEBP"),),
    "application/pdf": ((0, b"%PDF-"),),
    "video/mp4": ((4, b"ftyp"),),
    "video/webm": ((0, b"\x1aE\xdf\xa3"),),
    "audio/ogg": ((0, b"OggS"),),
    "audio/wav": ((8, b"WAVE"),),
    "application/zip": ((0, b"PK\x03\x04"),),
}
#: Office documents are zip files; told apart by their ending.
OFFICE_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Shown in the browser; everything else is only downloaded.
INLINE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm"})
