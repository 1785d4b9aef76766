"""Text from outside as it stands: never Markdown, HTML, a link or a picture.

Names, notes, tags, names of files, values from links and messages that quote them may come from
anybody. Streamlit reads Markdown in messages, captions, headings, labels and help, a notebook in
its cells of text, and a picture in it is fetched from wherever it says.
"""

from __future__ import annotations

import re

# What begins something anywhere in a line. An underline within a word begins nothing.
MARKS = re.compile(r"[\\`*\[\]<>$~|&]|(?<![^\W_])_|_(?![^\W_])")
# What begins something at the start of a block: a heading, a list, a quotation, a rule.
FIRST = re.compile(r"^(?:[#+=-]|\d+(?=[.)]))")
# Addresses become links, and ":smile:" a picture, behind Markdown's own rules: where these follow
# each other, something invisible keeps them apart.
JOINER = "\u2060"
APART = re.compile(r":(?=[\w+-])|(?<=\bhttp):|(?<=\bhttps):|@(?=\w)|www(?=\.)", re.IGNORECASE)


def plain(text: object) -> str:
    """Write some text so that Markdown shows it as it is, in one line."""
    line = " ".join(str(text).split())
    line = APART.sub(lambda found: found.group() + JOINER, line)
    line = MARKS.sub(lambda found: "\\" + found.group(), line)
    return FIRST.sub(_escaped_start, line)


def _escaped_start(found: re.Match[str]) -> str:
    start = found.group()
    # Of "1." it is the dot that makes a list; a backslash before a digit would be seen.
    return start + JOINER if start[0].isdigit() else "\\" + start
