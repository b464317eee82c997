#!/usr/bin/env python3
"""DHCPv6 clients behind relays, against a live server: what perfdhcp cannot do.

  dhcp6-clients.py INTERFACE LINK assign STATE FIRST COUNT     clients FIRST and on ask for an address and a prefix
  dhcp6-clients.py INTERFACE LINK renew|release|decline STATE  those of STATE do that with what they have

LINK is what the innermost relay calls its link. STATE is a file that holds what the clients got. Client n is behind n % 3
+ 1 relays, with an Interface-Id, a Remote-Id and a Relay-Id, and has a DUID of one of several kinds. What is not answered
within a second is sent again, 20 times; the exit status is 1 if a client gets no good answer.
"""
import ipaddress
import json
import select
import socket
import struct
import sys
import time

SOLICIT, REQUEST, RENEW, REPLY, RELEASE, DECLINE, RELAY_FORW, RELAY_REPL = 1, 3, 5, 7, 8, 9, 12, 13
CLIENTID, SERVERID, IA_NA, IAADDR, ELAPSED, RELAY_MSG, STATUS = 1, 2, 3, 5, 8, 9, 13
INTERFACE_ID, IA_PD, IAPREFIX, REMOTE_ID, RELAY_ID = 18, 25, 26, 37, 53
OPERATIONS = {"assign": SOLICIT, "renew": RENEW, "release": RELEASE, "decline": DECLINE}
AT_A_TIME, ATTEMPTS = 20, 20


def option(code, data):
    return struct.pack("!HH", code, len(data)) + data


def options(data):
    while data:
        code, length = struct.unpack_from("!HH", data)
        yield code, data[4:4 + length]
        data = data[4 + length:]


class Client:
    def __init__(self, number, link, known=None):
        self.number = number
        self.link = ipaddress.IPv6Address(link).packed
        # The server's DUID, and the lease options as it gave them, by the option they stand in.
        self.server, self.leases = known or (None, {})
        self.kind, self.message, self.attempts, self.due = None, None, 0, 0.0

    @property
    def duid(self):
        own = self.number.to_bytes(4, "big")
        kinds = [
            struct.pack("!HHI", 1, 1, 0x2A000000) + b"\2\0" + own, struct.pack("!HH", 3, 1) + b"\2\0" + own,
            struct.pack("!HI", 2, 32473) + own, struct.pack("!H", 4) + own * 4,
            struct.pack("!HI", 2, 32473) + own * 30]
        return kinds[self.number % len(kinds)]

    def say(self, kind):
        associations = b""
        # Only addresses can be declined (RFC 8415 section 18.2.8).
        for code in [IA_NA] if kind == DECLINE else [IA_NA, IA_PD]:
            if kind == SOLICIT or str(code) in self.leases:
                lease = bytes.fromhex(self.leases.get(str(code), ""))
                associations += option(code, struct.pack("!III", code, 0, 0) + lease)
        self.kind = kind
        server = option(SERVERID, bytes.fromhex(self.server)) if kind != SOLICIT else b""
        body = option(CLIENTID, self.duid) + server + option(ELAPSED, b"\0\0") + associations
        self.message = self.relayed(bytes([kind]) + self.transaction + body)
        self.attempts, self.due = 0, 0.0

    @property
    def transaction(self):
        return self.number.to_bytes(3, "big")

    def relayed(self, message):
        for hop in range(self.number % 3 + 1):
            link = self.link if hop == 0 else bytes(16)
            peer = ipaddress.IPv6Address(f"fe80::{hop + 1}:{self.number:x}").packed
            own = option(RELAY_ID, struct.pack("!HI", 2, 32473) + b"relay-%d" % hop)
            if hop == 0:
                own += option(INTERFACE_ID, b"port, %d" % (self.number % 48))
                own += option(REMOTE_ID, struct.pack("!I", 32473) + b"remote-%d" % (self.number % 7))
            message = bytes([RELAY_FORW, hop]) + link + peer + own + option(RELAY_MSG, message)
        return message

    def hear(self, message):
        """Returns whether that was the last word."""
        found = dict(options(message[4:]))
        if message[0] != REPLY:
            self.server = found[SERVERID].hex()
        granted = {code: dict(options(found[code][12:])) for code in (IA_NA, IA_PD) if code in found}
        problems = [part[STATUS] for part in [found, *granted.values()] if part.get(STATUS, b"\0\0")[:2] != b"\0\0"]
        if problems:
            raise Exception(f"client {self.number}: {problems}")
        for code, part in granted.items():
            for kind in IAADDR, IAPREFIX:
                if kind in part:
                    self.leases[str(code)] = option(kind, part[kind]).hex()
        if message[0] != REPLY:
            self.say(REQUEST)
            return False
        if self.kind == DECLINE:
            del self.leases[str(IA_NA)]
        return True


def unwrapped(message):
    while message[0] == RELAY_REPL:
        message = dict(options(message[34:]))[RELAY_MSG]
    return message


def converse(interface, clients):
    """Until each of them has its answer."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        link.bind(("::", 547))
        index = socket.if_nametoindex(interface)
        link.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
        waiting, active = list(reversed(clients)), {}
        while waiting or active:
            while waiting and len(active) < AT_A_TIME:
                client = waiting.pop()
                active[client.transaction] = client
            for client in active.values():
                if client.due <= time.monotonic():
                    if client.attempts == ATTEMPTS:
                        raise Exception(f"client {client.number} has no answer")
                    client.attempts, client.due = client.attempts + 1, time.monotonic() + 1
                    link.sendto(client.message, ("ff02::1:2", 547, 0, index))
            if select.select([link], [], [], 0.05)[0]:
                message = unwrapped(link.recv(65535))
                client = active.get(message[1:4])
                if client and client.hear(message):
                    del active[client.transaction]


def main():
    interface, link, operation, state, *numbers = sys.argv[1:]
    if operation == "assign":
        first, count = map(int, numbers)
        clients = [Client(number, link) for number in range(first, first + count)]
    else:
        with open(state) as file:
            clients = [Client(int(number), link, known) for number, known in json.load(file).items()]
    for client in clients:
        client.say(OPERATIONS[operation])
    converse(interface, clients)
    with open(state, "w") as file:
        json.dump({client.number: (client.server, client.leases) for client in clients}, file)
    print(f"{operation}: {len(clients)} clients")


main()
