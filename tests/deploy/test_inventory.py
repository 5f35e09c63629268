"""Addresses on the command line become an Ansible inventory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.errors import DeployError
from deploy.inventory import Address, inventory_of, parse_address


def hosts_of(*addresses, ssh_args=""):
    return inventory_of(list(addresses), ssh_args)["all"]["hosts"]


def test_addresses_become_an_inventory():
    hosts = hosts_of("pi@one.local", "two", "me@10.0.0.3:2222", ssh_args="-i key")
    one = {"ansible_host": "one.local", "ansible_user": "pi", "ansible_ssh_common_args": "-i key"}
    assert hosts["one.local"] == one
    assert hosts["two"] == {"ansible_host": "two", "ansible_ssh_common_args": "-i key"}
    assert hosts["10.0.0.3_2222"]["ansible_port"] == 2222


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("pi@fe80::1%eth0", Address("fe80::1%eth0", "pi")),
        ("2001:DB8::5", Address("2001:DB8::5")),
        ("pi@[fe80::1%eth0]:2222", Address("fe80::1%eth0", "pi", 2222)),
        ("pi@[::1]", Address("::1", "pi")),
        ("Anna.B@Classroom-Pi.Local", Address("Classroom-Pi.Local", "Anna.B")),
        ("handshape", Address("handshape")),
        ("pi@host.:22", Address("host.", "pi", 22)),
    ],
)
def test_names_and_addresses_of_every_form_are_understood(text, address):
    assert parse_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "pi@",
        "@host",
        "pi@host;reboot",
        "-oProxyCommand=x",
        "a b",
        "",
        "pi@[::1",
        "[::1]22",
        "pi@::1%a;b",
        "x@y@z",
        "fe80:::1",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(DeployError, match="is not an address"):
        parse_address(text)


@pytest.mark.parametrize("text", ["pi@host:port", "host:0", "host:65536", "host:", "host:²2", "[::1]:x"])
def test_a_wrong_port_is_named(text):
    with pytest.raises(DeployError, match="port"):
        parse_address(text)


@pytest.mark.parametrize("pair", [("pi@one", "root@one"), ("Pi.local", "pi.LOCAL"), ("one", "one:22")])
def test_a_pi_listed_twice_is_refused(pair):
    with pytest.raises(DeployError, match="twice"):
        hosts_of(*pair)


@pytest.mark.parametrize("pair", [("::1", "0:0:0:0:0:0:0:1"), ("host", "HOST."), ("[::1]:22", "::1")])
def test_two_ways_to_write_one_address_are_one(pair):
    with pytest.raises(DeployError, match="twice"):
        hosts_of(*pair)


def test_no_address_is_no_inventory():
    with pytest.raises(DeployError, match="No Pi is named"):
        hosts_of()


def test_options_for_ssh_need_the_end_of_their_quotes():
    with pytest.raises(DeployError, match="quote"):
        hosts_of("host", ssh_args="-i 'a key")


def test_stations_never_share_a_name():
    assert len(hosts_of("a:23", "a_23", "fe80::1%eth0", "fe80--1_eth0")) == 4


@given(st.text(max_size=30))
def test_no_text_does_anything_but_parse_or_be_refused(text):
    try:
        address = parse_address(text)
    except DeployError:
        return
    assert not address.host.startswith("-")
    assert not set(address.host + address.user) & set(" ;|&$`<>\n'\"")
