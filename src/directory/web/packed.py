"""Bodies that stay the same while the process runs: read and compressed once, then sent from memory."""

import gzip
import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final, Self

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

_WORTH: Final = 0.9
"""A body that stays larger than this share of itself, a font for instance, travels as it is."""
_LEVEL: Final = 9
_ETAG_LENGTH: Final = 24


@dataclass(frozen=True, slots=True)
class Packed:
    """A body as it travels."""

    body: bytes
    is_gzipped: bool
    etag: str

    @classmethod
    def pack(cls, content: bytes) -> Self:
        """Compress a body if that is worth it."""
        gzipped = gzip.compress(content, _LEVEL, mtime=0)
        return cls.of(gzipped, is_gzipped=True) if len(gzipped) < _WORTH * len(content) else cls.of(content)

    @classmethod
    def of(cls, body: bytes, *, is_gzipped: bool = False) -> Self:
        """Take a body as it is."""
        # Weak: the same body may travel compressed or not.
        return cls(body, is_gzipped, f'W/"{hashlib.sha256(body).hexdigest()[:_ETAG_LENGTH]}"')

    def answer(self, request: Request, *, media_type: str, caching: str) -> Response:
        """Answer with the body, compressed for whoever takes that; 304 when the client has it already."""
        headers = {"ETag": self.etag, "Cache-Control": caching, "Vary": "Accept-Encoding"}
        if self.etag in {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        if not self.is_gzipped:
            return Response(self.body, media_type=media_type, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(self.body, media_type=media_type, headers=headers | {"Content-Encoding": "gzip"})
        return Response(gzip.decompress(self.body), media_type=media_type, headers=headers)


_kept: Final[dict[Path, Packed]] = {}


async def packed_file(path: Path) -> Packed:
    """Return a file of the installation; read and compressed for the first who asks, beside the event loop."""
    if path not in _kept:
        _kept[path] = await run_in_threadpool(lambda: Packed.pack(path.read_bytes()))
    return _kept[path]
