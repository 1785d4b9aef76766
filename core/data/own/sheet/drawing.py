"""The sheet as a picture that any browser prints sharp, in all scripts that it can write."""

from __future__ import annotations

from xml.sax.saxutils import escape

from core.data.own.sheet.layout import PAGE, Rectangle, Sheet, Words

# Pale: what is written is darker than this on any paper.
OUTLINE, OUTLINE_WIDTH = "#b9b9b9", 0.3


def sheet_svg(sheet: Sheet) -> bytes:
    """Draw a sheet as an SVG file of the size of A4."""
    width, height = PAGE
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="sans-serif">',
        f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>',
        *map(_drawn, sheet.shapes()),
        "</svg>",
    ]
    return "\n".join(lines).encode()


def _drawn(shape: Rectangle | Words) -> str:
    if isinstance(shape, Words):
        # A long name is squeezed into the width of its box.
        fitted = f' textLength="{18:g}" lengthAdjust="spacingAndGlyphs"'
        fitted = fitted if len(shape.text) > 9 and shape.height < 4 else ""
        return (
            f'<text x="{shape.left:g}" y="{shape.baseline:g}" font-size="{shape.height:g}"{fitted}>'
            f"{escape(shape.text)}</text>"
        )
    place = (
        f'<rect x="{shape.left:g}" y="{shape.top:g}" width="{shape.width:g}" '
        f'height="{shape.height:g}"'
    )
    if shape.is_filled:
        return f'{place} fill="#000000"/>'
    return f'{place} fill="none" stroke="{OUTLINE}" stroke-width="{OUTLINE_WIDTH:g}"/>'
