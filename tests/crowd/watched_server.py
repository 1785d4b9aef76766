"""Start the dashboard, and write down again and again who is there and how far they are."""

import json
import os
import sys
import threading
import time
from pathlib import Path

from streamlit.web.cli import main

from core.whole_files import write_whole

SECONDS = 0.05


def facts() -> dict[str, dict]:
    """Return, by the name of the workspace, what the server knows of its visitor."""
    session = sys.modules.get("dashboard.visitor.session")
    if not hasattr(session, "_visitors"):
        return {}
    return {
        name: {
            "object": id(visitor),
            "tabs": len(visitor.tabs),
            "runs": [
                {"step": run.job.run.step, "state": run.state, "held": not run.job._visitor_here}
                for run in list(visitor.runs)
                if run.is_loaded
            ],
        }
        for name, visitor in list(session._visitors()._known.items())
    }


def watch(file: Path) -> None:
    while True:
        write_whole(file, json.dumps(facts()).encode())
        time.sleep(SECONDS)


file = Path(os.environ["WATCHED_SERVER_FILE"])
threading.Thread(target=watch, args=(file,), daemon=True).start()
main()
