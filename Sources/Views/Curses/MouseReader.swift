/// Takes apart what a terminal tells of the mouse in the encoding of xterm (SGR, mode 1006):
/// `ESC [ < button ; column ; row M`, with `m` at its end when a button is let go.
///
/// It is read by us and not by ncurses: that waits for the next key after an event that nobody asked about, and in
/// terminals whose entry names an older encoding it loses columns over 223.
struct MouseReader {
    static let introducer = "\u{1b}[<"
    /// Presses of buttons are told, in this encoding; and no more.
    static let on = "\u{1b}[?1000h\u{1b}[?1006h"
    static let off = "\u{1b}[?1006l\u{1b}[?1000l"

    enum Step: Equatable {
        /// To be asked again with the next character.
        case goesOn
        /// nil: something that means nothing here.
        case ended(MouseEvent?)
    }

    private var numbers = [0]

    /// More than three numbers, or a number over this, is no mouse.
    private static let largest = 100_000

    /// - Parameter scalar: the next after the introducer.
    mutating func take(_ scalar: Unicode.Scalar) -> Step {
        switch scalar {
        case "0"..."9":
            numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(scalar.value - 48)
            return (numbers.last ?? 0) > Self.largest ? .ended(nil) : .goesOn
        case ";":
            numbers.append(0)
            return numbers.count > 3 ? .ended(nil) : .goesOn
        case "M": return .ended(event)
        default: return .ended(nil)
        }
    }

    /// Shift, Alt and Ctrl make no difference.
    private var event: MouseEvent? {
        guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
        let action: MouseEvent.Action
        switch numbers[0] & ~0b1_1100 {
        case 0: action = .press
        case 64: action = .wheelUp
        case 65: action = .wheelDown
        default: return nil
        }
        return MouseEvent(action, column: numbers[1] - 1, row: numbers[2] - 1)
    }
}
