import Bindings
import CLinux
import Glibc
import LeasequerySession
import Views

/// The main thread while there is a screen: waits for keys, signals and news, asks the store, draws, and carries out
/// what the user wants. Holds no lock while it draws: a terminal that blocks stops the picture and nothing else.
struct DashboardLoop: ~Copyable {
    /// What the dashboard cannot do itself. Called on the main thread; must return soon and work elsewhere.
    struct Effects {
        var reconnect: (ServerID) -> Void
        var refill: (ServerID) -> Void
        /// Tells by `DashboardMailbox.post` how it went.
        var export: (ExportRequest) -> Void
        /// Tells in the same way, and returns what is to be adopted.
        var reload: () -> Preferences?
        /// What the history file says of a binding, as far as it was answered; nil: no history is kept.
        var history: (BindingSubject) -> HistoryStanding? = { _ in nil }
        /// nil: what is shown is now.
        var replayStanding: () -> ReplayStanding? = { nil }
        var replay: (ReplayControl) -> Void = { _ in }
    }

    enum Exit {
        case byUser
        /// SIGTERM or SIGINT from outside.
        case terminated
        /// The terminal is gone.
        case hangUp
    }

    private let store: LiveStore
    /// What the screens are of: in a replay the past.
    private let clock: () -> Moment
    /// By which pictures are paced.
    private let timer: () -> Moment
    private let mailbox: DashboardMailbox
    private let surveyor: Surveyor
    private let effects: Effects
    private let signals: ProcessSignals
    private var screen: CursesScreen
    private var dashboard = Dashboard()
    private var preferences: Preferences
    private var pacer = FramePacer()
    private var flow = TerminalFlow()
    private var exit: Exit?
    /// What was last told, and when by the user's time.
    private var told: (text: String, at: Moment)?

    /// - Parameters:
    ///   - signals: made before any thread.
    ///   - screen: the terminal; given back when the loop ends.
    ///   - mailbox: for who has something to tell the user.
    ///   - preferences: of the user.
    ///   - clock: of what is shown; in a replay the past.
    ///   - timer: of the user, by which pictures are paced.
    init(
        store: LiveStore, signals: consuming ProcessSignals, screen: consuming CursesScreen,
        mailbox: DashboardMailbox, surveyor: Surveyor, preferences: Preferences, clock: @escaping () -> Moment,
        timer: @escaping () -> Moment, effects: Effects
    ) {
        self.store = store
        self.signals = signals
        self.screen = screen
        self.mailbox = mailbox
        self.surveyor = surveyor
        self.clock = clock
        self.timer = timer
        self.effects = effects
        self.preferences = preferences
        adopt(preferences)
        dashboard.resize(to: self.screen.size)
        store.onChange { mailbox.wake() }
    }

    /// Runs until the user, a signal or the terminal ends it.
    consuming func run() throws(TerminalError) -> Exit {
        while true {
            if wait == .zero { draw() }
            try waitForSomething(atMost: wait)
            if let exit { return exit }
        }
    }

    /// Until the next picture: it is due, and the terminal has shown the one before.
    private var wait: Duration {
        let now = timer()
        return max(pacer.wait(from: now), flow.wait(from: now))
    }

