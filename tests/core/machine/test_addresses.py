"""This machine's addresses: found without sending anything, and only those that others can use."""

from __future__ import annotations

import ipaddress
import socket

from core.machine.addresses import local_addresses, usable


def test_only_addresses_that_another_device_can_use_are_kept_each_once():
    found = usable(
        ["127.0.0.1", None, "192.168.1.5", "169.254.3.4", "0.0.0.0", "10.0.0.2", "192.168.1.5", "x"]
    )
    assert found == ["192.168.1.5", "10.0.0.2"]
    assert usable(["fe80::1", "::1", "fd00::2"]) == ["fd00::2"]


def test_addresses_of_this_machine_are_none_of_loopback():
    for address in local_addresses():
        assert not ipaddress.ip_address(address).is_loopback


def test_machine_without_a_network_has_no_address(monkeypatch):
    class NoWay:
        def __init__(self, *_):
            raise OSError("Network is unreachable")

    monkeypatch.setattr(socket, "socket", NoWay)
    assert local_addresses() == []


def test_nothing_is_sent(monkeypatch):
    sent = []

    class Watched(socket.socket):
        def connect(self, address):
            assert self.type == socket.SOCK_DGRAM  # Connecting one of these sends no packet.
            super().connect(address)

        def send(self, *arguments):
            sent.append(arguments)

        sendto = send

    monkeypatch.setattr(socket, "socket", Watched)
    local_addresses()
    assert sent == []
