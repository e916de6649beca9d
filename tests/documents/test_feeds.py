"""Feeds give the addresses of their entries, and nothing else that stands in them."""

from __future__ import annotations

import pytest

from rag.documents.feeds import MOST, entries
from rag.errors import DocumentError

URL = "https://news.example/feed.xml"


def test_an_rss_feed_gives_links_or_what_names_an_entry_for_good() -> None:
    feed = b"""<?xml version="1.0"?><rss version="2.0"><channel><link>https://news.example/</link>
    <item><title>One</title><link>https://news.example/one</link><guid>https://news.example/x</guid></item>
    <item><guid>https://news.example/two</guid></item>
    <item><guid isPermaLink="false">three</guid></item>
    <item><link>/four</link></item><item><link>https://news.example/one</link></item>
    <item><link>file:///etc/passwd</link></item></channel></rss>"""
    assert entries(feed, URL) == [
        "https://news.example/one",
        "https://news.example/two",
        "https://news.example/four",
    ]


def test_an_atom_feed_gives_the_page_and_no_attachment() -> None:
    feed = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://news.example/"/>
    <entry><link rel="enclosure" href="https://news.example/a.mp3"/><link href="https://news.example/a"/></entry>
    <entry><link rel="alternate" href="b"/></entry></feed>"""
    assert entries(feed, URL) == ["https://news.example/a", "https://news.example/b"]


def test_an_rss_1_feed_is_read() -> None:
    feed = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <item><link>https://news.example/one</link></item></rdf:RDF>"""
    assert entries(feed, URL) == ["https://news.example/one"]


def test_a_long_feed_is_cut() -> None:
    items = "".join(f"<item><link>/{number}</link></item>" for number in range(3 * MOST))
    assert len(entries(f"<rss><channel>{items}</channel></rss>".encode(), URL)) == MOST


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>No feed</body></html>",
        b"<rss><channel>",
        b'<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><item><link>&a;</link></item></channel></rss>',
    ],
)
def test_what_is_no_feed_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"feed|entities"):
        entries(data, URL)
