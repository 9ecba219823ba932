"""Names that nobody can guess, for choices made on the hosted pages."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from uuid import UUID


def new_record(now: datetime) -> str:
    """Return a UUIDv7 (RFC 9562, 5.7): milliseconds, then 74 random bits."""
    milliseconds = int(now.timestamp() * 1000)
    number = milliseconds << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | 0x7 << 76  # version
    number = number & ~(0x3 << 62) | 0x2 << 62  # variant
    return str(UUID(int=number))


def new_visitor() -> str:
    """Return a pseudonym: 22 characters of base64url, 16 random bytes."""
    return secrets.token_urlsafe(16)


def short_record(record: str) -> str:
    """Return the 22 base64url characters that stand for a record in the cookie."""
    return base64.urlsafe_b64encode(UUID(record).bytes).rstrip(b"=").decode()


def full_record(short: str) -> str:
    """Return the record id that *short*, from a cookie, stands for."""
    return str(UUID(bytes=base64.urlsafe_b64decode(short + "==")))
