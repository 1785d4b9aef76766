"""A seal on a hand-in: only the server that wrote it can make it, and knows it again."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

PURPOSE = b"Digit Lab hand-in"
HERE, ELSEWHERE, BROKEN, NONE = "here", "elsewhere", "broken", "none"
SEALS: dict[str, str] = {
    HERE: "sealed by this server, unchanged",
    ELSEWHERE: "sealed by another server: only that one can tell whether it was changed",
    BROKEN: "changed after it was sealed",
    NONE: "not sealed",
}


@dataclass(frozen=True, slots=True)
class Sealer:
    """Makes and knows the seals of one server.

    Attributes
    ----------
    key : bytes
        The server's secret.
    """

    key: bytes

    @property
    def server(self) -> str:
        """Return what tells this server from others, and nothing of its secret."""
        return hmac.digest(self.key, PURPOSE + b": which server", "sha256")[:8].hex()

    def seal(self, content: bytes) -> dict[str, str]:
        """Seal a content."""
        return {"server": self.server, "seal": self._seal(content)}

    def judge(self, content: bytes, *, server: str, seal: str, checksum: str) -> str:
        """Say what a seal tells, a key of `SEALS`.

        Whatever server sealed it, a content whose checksum is another one was changed.
        """
        if not hmac.compare_digest(checksum, checksum_of(content)):
            return BROKEN
        if not server or not seal:
            return NONE
        if server != self.server:
            return ELSEWHERE
        return HERE if hmac.compare_digest(seal, self._seal(content)) else BROKEN

    def _seal(self, content: bytes) -> str:
        return hmac.digest(self.key, PURPOSE + b"\n" + content, "sha256").hex()


def checksum_of(content: bytes) -> str:
    """Return the SHA-256 of a content in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
