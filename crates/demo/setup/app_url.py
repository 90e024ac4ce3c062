#!/usr/bin/env python3
"""The address of the role vitrine_app in the database that DATABASE_URL names.

    python3 app_url.py PASSWORD_FILE

The role's password is made once and kept in PASSWORD_FILE, readable by its
owner alone; `vitrine-server migrate` makes the role with it.
"""

import os
import pathlib
import secrets
import sys
from urllib.parse import urlsplit, urlunsplit

keep = pathlib.Path(sys.argv[1])
if not keep.exists():
    with open(os.open(keep, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(24))
url = urlsplit(os.environ["DATABASE_URL"])
if url.scheme not in ("postgres", "postgresql"):
    sys.exit("vitrine: DATABASE_URL must begin with postgres://")
place = url.netloc.rpartition("@")[2]
print(urlunsplit(url._replace(netloc=f"vitrine_app:{keep.read_text(encoding='ascii')}@{place}")))
