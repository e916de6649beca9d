"""Who may come in: one password for all, or a file of users. ``python -m ui.accounts NAME`` makes a line of it."""

from __future__ import annotations

import base64
import binascii
import getpass
import hashlib
import hmac
import secrets
import sys
from typing import TYPE_CHECKING

from rag.errors import SettingsError
from ui import wording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ui.options import PageOptions


class Accounts:
    """Checks the credentials of HTTP Basic authentication.

    ``users`` maps names to hashes as ``hashed`` makes them. Without users, ``password`` lets in whoever
    knows it, under any name.
    """

    def __init__(self, *, password: str | None = None, users: Mapping[str, str] | None = None) -> None:
        self._users = None if users is None else dict(users)
        self._password = None if password is None else hashed(password)
        self._nobody = hashed(secrets.token_hex())
        self._key = secrets.token_bytes(32)
        self._known: dict[bytes, str] = {}

    @property
    def named(self) -> bool:
        """Whether each user has a name of their own."""
        return self._users is not None

    def known(self, header: str) -> str | None:
        """The user of an ``Authorization`` header that was right before; this costs nothing."""
        return self._known.get(self._mark(header))

    def account(self, header: str) -> str:
        """The account that an ``Authorization`` header asks for; one password for all is one account."""
        given = _credentials(header)
        return given[0] if given is not None and self._users is not None else ""

    def check(self, header: str) -> str | None:
        """The user of an ``Authorization`` header, or None. Slow on purpose: not for the event loop."""
        given = _credentials(header)
        if given is None:
            return None
        name, password = given
        if self._users is not None:
            # A name that is not there takes as long as a wrong password.
            right = matches(password, self._users.get(name, self._nobody))
        else:
            right, name = matches(password, self._password or self._nobody), ""
        if not right:
            return None
        if len(self._known) > 1000:
            self._known.clear()
        self._known[self._mark(header)] = name
        return name

    def _mark(self, header: str) -> bytes:
        return hmac.digest(self._key, header.encode(), "sha256")


def load_accounts(options: PageOptions) -> Accounts | None:
    """The accounts that the options name; None when everybody may come in.

    Raises:
        SettingsError: the users file cannot be read, or one of its lines is not what it should be.
    """
    if options.users is not None:
        return Accounts(users=_users(options.users))
    if options.password is not None:
        return Accounts(password=options.password.get_secret_value())
    return None


def hashed(password: str) -> str:
    """``password`` as a users file holds it: scrypt with a salt of its own."""
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${_digest(password, salt).hex()}"


def matches(password: str, kept: str) -> bool:
    """Whether ``password`` is the one that ``kept`` was made from."""
    _, salt, digest = kept.split("$")
    return hmac.compare_digest(_digest(password, bytes.fromhex(salt)), bytes.fromhex(digest))


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1, maxmem=2**26)


def _users(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(wording.users_unreadable(str(path), str(error))) from None
    users = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, kept = line.strip().partition(":")
        if not name or not colon or not _is_hash(kept):
            raise SettingsError(wording.users_line(str(path), number))
        users[name] = kept
    if not users:
        raise SettingsError(wording.users_empty(str(path)))
    return users


def _is_hash(kept: str) -> bool:
    parts = kept.split("$")
    try:
        return len(parts) == 3 and parts[0] == "scrypt" and all(bytes.fromhex(part) for part in parts[1:])
    except ValueError:
        return False


def _credentials(header: str) -> tuple[str, str] | None:
    kind, _, value = header.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return (name, password) if colon else None


def main(arguments: list[str]) -> int:
    """Ask for a password twice and print the line for the users file."""
    if len(arguments) != 1 or ":" in arguments[0] or not arguments[0].strip():
        sys.stderr.write("usage: python -m ui.accounts NAME >> USERS_FILE\n")
        return 2
    password = getpass.getpass("Password: ")
    if not password or password != getpass.getpass("Again: "):
        sys.stderr.write("The two passwords differ or are empty; start again.\n")
        return 2
    sys.stdout.write(f"{arguments[0].strip()}:{hashed(password)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
