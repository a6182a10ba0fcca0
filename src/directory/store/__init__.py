"""The write side: one append-only ledger, what it adds up to, and the working tables beside it."""

from directory.store.ledger import Author, Kind
from directory.store.store import Store

__all__ = ["Author", "Kind", "Store"]
