"""Feeds (RSS and Atom): the addresses of their entries, by the one function that opens an address."""

from __future__ import annotations

import urllib.parse
from typing import TYPE_CHECKING

from rag.errors import DocumentError, FetchError

if TYPE_CHECKING:
    from lxml.etree import _Element

    from rag.documents.fetching import Network
    from rag.settings import Settings

TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
    "text/html",
    "text/plain",
    "application/octet-stream",
)
"""What servers call a feed."""
MOST = 200
"""Entries of one feed that are looked at, the first ones."""


def fetch_feed(url: str, settings: Settings, network: Network | None = None) -> list[str]:
    """The addresses of the entries of the feed at ``url``, each once, in its order.

    Raises:
        FetchError: it cannot or must not be fetched, or is no feed, in one sentence.
    """
    from rag.documents.fetching import fetch

    fetched = fetch(url, settings, network, types=TYPES)
    try:
        return entries(fetched.data, fetched.url)
    except DocumentError as error:
        raise FetchError(str(error)) from None


def entries(data: bytes, url: str) -> list[str]:
    """The addresses of the entries of a feed that was fetched from ``url``; those of the web alone.

    Raises:
        DocumentError: it is no feed.
    """
    from rag.documents.loaders.open_xml import local, parse_xml

    root = parse_xml(data)
    if root is None or local(root) not in ("rss", "RDF", "feed"):
        raise DocumentError(
            f"The address {url} holds no RSS or Atom feed; give the address of the feed itself."
        )
    links = [_link(each) for each in root.iter() if local(each) in ("item", "entry")]
    found = [urllib.parse.urljoin(url, link) for link in links if link]
    return list(dict.fromkeys(one for one in found if one.startswith(("http://", "https://"))))[:MOST]


def _link(entry: _Element) -> str:
    """The address of an entry: its link, or what names it for good where that is one."""
    from rag.documents.loaders.open_xml import local

    named = ""
    for each in entry:
        name, words = local(each), (each.text or "").strip()
        if name == "link" and each.get("rel", "alternate") == "alternate":
            link = each.get("href", "").strip() or words
            if link:
                return link
        if name == "guid" and each.get("isPermaLink", "true") == "true":
            named = words
    return named
