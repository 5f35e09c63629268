"""Pack a release as one archive. The same files give the same name and the same bytes."""

import argparse
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from deploy.archive import digest, release_files, tar_gz
from deploy.errors import DeployError
from device.names import shown
from device.system.files import atomic_path, write_atomic

ROOT = Path(__file__).parents[1]
MODELS = "device/models/"
SMOKE_FRAMES = 4  # frames of the bundled clip that travel with the release, with their expected letters


@dataclass(frozen=True)
class Bundle:
    """A release that is ready to be sent.

    Attributes:
        name: version and content, e.g. "0.1.0-3fa2b1c9d4e0".
        archive: path of the .tar.gz.
        sha256: hexadecimal digest of the archive.
    """

    name: str
    archive: Path
    sha256: str


def build(python: Path, venv_key: str, into: Path, root: Path = ROOT) -> Bundle:
    """Pack the files of the checkout as they are now.

    Args:
        python: interpreter of the device environment, which recognises the smoke pictures.
        venv_key: key of the environment that the release needs.
        into: folder for the archive.
        root: of the checkout.

    Raises:
        DeployError: recognition fails on this machine, or the version cannot be read.
    """
    files = dict(release_files(root))
    models = digest({name: data for name, data in files.items() if name.startswith(MODELS)})
    code = digest({name: data for name, data in files.items() if not name.startswith(MODELS)})
    files |= smoke_pictures(python, root)
    name = f"{_version(root)}-{digest(files | {'venv': venv_key.encode()})}"
    manifest = {"name": name, "code": code, "models": models, "venv": venv_key}
    files["RELEASE.json"] = json.dumps(manifest, indent=1).encode()
    files["RELEASE"] = f"{name}\n".encode()
    into.mkdir(parents=True, exist_ok=True)
    archive = into / f"{name}.tar.gz"
    packed = tar_gz(files)
    write_atomic(archive, packed)
    return Bundle(name, archive, hashlib.sha256(packed).hexdigest())


def smoke_pictures(python: Path, root: Path = ROOT) -> dict[str, bytes]:
    """Recognise frames of the bundled clip with this release, as reference for the smoke test on the Pi.

    Args:
        python: interpreter of the device environment.
        root: checkout to use.

    Returns:
        Path inside the release → file content: images and expected letters.

    Raises:
        DeployError: recognition fails on this machine.
    """
    script = Path(__file__).with_name("smoke_pictures.py")
    done = subprocess.run(
        [str(python), str(script), str(SMOKE_FRAMES)],
        capture_output=True,
        check=False,
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise DeployError(
            f"Recognition fails on this machine, so the release is not sent: {words[-1] if words else 'no reason'}"
        )
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
        files = ((entry.name, tar.extractfile(entry)) for entry in tar)
        return {f"smoke/{name}": file.read() for name, file in files if file is not None}


def build_agent(into: Path) -> Path:
    """Pack the agent as one file that Python 3.11 or newer runs; return its path."""
    files = {f"agent/{path.name}": path.read_bytes() for path in (Path(__file__).parent / "agent").glob("*.py")}
    files["__main__.py"] = b"import sys\nfrom agent.__main__ import main\nsys.exit(main())\n"
    into.mkdir(parents=True, exist_ok=True)
    target = into / "agent.pyz"
    with atomic_path(target) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):  # ZipInfo has a constant date, zipapp does not
            archive.writestr(zipfile.ZipInfo(name), files[name])
    return target


def _version(root: Path) -> str:
    for line in (root / "device/__init__.py").read_text(encoding="utf-8").splitlines():
        if line.startswith("__version__"):
            return line.split('"')[1]
    raise DeployError(f"{shown(root)}/device/__init__.py does not set __version__.")


def main() -> int:
    """Build the release and print its name, path and checksum as JSON; the playbook calls this."""
    parser = argparse.ArgumentParser(prog="python -m deploy.bundle", description=main.__doc__)
    parser.add_argument("venv_key")
    parser.add_argument("python", type=Path)
    parser.add_argument("--into", type=Path, default=ROOT / ".cache/deploy")
    args = parser.parse_args()
    try:
        bundle = build(args.python, args.venv_key, args.into)
    except DeployError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps({"name": bundle.name, "archive": str(bundle.archive), "sha256": bundle.sha256}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
