"""The environments that `make` builds see what apt has installed: also those that were built before."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# A Python that has picamera2 if there is a file of this name, and notes how it makes environments.
PYTHON = """#!/bin/sh
case "$*" in
*find_spec*) test -e picamera2 ;;
*"-m venv"*)
    echo "$*" >> calls
    for folder; do :; done
    mkdir -p $folder/bin
    case "$*" in *--system-site-packages*) sees=true ;; *) sees=false ;; esac
    echo "include-system-site-packages = $sees" > $folder/pyvenv.cfg
    printf '#!/bin/sh\\necho "pip $*" >> calls\\n' > $folder/bin/pip
    chmod +x $folder/bin/pip
    ;;
esac
"""
ENVIRONMENTS = ("device", "train", "peer", "deploy")


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed here")
def test_every_environment_is_built_anew_once_picamera2_is_there(tmp_path):
    (tmp_path / "deploy").mkdir()
    for name in ("Makefile", "deploy/deploy.mk", *(f"requirements-{name}.txt" for name in ENVIRONMENTS)):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "python").write_text(PYTHON)
    (tmp_path / "python").chmod(0o755)

    def make():
        (tmp_path / "calls").write_text("")
        goals = [f".venv-{name}/installed" for name in ENVIRONMENTS]
        subprocess.run(["make", "-s", "PYTHON=./python", *goals], cwd=tmp_path, check=True, capture_output=True)
        return (tmp_path / "calls").read_text().splitlines()

    assert not any("--system-site-packages" in call for call in make())
    assert make() == []
    (tmp_path / "picamera2").touch()
    calls = make()
    assert sum("-m venv --system-site-packages" in call for call in calls) == len(ENVIRONMENTS)
    assert all("--ignore-installed" in call for call in calls if call.startswith("pip "))
    assert make() == []
