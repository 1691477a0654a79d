"""A post shows what its writer meant, and does nothing to its readers."""

import time

import pytest

from politiker.core.markdown import LONGEST_TEXT, TextTooLong, render, summary


def test_plain_writing() -> None:
    html = render("Hej **alle**\n\n- et\n- to\n\n> citat")
    assert "<strong>alle</strong>" in html and "<li>et</li>" in html and "<blockquote>" in html


def test_tables_are_shown_without_inline_style() -> None:
    html = render("|a|b|\n|-|:-:|\n|1|2|")
    assert "<td>2</td>" in html and "style" not in html


def test_the_top_heading_is_h3_and_no_level_is_skipped() -> None:
    assert render("# A\n\n### B\n\n###### C") == "<h3>A</h3>\n<h4>B</h4>\n<h5>C</h5>\n"
    assert render("## B") == "<h3>B</h3>\n"
    deep = render("# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6")
    assert "<h6>6</h6>" in deep and "h7" not in deep and "<h1" not in deep


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "![x](https://tracker.example/p.gif)",
        "<a href='https://a.dk' onclick='x()'>a</a>",
        "[x](//evil.example)",
        "[x](/personer/slet)",
        "<javascript:alert(1)>",
        '[x](https://a.dk"onmouseover="alert(1))',
        "<style>body{display:none}</style>",
        "<form action=x><input></form>",
        "[x](java&#115;cript:alert(1))",
        "[x](\x01javascript:alert(1))",
        "<svg/onload=alert(1)>",
        "```<script>\nx\n```",
        "| <b onclick=x> |\n|-|\n",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    html = render(text)
    inside_tags = "".join(part.partition(">")[0] + " " for part in html.split("<")[1:]).lower()
    dangers = ("script", " on", "img", "style", "form", "input", "svg", "data:", "file:", "src=", "//evil", "/slet")
    assert not [danger for danger in dangers if danger in inside_tags]


def test_links_lead_away_without_telling_where_from() -> None:
    for text in ("[x](https://kl.dk)", "<http://kl.dk>", "[x](mailto:a@b.dk)"):
        assert 'rel="noopener noreferrer nofollow"' in render(text) and "href=" in render(text)


def test_a_bare_address_stays_text() -> None:
    assert "<a" not in render("se https://kl.dk og www.kl.dk")


def test_a_picture_leaves_its_description() -> None:
    assert render("![Byrådet <b>](https://a.dk/x.png)") == "<p>Byrådet &lt;b&gt;</p>\n"


def test_too_long_is_refused_before_it_is_read() -> None:
    render("a" * LONGEST_TEXT)
    with pytest.raises(TextTooLong):
        render("a" * (LONGEST_TEXT + 1))


@pytest.mark.parametrize(
    "bomb",
    [
        "[",
        "![",
        "*a_ ",
        "`",
        "> ",
        ">",
        "a**b",
        "[a](",
        "[a]: <",
        "[](<",
        "*_",
        "<a b='",
        "|a",
        "- ",
        "&",
        "\\",
        "~",
        "# a\n",
        "\n",
        "[a][b",
        "[x]: /u\n",
        "\x00",
        "😀",
        "\u202e",
        "  - a\n",
    ],
)
def test_bombs_fizzle(bomb: str) -> None:
    begun = time.perf_counter()
    html = render((bomb * LONGEST_TEXT)[:LONGEST_TEXT])
    summary(bomb * LONGEST_TEXT, 200)
    assert time.perf_counter() - begun < 5  # seconds; 0.9 at most where it was written
    assert len(html) < 250_000


def test_a_table_of_empty_cells_is_refused() -> None:
    with pytest.raises(TextTooLong):
        render(("|a" * 1000 + "|\n" + "|-" * 1000 + "|\n" + "x\n" * 8000)[:LONGEST_TEXT])


def test_deep_nesting_is_cut_off() -> None:
    assert render("> " * 500 + "x").count("<blockquote>") <= 20


def test_half_characters_do_not_break_a_page() -> None:
    render("\ud800").encode()


def test_summary_is_plain_and_cut_between_words() -> None:
    text = "# Hej\n\nDette er *en* [lang](http://x.dk) tekst\nmed linjer & <tegn>"
    assert summary(text, 200) == "Hej Dette er en lang tekst med linjer & <tegn>"
    assert summary(text, 20) == "Hej Dette er en…"
    assert summary("a" * 50, 10) == "aaaaaaaaa…"
    assert summary("", 10) == summary("---", 10) == ""


@pytest.mark.parametrize("length", [0, 1, 2, 5, 40])
def test_a_summary_is_never_longer_than_asked_for(length: int) -> None:
    assert len(summary("et to tre fire " * 5000, length)) <= length
