"""Limits of the day pack and of what a phone may send."""

from __future__ import annotations

from datetime import timedelta

#: Capture numbers a phone holds in reserve: a long day's photos.
NONCE_RESERVE = 300
#: Items of one list and answers of one shared list of choices that go into the pack.
MAX_ITEMS = 200
MAX_CHOICES = 3000
#: After this the phone says that its lists are old.
PACK_VALIDITY = timedelta(hours=24)

#: A photo is made smaller on the device; one of this size was not made in the app.
MAX_PHOTO_BYTES = 10 * 2**20
MAX_PHOTOS = 20
#: Answers of one record as JSON.
MAX_RECORD_BYTES = 64 * 2**10
#: Longest edge of a photo and its JPEG quality, as the phone makes it.
PHOTO_EDGE_PX = 1600
PHOTO_QUALITY = 0.8
#: Photos sent ahead of a record that never came are thrown away after this.
STAGED_KEPT = timedelta(days=3)
#: Photos one person may have sent ahead at a time.
MAX_STAGED = 400
#: A phone's clock that wandered more than this since the record was made is called doubtful.
MAX_CLOCK_DRIFT = timedelta(minutes=2)
