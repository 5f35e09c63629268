"""Download the packages of a station as wheels for *its* Python and processor, because the Pi may be offline.

`uv` resolves for the target (pip would evaluate `python_version < "3.12"` for the workstation's Python), pip
downloads and checks hashes. The archive is cached by content.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from deploy.errors import DeployError
from device.system.files import atomic_path

ROOT = Path(__file__).parents[1]
CONSTRAINTS = Path(__file__).with_name("constraints.txt")
CACHE = ROOT / ".cache" / "wheelhouse"
OLDEST_GLIBC, NEWEST_GLIBC = 17, 36  # manylinux_2_17 up to Raspberry Pi OS 12's glibc 2.36
BIN = Path(sys.executable).parent


def build(requirements: list[Path], python: str, machine: str, cache: Path = CACHE) -> tuple[str, Path]:
    """Build the archive of wheels for one kind of station.

    Args:
        requirements: requirements files.
        python: version such as "3.11".
        machine: "aarch64" or "x86_64".
        cache: folder of finished archives.

    Returns:
        The key, which also names the environment on the station, and the path of the archive (lock.txt and the wheels).

    Raises:
        DeployError: a package has no wheel for the target, or the package index cannot be reached.
    """
    wanted = "\n".join(path.read_text(encoding="utf-8") for path in (*requirements, CONSTRAINTS))
    key = hashlib.sha256(f"{python} {machine}\n{wanted}".encode()).hexdigest()[:12]
    archive = cache / f"{key}.tar"
    if archive.is_file():
        return key, archive
    folder = cache / f"{key}.part"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lock = folder / "lock.txt"
    resolve(requirements, python, machine, lock)
    fetch(lock, python, machine, folder)
    with atomic_path(archive) as part, tarfile.open(part, "w") as tar:  # wheels are compressed already
        for path in sorted(folder.iterdir()):
            tar.add(path, path.name)
    shutil.rmtree(folder)
    return key, archive


def platforms(machine: str) -> list[str]:
    """Return the platform tags of wheels that this processor can use on the oldest supported system, newest first."""
    named = [f"manylinux_2_{minor}_{machine}" for minor in range(NEWEST_GLIBC, OLDEST_GLIBC - 1, -1)]
    return [*named, f"manylinux2014_{machine}", f"linux_{machine}"]


def resolve(requirements: list[Path], python: str, machine: str, lock: Path) -> None:
    """Choose the version of every package and write them with their hashes to `lock`.

    Args:
        requirements: requirements files.
        python: version such as "3.11".
        machine: "aarch64" or "x86_64".
        lock: requirements file to write.

    Raises:
        DeployError: a package has no wheel for the target, or the package index cannot be reached.
    """
    command = [
        str(BIN / "uv"),
        "pip",
        "compile",
        "--quiet",
        "--no-header",
        "--no-annotate",
        "--generate-hashes",
        "--only-binary",
        ":all:",
        "--python-version",
        python,
        "--python-platform",
        f"{machine}-manylinux_2_{NEWEST_GLIBC}",
        "--constraint",
        str(CONSTRAINTS),
        "--output-file",
        str(lock),
        *map(str, requirements),
    ]
    _run(command, f"The packages cannot be resolved for Python {python} on {machine}")


def fetch(lock: Path, python: str, machine: str, folder: Path) -> None:
    """Download the wheels that `lock` names to `folder`; the other arguments are those of `resolve`.

    Raises:
        DeployError: a wheel cannot be downloaded.
    """
    command = [
        str(BIN / "python"),
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--implementation",
        "cp",
        "--python-version",
        python,
        "--require-hashes",
        "-r",
        str(lock),
        "-d",
        str(folder),
    ]
    for abi in (f"cp{python.replace('.', '')}", "abi3", "none"):
        command += ["--abi", abi]
    for platform in platforms(machine):
        command += ["--platform", platform]
    _run(command, f"The wheels for Python {python} on {machine} cannot be downloaded")


def _run(command: list[str], error: str) -> None:
    # uv uses its own certificates unless SSL_CERT_FILE names those of the system.
    environment = {"SSL_CERT_FILE": "/etc/ssl/certs/ca-certificates.crt", **os.environ}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        message = re.sub(r"\s+", " ", done.stderr).strip()
        raise DeployError(f"{error}: {message[-400:]}")


def main() -> int:
    """Build the archive and print its key and path as JSON; the playbook calls this."""
    parser = argparse.ArgumentParser(prog="python -m deploy.wheelhouse", description=main.__doc__)
    parser.add_argument("--python", required=True)
    parser.add_argument("--machine", required=True)
    parser.add_argument("--requirements", type=Path, action="append", required=True)
    args = parser.parse_args()
    try:
        key, archive = build(args.requirements, args.python, args.machine)
    except DeployError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps({"key": key, "archive": str(archive)}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
