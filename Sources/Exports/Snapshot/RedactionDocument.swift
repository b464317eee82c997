import Bindings

/// How what is written was redacted, never the key.
public struct RedactionDocument: JSONValue {
    let redactor: Redactor

    public init(redactor: Redactor) {
        self.redactor = redactor
    }

    public func write(to json: inout JSONWriter) {
        json.valueObject { json in
            json.member("pseudonyms", "HMAC-SHA-256")
            json.member("key-fingerprint", redactor.keyFingerprint)
            json.member("prefix-length", redactor.prefixLength)
            json.member("names", redactor.names.rawValue)
        }
    }
}

extension Redactor {
    /// The same in a cell.
    var inWords: String {
        "HMAC-SHA-256 with key \(keyFingerprint), addresses cut to /\(prefixLength), names \(names.rawValue)"
    }
}
