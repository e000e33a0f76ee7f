"""Recognition of what a directive says about time (thời hạn)."""

from directive.reading.time_words.finding import find, read_phrase

__all__ = ["find", "read_phrase"]
