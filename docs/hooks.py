"""What the site has beside docs/, and what it must not have.

Some texts lie where people look for them in a repository; they are pages too. After the site is
built, every link in it leads somewhere, and it loads nothing from other hosts. MkDocs itself looks
at links between pages as they are written. This looks at what came out: also at pictures,
stylesheets, what themes and plugins add, and headings of the reference.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

# What a browser fetches by itself, and where a reader may go.
LOADED = {("img", "src"), ("script", "src"), ("link", "href"), ("source", "src")}
# Site addresses, which are no files, and files that are no page.
NO_FETCH = ("canonical", "next", "prev", "alternate")
ROOT = Path(__file__).resolve().parents[1]
# Pages, by the texts at the top of the repository that they show.
TEXTS = {
    "CONTRIBUTING.md": "extending.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changes.md",
}


class Links(HTMLParser):
    """The links and anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.linked: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Collect what a tag links to."""
        found = dict(attributes)
        for name in ("id", "name"):
            self.anchors.add(found.get(name) or "")
        if tag == "link" and found.get("rel") in NO_FETCH:
            return
        for name in ("src", "href"):
            if target := found.get(name):
                (self.loaded if (tag, name) in LOADED else self.linked).append(target)


def faults_of(site: Path) -> list[str]:
    """List links of a built site that lead nowhere, and what its pages load from other hosts."""
    pages = {path.resolve(): Links(path.read_text("utf-8")) for path in site.rglob("*.html")}
    anchors = {path: links.anchors for path, links in pages.items()}
    faults = []
    for path, links in pages.items():
        where = path.relative_to(site.resolve())
        faults += [
            f"{where} loads {target}"
            for target in links.loaded
            if urlsplit(target).netloc and not target.startswith("data:")
        ]
        for target in [*links.loaded, *links.linked]:
            address = urlsplit(target)
            if address.scheme or address.netloc or where.name == "404.html":
                continue
            file = (path.parent / unquote(address.path)).resolve() if address.path else path
            if not file.is_file():
                faults.append(f"{where} links to {target}, which is not there")
            elif address.fragment and unquote(address.fragment) not in anchors.get(file, ()):
                faults.append(f"{where} links to {target}, which has no such heading")
    return sorted(set(faults))


def on_files(files: Files, config: Any, **_: Any) -> Files:
    """Add the texts that lie beside docs/."""
    for text, page in TEXTS.items():
        content = (ROOT / text).read_text("utf-8").replace("](docs/", "](")
        files.append(File.generated(config, page, content=content))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Let links to these texts lead to their pages."""
    for text, page in TEXTS.items():
        markdown = markdown.replace(f"](../{text})", f"]({page})")
    return markdown


def on_post_build(config: Any, **_: Any) -> None:
    """Refuse a site with faults."""
    if faults := faults_of(Path(config["site_dir"])):
        raise PluginError("\n".join(["The site has links that lead nowhere:", *faults]))
