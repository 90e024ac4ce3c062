#!/usr/bin/env python3
"""The address that server and worker use in the database that DATABASE_URL names.

    python3 app_url.py FILE

Role and password are made up once and kept in FILE, readable by its owner
alone; the demo makes the role, as a member of vitrine_app, which owns nothing.
"""

import os
import pathlib
import secrets
import sys
from urllib.parse import urlsplit, urlunsplit

keep = pathlib.Path(sys.argv[1])
if not keep.exists():
    with open(os.open(keep, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(f"vitrine_app_{secrets.token_hex(4)}:{secrets.token_hex(24)}")
url = urlsplit(os.environ["DATABASE_URL"])
if url.scheme not in ("postgres", "postgresql"):
    sys.exit("vitrine: DATABASE_URL must begin with postgres://")
place = url.netloc.rpartition("@")[2]
print(urlunsplit(url._replace(netloc=f"{keep.read_text(encoding='ascii')}@{place}")))
