"""Reads Vietnamese administrative documents on child work by rules: offline, deterministic, without Django."""

from chungtay.directives.reader.api import read_file, read_text
from chungtay.directives.reader.model import Reading, UnreadableDocument

__all__ = ["Reading", "UnreadableDocument", "read_file", "read_text"]
