"""Write the pictures as files, with contact sheets: python -m tests.pictures FOLDER [COUNT]."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from tests.pictures.conditions import (
    CONDITIONS,
    Picture,
    digit_pictures,
    no_digit_pictures,
)
from tests.pictures.no_digit import NO_DIGIT

THUMB, CAPTION = 110, 190
# Between black and white, so that ink of either on transparent paper is seen.
BEHIND = (150, 150, 150)
ON_SHEET = 6
ROWS = 16


def thumbnail(picture: Picture) -> Image.Image:
    """Show a file as a browser does."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(picture.content)))
    if image.mode == "I;16":
        image = image.point(lambda value: value / 257).convert("L")
    image.draft("RGB", (THUMB * 2, THUMB * 2))
    shown = image.convert("RGBA")
    shown.thumbnail((THUMB - 4, THUMB - 4))
    behind = Image.new("RGBA", shown.size, BEHIND)
    behind.alpha_composite(shown)
    return behind.convert("RGB")


def contact_sheet(rows: dict[str, list[Picture]]) -> Image.Image:
    """Show so many conditions, a row each."""
    sheet = Image.new("RGB", (CAPTION + ON_SHEET * THUMB, len(rows) * THUMB), (90, 110, 130))
    canvas = ImageDraw.Draw(sheet)
    for row, (name, pictures) in enumerate(rows.items()):
        canvas.text((6, row * THUMB + THUMB // 2), name, "white", font_size=15)
        for column, picture in enumerate(pictures[:ON_SHEET]):
            sheet.paste(thumbnail(picture), (CAPTION + column * THUMB, row * THUMB + 2))
    return sheet


def main() -> None:
    """Write FOLDER/CONDITION/NUMBER_LABEL.ENDING, and FOLDER/no_digit/KIND/NUMBER.ENDING."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int, nargs="?", default=6, help="pictures per condition")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", help="names of conditions; all if left out")
    given = parser.parse_args()
    made = dict.fromkeys(CONDITIONS, (digit_pictures, ""))
    made |= dict.fromkeys(NO_DIGIT, (no_digit_pictures, "no_digit"))
    names = given.only or list(made)
    for start in range(0, len(names), ROWS):
        rows = {}
        for name in names[start : start + ROWS]:
            make, parent = made[name]
            rows[name] = make(name, given.count, given.seed)
            for picture in rows[name]:
                file = given.folder / parent / picture.name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(picture.content)
        contact_sheet(rows).save(given.folder / f"contact_sheet_{start // ROWS + 1:02d}.png")


if __name__ == "__main__":
    main()
