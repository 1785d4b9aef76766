"""Entry point of a server for strangers: `streamlit run dashboard/hosted.py`.

It is the same lab as `dashboard/Home.py`, with the stricter limits of `core/limits.py` and with
headers that tell browsers what a page may do.
"""

import os
import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parents[1])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)  # `streamlit run` only adds the folder of this file
os.environ.setdefault("DIGIT_LAB_HOSTED", "1")

import streamlit as st  # noqa: E402
from starlette.middleware import Middleware  # noqa: E402

from dashboard.server.headers import SecurityHeaders  # noqa: E402
from dashboard.server.upload_pace import UploadPace  # noqa: E402

app = st.App("Home.py", middleware=[Middleware(SecurityHeaders), Middleware(UploadPace)])
