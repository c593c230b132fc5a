"""In English too a day is 05/03/2026 and a number 1.234,5: on one desk both languages must mean the same day."""

from chungtay.config.formats.vi.formats import *  # noqa: F403
