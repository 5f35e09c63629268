"""Unedited settings follow the release; edited ones stay; older releases lack files of newer ones."""

from deploy.agent.system_files import CARD, SETTINGS, install, install_settings, target_files


def test_settings_are_made_once_and_edited_ones_stay(layout, add):
    add("one")
    release = layout.releases / "one"
    assert SETTINGS in install_settings(layout, release)
    assert install_settings(layout, release) == []
    (layout.root / SETTINGS).write_text("[camera]\nfps = 9\n")
    add("two")
    (layout.releases / "two/systemd/station.toml").write_text("# newer\n")
    assert install_settings(layout, layout.releases / "two") == []
    assert (layout.root / SETTINGS).read_text() == "[camera]\nfps = 9\n"


def test_unedited_settings_follow_the_release_forth_and_back(layout, add):
    add("one")
    (layout.releases / "one/systemd/station.toml").write_text("# older\n")
    install_settings(layout, layout.releases / "one")
    add("two")
    (layout.releases / "two/systemd/station.toml").write_text("# newer\n")
    for name, text in (("two", "# newer\n"), ("one", "# older\n")):
        assert install_settings(layout, layout.releases / name) == [SETTINGS]
        assert (layout.root / SETTINGS).read_text() == text


def test_the_boot_partition_gets_a_file_of_comments_once(layout, add):
    add("one")
    assert CARD not in install_settings(layout, layout.releases / "one"), "there is no boot partition"
    (layout.root / CARD).parent.mkdir(parents=True)
    assert CARD in install_settings(layout, layout.releases / "one")
    text = (layout.root / CARD).read_text()
    assert all(line.startswith("#") for line in text.splitlines() if line)
    (layout.root / CARD).write_text('mode = "read"\n')
    install_settings(layout, layout.releases / "one")
    assert (layout.root / CARD).read_text() == 'mode = "read"\n'


def test_a_release_without_a_newer_unit_removes_it(layout, add):
    add("new")
    install(layout, layout.releases / "new", set())
    unit = layout.root / "etc/systemd/system/handshape-mode.service"
    assert unit.exists()
    add("old")
    (layout.releases / "old/systemd/handshape-mode.service").unlink()
    assert target_files(layout.releases / "old", set())[str(unit.relative_to(layout.root))] is None
    install(layout, layout.releases / "old", set())
    assert not unit.exists()
