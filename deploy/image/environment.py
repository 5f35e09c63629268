"""The station's environment in an image, made of wheels without running the image's Python."""

import os
import tarfile
import tempfile
from pathlib import Path

from deploy.agent.layout import Layout, write_atomic
from deploy.image.mounts import run
from deploy.image.target import Target
from deploy.wheelhouse import BIN, build, platforms

REQUIREMENTS = ("requirements-device.txt", "requirements-tflite.txt", "requirements-health.txt")


def make_environment(layout: Layout, target: Target, root: Path) -> str:
    """Make the environment and return its key; the same one that `make deploy` would build there.

    Args:
        layout: of the image.
        target: its system.
        root: of the checkout.

    Raises:
        DeployError: a package has no wheel for the target, or the package index cannot be reached.
    """
    key, archive = build([root / name for name in REQUIREMENTS], target.python, target.machine)
    venv = layout.venvs / key
    packages = venv / f"lib/python{target.python}/site-packages"
    packages.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="handshape-wheels-") as folder:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        command = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += ["--no-index", "--find-links", folder, "--no-deps", "--require-hashes", "--no-compile"]
        command += ["--only-binary", ":all:", "--implementation", "cp", "--python-version", target.python]
        for abi in (f"cp{target.python.replace('.', '')}", "abi3", "none"):
            command += ["--abi", abi]
        for platform in platforms(target.machine):
            command += ["--platform", platform]
        run(*command, "--target", str(packages), "-r", f"{folder}/lock.txt")
    make_interpreter(venv, target.python)
    os.sync()
    write_atomic(venv / ".complete", key + "\n")
    return key


def make_interpreter(venv: Path, python: str) -> None:
    """Lay out what `python3 -m venv --system-site-packages` would write there."""
    (venv / "bin").mkdir()
    for name, goal in (("python", "/usr/bin/python3"), ("python3", "python"), (f"python{python}", "python")):
        (venv / "bin" / name).symlink_to(goal)
    (venv / "lib64").symlink_to("lib")
    lines = ("home = /usr/bin", "include-system-site-packages = true", f"version = {python}.0", "")
    (venv / "pyvenv.cfg").write_text("\n".join(lines), encoding="utf-8")
