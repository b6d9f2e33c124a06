"""The vendored front end is what VERSIONS says it is, and holds nothing that a council may not use."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "civichub/web/static"
VERSIONS = STATIC / "vendor/VERSIONS"
REBUILD = "run civichub/web/assets_src/build.sh and commit what it changes"
GUARDED = (STATIC / "vendor", STATIC / "hub/assets", ROOT / "tests/journeys/vendor")


def recorded_files() -> dict[str, str]:
    """Paths and their sha256 as VERSIONS has them."""
    lines = VERSIONS.read_text().splitlines()
    return {
        path: digest for digest, path in (line.split("  ", 1) for line in lines if re.match(r"[0-9a-f]{64} ", line))
    }


def recorded_packages() -> dict[str, str]:
    """Packages and their versions as VERSIONS has them."""
    found = (line.split("  ") for line in VERSIONS.read_text().splitlines() if line.startswith("package  "))
    return {name: version for _, name, version, *_ in found}


@pytest.mark.parametrize("path", recorded_files())
def test_every_vendored_file_is_the_one_recorded(path: str) -> None:
    found = hashlib.sha256((ROOT / path).read_bytes()).hexdigest()
    assert found == recorded_files()[path], f"{path} was changed by hand or by half a rebuild: {REBUILD}"


def test_every_vendored_file_is_recorded() -> None:
    found = {str(path.relative_to(ROOT)) for folder in GUARDED for path in folder.rglob("*") if path.is_file()}
    unknown = found - set(recorded_files()) - {str(VERSIONS.relative_to(ROOT))}
    assert not unknown, f"{sorted(unknown)} are not in VERSIONS: {REBUILD}"


def test_the_versions_are_those_that_the_build_asks_for() -> None:
    wanted = json.loads((ROOT / "civichub/web/assets_src/package.json").read_text())["dependencies"]
    assert recorded_packages() == wanted, f"VERSIONS and package.json differ: {REBUILD}"


def test_the_lock_names_no_download_address() -> None:
    lock = json.loads((ROOT / "civichub/web/assets_src/package-lock.json").read_text())
    named = [name for name, package in lock["packages"].items() if "resolved" in package]
    assert not named, f"{named} name a registry: install with the .npmrc beside package.json"


def test_nothing_is_shipped_that_only_government_addresses_may_show() -> None:
    """GDS Transport, the crown and the royal arms are licensed for GOV.UK addresses only."""
    for path in STATIC.rglob("*"):
        if path.suffix in {".css", ".js"}:
            text = path.read_text()
            assert "GDS Transport" not in text, f"{path} names the typeface of GOV.UK"
            assert "govuk-crest.svg" not in text, f"{path} shows the royal arms"
        assert path.suffix not in {".woff", ".woff2"}, f"{path} is a font: the hub uses the reader's own"


def test_the_stylesheet_points_only_at_files_that_are_shipped() -> None:
    """The static file storage would refuse to collect a stylesheet that names an absent file."""
    for sheet in STATIC.rglob("*.css"):
        for target in re.findall(r"url\([\"']?([^\"')]+)[\"']?\)", sheet.read_text()):
            if not target.startswith(("data:", "#")):
                assert (sheet.parent / target).is_file(), f"{sheet.name} names {target}, which is not shipped"
