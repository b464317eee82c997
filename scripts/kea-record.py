#!/usr/bin/env python3
"""Asks a running server the bulk leasequeries lqtop would ask and writes what happened as traces for the tests.

  kea-record.py HOST PORT FILE NOTE QUERY...     QUERY: link ADDR | client HEX | relay HEX | remote HEX | address ADDR
                                                        | raw HEX (any message instead of a LEASEQUERY)

A trace has a line for each frame, in hexadecimal without its length: `>` what was sent, `<` what came back, `.` how the
answer ended (`open` or `closed`), `#` a note. The requestor is 00:04:6c:71:74:6f:70:00:40:00:80:00:00:00:00:00:00:01
and transaction ids count from 1, so that a test can send the same octets.
"""
import ipaddress
import socket
import struct
import sys

REQUESTOR = bytes.fromhex("00046c71746f700040008000000000000001")


def option(code, data):
    return struct.pack("!HH", code, len(data)) + data


def address(text):
    return ipaddress.IPv6Address(text).packed


def query(kind, value, xid):
    link, wanted = bytes(16), option(6, struct.pack("!H", 47))
    if kind == "raw":
        return bytes.fromhex(value)
    if kind == "link":
        number, inner, link = 4, b"", address(value)
    elif kind == "address":
        number, inner = 1, option(5, address(value) + bytes(8))
    else:
        number, code = {"client": (2, 1), "relay": (3, 53), "remote": (5, 37)}[kind]
        inner = option(code, bytes.fromhex(value))
    body = bytes([number]) + link + inner + wanted
    return bytes([14]) + xid.to_bytes(3, "big") + option(1, REQUESTOR) + option(6, b"\0\x64") + option(44, body)


def has_client_data(message):
    at = 4
    while at + 4 <= len(message):
        code, length = struct.unpack_from("!HH", message, at)
        if code == 45:
            return True
        at += 4 + length
    return False


def answer(stream):
    """The messages up to the end of the answer, and whether the connection is still open."""
    messages = []
    while True:
        head = stream.read(2)
        if len(head) < 2:
            return messages, "closed"
        messages.append(stream.read(struct.unpack("!H", head)[0]))
        last = messages[-1]
        if last[0] == 16 or last[0] == 15 and not has_client_data(last):
            return messages, "open"


def main():
    host, port, path, note, *queries = sys.argv[1:]
    with socket.create_connection((host, int(port)), timeout=10) as connection, open(path, "w") as trace:
        stream = connection.makefile("rb")
        print("#", note, file=trace)
        for index in range(0, len(queries), 2):
            message = query(queries[index], queries[index + 1], index // 2 + 1)
            print(">", message.hex(), file=trace)
            connection.sendall(struct.pack("!H", len(message)) + message)
            messages, end = answer(stream)
            for reply in messages:
                print("<", reply.hex(), file=trace)
            print(".", end, file=trace)


main()
