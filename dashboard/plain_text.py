"""Text from outside as it stands, where Streamlit would read Markdown."""

from core.plain_text import JOINER, plain

__all__ = ["JOINER", "plain"]
