import CLinux
import Glibc

/// Wakes a thread that waits for descriptors. From any thread; never waits itself.
final class Doorbell: Sendable {
    private let descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))

    deinit { close(descriptor) }

    func ring() { eventfd_write(descriptor, 1) }

    /// Waits until it is rung, something has come of a descriptor, or the time is over.
    func wait(milliseconds: Int32, _ descriptors: inout [pollfd]) {
        descriptors.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
        if poll(&descriptors, nfds_t(descriptors.count), milliseconds) < 0 {
            for index in descriptors.indices { descriptors[index].revents = 0 }
        }
        descriptors.removeLast()
        var count = eventfd_t()
        eventfd_read(descriptor, &count)
    }

    func wait(milliseconds: Int32) {
        var none: [pollfd] = []
        wait(milliseconds: milliseconds, &none)
    }
}

/// A thread of its own, for a loop that waits.
struct LoopThread: Sendable {
    private let thread: pthread_t

    /// nil: the system has none.
    init?(_ body: @escaping @Sendable () -> Void) {
        final class Box {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var made = pthread_t()
        let box = Unmanaged.passRetained(Box(body))
        let failure = pthread_create(
            &made, nil,
            { context in
                context.map { Unmanaged<Box>.fromOpaque($0).takeRetainedValue().body() }
                return nil
            }, box.toOpaque())
        guard failure == 0 else {
            box.release()
            return nil
        }
        thread = made
    }

    /// Returns when it has ended. To be called once.
    func join() { pthread_join(thread, nil) }
}
