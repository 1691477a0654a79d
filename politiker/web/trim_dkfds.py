"""Make dkfds.min.css from the style sheet of the npm package ``dkfds``: only what we use, in colours one can change.

    npm pack dkfds@11.2.0 && tar xzf dkfds-11.2.0.tgz
    python trim.py package/dist/css/dkfds-borgerdk.css > dkfds.min.css

Three things happen: rules for classes outside ``USED`` go, ``url(...)`` goes (fonts, icons, logos: politiker.css has
its own), and every colour becomes a custom property so that dark mode is a list of colours. The borger.dk edition is
read only because its primary colours are three values found nowhere else; our own colours replace them.
"""

import re
import sys

USED = [
    "alert",
    "alert-error",
    "alert-heading",
    "alert-icon",
    "alert-info",
    "alert-success",
    "alert-text",
    "alert-warning",
    "back-link",
    "badge",
    "breadcrumbs",
    "breadcrumbs__link",
    "breadcrumbs__list",
    "breadcrumbs__list-item",
    "button",
    "button-group",
    "button-primary",
    "button-secondary",
    "button-tertiary",
    "button-warning",
    "card",
    "card-content",
    "card-heading",
    "container",
    "font-lead",
    "footer",
    "form-checkbox",
    "form-error",
    "form-error-message",
    "form-group",
    "form-group-checkbox",
    "form-group-radio",
    "form-hint",
    "form-input",
    "form-label",
    "form-radio",
    "form-select",
    "icon-svg",
    "input-char-11",
    "input-char-27",
    "input-char-4",
    "input-char-8",
    "input-width-l",
    "input-width-m",
    "input-width-s",
    "input-width-xl",
    "input-width-xs",
    "input-width-xxs",
    "skipnav",
    "small-text",
    "sr-only",
    "step-subheading",
    "table",
    "table--borderless",
    "table--compact",
    "table-sm-responsive-headers",
    "unstyled-list",
    "weight-normal",
]

COLOURS = {
    "#1a1a1a": "ink", "#454545": "ink-soft", "#707070": "muted", "#8e8e8e": "line-strong", "#bfbfbf": "line",
    "#dcdcdc": "line-faint", "#f5f5f5": "shade", "#f1f1f1": "shade", "#fff": "on-strong", "#44831e": "primary",
    "#3c5c22": "primary-dark", "#233614": "primary-darker", "#c00": "error", "#cc0000": "error", "#358000": "success",
    "#febb30": "warning", "#1b86c3": "info", "#ffe0e0": "error-light", "#ddf7ce": "success-light",
    "#fec": "warning-light", "#ffeecc": "warning-light", "#e2f2fb": "info-light", "#004d99": "link",
    "#800080": "link-visited", "#ffffff": "on-strong", "white": "on-strong",
}  # fmt: skip
PAPER = {
    "background",
    "background-color",
}  # white as a ground is paper; white as ink lies on something strong

BLOCK = re.compile(r"\s*([^{}]+?)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
UNUSED_STATE = re.compile(
    r"js-|:disabled|data-(?!title)|aria-checked|\[class|placeholder|-webkit-file|#main|ms-expand|\.h\d"
)


def colour(prop: str, value: str) -> str:
    """The value with every colour replaced by its custom property."""

    def name(match: re.Match[str]) -> str:
        found = match[0].lower()
        if found in {"white", "#fff", "#ffffff"} and prop in PAPER:
            return "var(--paper)"
        return f"var(--{COLOURS[found]})" if found in COLOURS else found

    return re.sub(r"#[0-9a-fA-F]{3,8}\b|\bwhite\b", name, value)


def declarations(body: str) -> str:
    kept = []
    for line in re.sub(r"\s+", " ", body).split(";"):
        prop, _, value = (part.strip() for part in line.partition(":"))
        if value and "url(" not in value and not prop.startswith(("-webkit-", "-moz-")):
            kept.append(f"{prop}:{re.sub(r', ', ',', colour(prop, value))}")
    return ";".join(kept)


def selectors(text: str) -> str:
    parts = [re.sub(r"\s+", " ", part).strip() for part in re.split(r",(?![^(]*\))", text)]
    return ",".join(
        re.sub(r" ?([>+~]) ?", r"\1", part)
        for part in parts
        if not UNUSED_STATE.search(part) and all(name in USED for name in CLASS.findall(part))
    )


def trim(css: str) -> str:
    css = re.sub(r"/\*.*?\*/|@charset[^;]*;", "", css, flags=re.DOTALL)
    out: list[str] = []
    for head, body in BLOCK.findall(css):
        if head.startswith("@media"):
            inner = trim(body)
            if inner:
                query = re.sub(r"\s*([:(])\s*", r"\1", head).replace("and(", "and (").replace("media(", "media (")
                out.append(f"{query}{{{inner}}}")
        elif not head.startswith("@"):
            kept, rules = selectors(head), declarations(body)
            if kept and rules:
                out.append(f"{kept}{{{rules}}}")
    return "".join(out)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as source:
        print("/*! DKFDS 11.2.0 (MIT), trimmed by trim.py; see LICENSES */" + trim(source.read()))