    /// Sleeps in poll, then takes what came.
    private mutating func waitForSomething(atMost wait: Duration) throws(TerminalError) {
        var descriptors = [screen.descriptor, signals.descriptor, mailbox.descriptor].map { descriptor in
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        }
        let (seconds, attoseconds) = wait.components
        let milliseconds = seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        if poll(&descriptors, nfds_t(descriptors.count), Int32(clamping: milliseconds)) < 0 {
            guard errno == EINTR else {
                throw .failed(operation: "poll", reason: String(cString: strerror(errno)))
            }
            return
        }
        while let signal = signals.next() { handle(signal) }
        if descriptors[2].revents != 0 { takeMail() }
        if descriptors[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { exit = .hangUp }
        if descriptors[0].revents & Int16(POLLIN) != 0 { takeKeys() }
    }

    private mutating func takeKeys() {
        let open = screen.openQuestions
        while exit == nil, let key = screen.readKey() {
            pacer.keyPressed()
            carryOut(dashboard.press(key, at: clock()))
        }
        flow.answered(open - screen.openQuestions, at: timer())
        pacer.delay = flow.delay
    }

    private mutating func takeMail() {
        for line in mailbox.take() {
            store.record(.told(line.text, isFailure: line.isFailure), at: clock())
            dashboard.notify(Notice(line.text, isFailure: line.isFailure, at: clock()))
            pacer.keyPressed()
        }
        pacer.dataChanged()
    }

    private mutating func handle(_ signal: ProcessSignals.Event) {
        switch signal {
        case .terminate: exit = .terminated
        case .hangUp: exit = .hangUp
        case .stop: carryOut(dashboard.perform(.suspend, at: clock()))
        case .resume, .resize:
            screen.resize()
            dashboard.resize(to: screen.size)
            pacer.keyPressed()
        }
    }

    private mutating func carryOut(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .quit: exit = .byUser
            case .suspend: suspend()
            case .repaint: screen.repaint()
            case .reload: if let preferences = self.effects.reload() { adopt(preferences) }
            case .replay(let control): self.effects.replay(control)
            case .reconnect(let server):
                store.record(.asked(.reconnect), of: server, at: clock())
                self.effects.reconnect(server)
            case .refill(let server):
                store.record(.asked(.refill), of: server, at: clock())
                self.effects.refill(server)
            case .export(let request): self.effects.export(request)
            case .acknowledge(let alarm, let isSeen): store.acknowledge(alarm, isSeen)
            case .copy(let text): copy(text)
            case .useMouse(let isOn): screen.useMouse(isOn)
            }
        }
    }

    private mutating func copy(_ text: String) {
        let terminal = getenv("TMUX") == nil ? "the terminal" : "tmux (it needs set-clipboard on)"
        let notice =
            screen.copy(text)
            ? Notice("Asked \(terminal) to copy: \(text)", at: clock())
            : Notice("Not copied: this terminal cannot, or takes nothing now.", isFailure: true, at: clock())
        dashboard.notify(notice)
    }

    private mutating func adopt(_ preferences: Preferences) {
        self.preferences = preferences
        dashboard.adopt(preferences)
        pacer.fps = preferences.fps
        screen.useTheme(preferences.theme)
        screen.useMouse(preferences.usesMouse)
        if !preferences.setsTitle { screen.giveTitleBack() }
    }

    /// Stops the whole process until the shell continues it; SIGCONT then brings the screen back.
    private mutating func suspend() {
        screen.suspend()
        flow = TerminalFlow()
        let stopped = timer()
        kill(getpid(), SIGSTOP)
        let pause = timer().since(stopped)
        store.record(.suspended(pause), at: clock())
        dashboard.notify(Notice("Stopped for \(pause.components.seconds) s: nothing was read meanwhile.", at: clock()))
    }

    /// In a replay time passes at another pace: what is told stays as long as usual.
    private mutating func holdNotice(at now: Moment) {
        guard var notice = dashboard.state.notice else {
            told = nil
            return
        }
        if told?.text != notice.text { told = (notice.text, timer()) }
        guard let told, timer().since(told.at) < Notice.lifetime else { return }
        notice.at = now
        dashboard.notify(notice)
    }

    private mutating func draw() {
        let now = clock()
        let began = timer()
        if let standing = effects.replayStanding() {
            dashboard.accept(standing)
            holdNotice(at: now)
        }
        dashboard.accept(dashboard.historySubject.flatMap(effects.history))
        surveyor.want(dashboard.surveyRequest)
        dashboard.accept(surveyor.standing)
        let question = dashboard.question()
        _ = store.takeNews()
        dashboard.accept(store.answer(question, at: now, clock: timer), to: question, at: now)
        let answered = timer()
        // A terminal that takes nothing gets the next picture when it does again; quitting works meanwhile.
        if screen.isWritable, screen.present(dashboard.render(now: now)) {
            if preferences.setsTitle { screen.setTitle(dashboard.title(now: now)) }
            if flow.wantsToAsk, screen.askWhenShown() { flow.asked(at: answered) }
        }
        pacer.drew(at: timer(), cost: answered.since(began))
    }
}
