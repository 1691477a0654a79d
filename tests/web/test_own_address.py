"""The way back after logging in leads to a page of ours, however the address is spelled."""

import pytest

from politiker.web.own_address import own_address

OURS = [
    "/",
    "/min-side",
    "/arrangementer?side=2&emne=oekonomi",
    "/arrangementer/42-budget-paa-aeroe",
    "/arrangementer/æøå",
    "/arrangementer/1-a:b",
    "/x?y=https://other.example/",
    "/x?y=a//b",
    "/x#y",
]
HOSTILE = [
    *("", " ", "e", "e/", "./e", "../e", "?next=//e", "#//e", "@e", ":@e"),
    *("//e", "///e", "////e", "/////e", "//e@localhost", "//localhost@e/", "//localhost:80@e/", "//e。example"),
    *("/\\e", "\\/e", "\\\\e", "\\\\\\e", "/\\/e", "/x\\..\\e"),
    *(
        "/\t/e",
        "/\n/e",
        "/\r/e",
        "\t//e",
        " //e",
        "/ /e",
        "/\x00/e",
        "/\u2028/e",
        "/\u00a0/e",
        "/\u200b/e",
        "/\ufeff/e",
    ),
    *("https:e", "https:/e", "https://e", "HTTPS://e", "https:///e", "http:e", "http:\\\\e"),
    *("https://localhost@e", "https://localhost.e"),
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x"),
    *("/%0d%0aSet-Cookie:x", "/%0aLocation:e", "/%00/e", "/%ff"),
    *("/..//e", "/.//e", "/%2e%2e//e", "/%2e/%2fe", "/%2f%2fe", "/%2fe", "/%5ce", "/%5c%5ce", "/x//e", "/x/..//e"),
    *("/log-ud", "/log-ind?next=//e", "/%6cog-ud", "//[::1]", "//[", "／／e", "/" + "a" * 3000),
]


@pytest.mark.parametrize("text", OURS)
def test_a_page_of_ours_is_a_way_back(text: str) -> None:
    assert own_address(text) == text


def test_sixty_hostile_ways_back_are_refused() -> None:
    assert len(set(HOSTILE)) >= 60
    assert [text for text in HOSTILE if own_address(text) is not None] == []
