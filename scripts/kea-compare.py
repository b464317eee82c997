#!/usr/bin/env python3
"""Compares a snapshot or an export of lqtop with what Kea itself says it has leased.

  kea-compare.py SNAPSHOT.json LEASES [SERVER]     LEASES: Kea's answer to lease6-get-all, or its control socket
                                                   SERVER: only the rows of this server

Prints how many leases are equal and what differs; exit status 0 if nothing does. In an export of a polled server, what
lqtop holds as ended must be nothing that Kea has; it is counted.

Equal means: the same address, type, prefix length and DUID; both lifetimes end in the same second, or within 2 s of each
other without a base time, as in Kea's own leasequery. Kea prints what was granted, leasequery tells what is left of it;
cltt within 2 s, or later if the client has further leases, since CLT_TIME is the client's newest contact; the same
relays with the same addresses, Relay-Ids and Remote-Ids, unless lqtop flagged the relay data as broken.
"""
import collections
import json
import os
import socket
import stat
import sys

TOLERANCE = 2
INFINITE = 0xFFFFFFFF


def key(row):
    return row["ip-address"], row["type"], row.get("prefix-len")


def hexadecimal(text):
    return text.lower().replace(":", "") if text else None


def relays_of_kea(lease):
    context = lease.get("user-context", {}).get("ISC", {})
    # Kea 2.2 has another name for them and does not single options out: there they are taken from the octets.
    info = context.get("relay-info", context.get("relays", []))
    return [(r["link"], r["peer"], relay_option(r, "relay-id", 53), relay_option(r, "remote-id", 37)) for r in info]


def relay_option(relay, name, code):
    if name in relay:
        return hexadecimal(relay[name])
    octets = bytes.fromhex(relay.get("options", "")[2:])
    while octets:
        length = int.from_bytes(octets[2:4], "big")
        if int.from_bytes(octets[:2], "big") == code:
            return octets[4:4 + length].hex()
        octets = octets[4 + length:]
    return None


def remote_id(relay):
    remote = relay["remote-id"]
    return remote and f"{remote['enterprise']:08x}{remote['hex']}"


def relays_of_lqtop(row):
    return [(r["link"], r["peer"], hexadecimal(r["relay-id"]), remote_id(r)) for r in row["relay"] or []]


def near(a, b):
    return abs(a - b) <= TOLERANCE


def differences(row, lease, is_clients_only):
    if row["duid"] != lease["duid"]:
        yield "duid", row["duid"], lease["duid"]
    heard = row["cltt"]
    # CLT_TIME is of the client: it may have been heard later, about another lease.
    if heard is None or heard < lease["cltt"] - TOLERANCE or is_clients_only and not near(heard, lease["cltt"]):
        yield "cltt", heard, lease["cltt"]
    has_base = row["base-time"] is not None
    told_at = row["base-time"] if has_base else row["received-at"]
    for name in "valid-lft", "preferred-lft":
        ends = None if row[name] == INFINITE else told_at + row[name]
        kea_ends = None if lease[name] == INFINITE else lease["cltt"] + lease[name]
        if has_base or ends is None or kea_ends is None:
            is_same = ends == kea_ends
        else:
            is_same = near(ends, kea_ends)
        # Once preferred has run out Kea sends what was granted, which lqtop takes for as long as valid (V-24).
        has_run_out = (
            name == "preferred-lft"
            and kea_ends is not None
            and kea_ends <= told_at
            and row[name] in (0, min(lease[name], row["valid-lft"]))
        )
        if not is_same and not has_run_out:
            yield f"end of {name}", ends, kea_ends
    if not row["relay-fault"] and relays_of_lqtop(row) != relays_of_kea(lease):
        yield "relay", relays_of_lqtop(row), relays_of_kea(lease)


def ask_kea(path):
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(path)
        control.sendall(b'{"command": "lease6-get-all"}')
        control.shutdown(socket.SHUT_WR)
        return json.load(control.makefile("rb"))


def read_leases(path):
    if stat.S_ISSOCK(os.stat(path).st_mode):
        answer = ask_kea(path)
    else:
        with open(path) as file:
            answer = json.load(file)
    return [lease for lease in answer["arguments"]["leases"] if lease["state"] == 0]


def main():
    snapshot_path, leases_path, *server = sys.argv[1:]
    with open(snapshot_path) as file:
        rows = [r for r in json.load(file)["bindings"] if not server or r["server"] == server[0]]
    ended, rows = [r for r in rows if r["state"] == "ended"], [r for r in rows if r["state"] != "ended"]
    leases = read_leases(leases_path)
    ours, theirs = {key(r): r for r in rows}, {key(lease): lease for lease in leases}
    problems = [f"twice in the snapshot: {len(rows) - len(ours)}"] if len(ours) != len(rows) else []
    problems += [f"only Kea has {' '.join(map(str, k))}" for k in theirs.keys() - ours.keys()]
    problems += [f"only lqtop has {' '.join(map(str, k))}" for k in ours.keys() - theirs.keys()]
    equal = 0
    leases_of = collections.Counter(lease["duid"] for lease in leases)
    for shared in ours.keys() & theirs.keys():
        lease = theirs[shared]
        found = list(differences(ours[shared], lease, leases_of[lease["duid"]] == 1))
        equal += not found
        problems += [f"{shared[0]}: {name} is {mine} in lqtop, {kea} in Kea" for name, mine, kea in found]
    flagged = sum(1 for row in rows if row["relay-fault"])
    print(f"{equal} of {len(theirs)} leases equal, {flagged} with relay data flagged as broken, {len(ended)} ended")
    for problem in sorted(problems)[:20]:
        print(" ", problem)
    return 1 if problems else 0


sys.exit(main())
