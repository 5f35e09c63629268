"""The estimate for Raspberry Pis counts every network of each preset."""

import json

import pytest

from benchmarks.arm_estimate import main
from device.settings import NETWORKS, PRESETS


@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_has_a_row_for_each_core(preset, tmp_path, capsys):
    networks = {name: {"ms": 0.1, "runs": 1.0} for name in NETWORKS}
    tracked = {"recognition": 2.0, "kernels": 0.5, "networks": networks}
    (tmp_path / "profile.json").write_text(json.dumps({"steps_ms": {"tracked": tracked}}))
    main(["--profile", str(tmp_path / "profile.json"), "--preset", preset])
    out = capsys.readouterr().out
    assert all(f"{path.stem} " in out for path in PRESETS[preset].files)
    assert out.count("| Cortex-") == 3
