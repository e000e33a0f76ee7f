"""Định dạng tệp: any file an office sends → its text. Read loaded, sniff, plain, then a reader."""

from directive.formats.loaded import Attachment, Envelope, Loaded
from directive.formats.loading import load, load_bytes

__all__ = ["Attachment", "Envelope", "Loaded", "load", "load_bytes"]
