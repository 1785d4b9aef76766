"""From a drawing, an example or a photo to the 28 x 28 pixels that a network sees."""

from core.sketch.pen_strokes import CANVAS, EXAMPLES, draw_strokes
from core.sketch.picture import PICTURE_STAGES, PictureStages, find_digit
from core.sketch.picture_files import open_picture, read_picture
from core.sketch.prepare import STAGES, SketchStages, prepare_sketch
from core.sketch.separate import Box, SeparateDigit, separate_digits
from core.sketch.stroke_width import Strokes

__all__ = [
    "CANVAS",
    "EXAMPLES",
    "PICTURE_STAGES",
    "STAGES",
    "Box",
    "PictureStages",
    "SeparateDigit",
    "SketchStages",
    "Strokes",
    "draw_strokes",
    "find_digit",
    "open_picture",
    "prepare_sketch",
    "read_picture",
    "separate_digits",
]
