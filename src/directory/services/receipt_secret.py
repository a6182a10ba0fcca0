"""The secret of a receipt: made again whenever it is needed, stored nowhere but as a digest."""

import base64
import hashlib
import hmac

from directory.store import Store
from directory.store.queue import Submission


def secret_for(store: Store, *, key: str, content: str) -> str:
    """Return the secret for what was sent: the same each time, and not to be guessed without the store's own key.

    Args:
        store: Keeps the key.
        key: Digest of the idempotency key.
        content: Digest of what was sent.
    """
    mac = hmac.new(store.secret("receipt"), f"{key}{content}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def secret_of(store: Store, submission: Submission) -> str:
    """Return the secret of a submission, for the mails to its contributor."""
    return secret_for(store, key=submission.key, content=submission.content)


def receipt_digest(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
