"""A mock server that the system gives no more descriptors: the real program."""

import os
import resource
import socket

from mock_peer import SECONDS


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        user, system = stat.read().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def test_no_more_descriptors_are_waited_for_and_said_once(start):
    mock = start()
    mock.stub("/a", {"body": "a"})
    hard = resource.prlimit(mock.pid, resource.RLIMIT_NOFILE)[1]
    resource.prlimit(mock.pid, resource.RLIMIT_NOFILE, (30, hard))
    before = cpu_seconds(mock.pid)
    peers = [socket.create_connection(("127.0.0.1", mock.port), SECONDS) for _ in range(50)]
    peers[-1].settimeout(0.5)
    peers[-1].sendall(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
    try:
        assert not peers[-1].recv(1), "it had a descriptor after all"
    except TimeoutError:
        pass
    assert cpu_seconds(mock.pid) - before < 0.3
    for peer in peers[:-1]:
        peer.close()
    peers[-1].settimeout(SECONDS)
    assert peers[-1].recv(65536).endswith(b"\r\n\r\na")
    peers[-1].close()
    mock.stop()
    assert mock.written()[0].count("Too many open files") == 1
