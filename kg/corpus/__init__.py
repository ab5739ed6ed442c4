"""Streams files, folders and JSON lines as Documents; what cannot be read is reported by name and the rest goes on."""

from kg.corpus.language import detect_language
from kg.corpus.read import MAX_BYTES, Reason, Skipped, read, read_record, read_text

__all__ = ["MAX_BYTES", "Reason", "Skipped", "detect_language", "read", "read_record", "read_text"]
