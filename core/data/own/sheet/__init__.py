"""A printed sheet with boxes to write in, and how a photo of it becomes images."""

from core.data.own.sheet.drawing import sheet_svg
from core.data.own.sheet.layout import Sheet
from core.data.own.sheet.reading import SheetReading, read_sheet

__all__ = ["Sheet", "SheetReading", "read_sheet", "sheet_svg"]
