import Bindings
import DHCPv6Wire
import LeasequerySession

@testable import Views

extension Scene {
    /// Something of everything: partners that disagree, a server that is polled, one that is down, one that is silent,
    /// one that catches up; relays and names; alarms; lines of the log; pools.
    static var rich: Scene {
        var scene = logged
        scene.answer.servers = servers.enumerated().map { index, server in
            var server = server
            server.server = ServerID(rawValue: index)
            return server
        }
        scene.answer.totals.bound = 3_185
        scene.answer.bindings = Array(pair.answer.bindings.prefix(4) + usual.answer.bindings.dropFirst(3))
        for index in scene.answer.bindings.indices {
            if index % 3 != 1 {
                scene.answer.bindings[index].details = HostileTests.details(Array("olt-\(index)".utf8))
            }
            if index > 6 { scene.answer.bindings[index].server = ServerID(rawValue: index % servers.count) }
        }
        scene.pools = pooled.pools
        return scene
    }

    private static var servers: [ServerReport] {
        pair.answer.servers.prefix(2)
            + [
                polled.answer.servers[1], broken.answer.servers[0], unwell.answer.servers[1], usual.answer.servers[1],
            ].enumerated().map { index, server in
                var server = server
                server.name = ["kea-polled", "branch", "depot", "kea-lab"][index]
                return server
            }
    }
}
