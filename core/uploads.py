"""How large a file may be that is brought: one number for pictures, networks and the server.

The server's own limit stands in ``.streamlit/config.toml``; a test holds them equal. The largest
network that can be made here takes 16 MB.
"""

from __future__ import annotations

# As Streamlit counts them: 1,048,576 bytes each.
MAX_UPLOAD_MEGABYTES = 20
MEGABYTE = 2**20
MAX_UPLOAD_BYTES = MAX_UPLOAD_MEGABYTES * MEGABYTE
