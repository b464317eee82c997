extension Filter {
    /// Every form of a term and what it shows, one line each, for a help.
    public static var help: [(form: String, meaning: String)] {
        bareForms + FilterKey.allCases.map(\.help) + [("@name", "what is saved under this name in the configuration")]
    }

    private static let bareForms = [
        (form: "2001:db8::/32", meaning: "what lies inside, the prefix itself included"),
        (form: "2001:db8::1", meaning: "this address, or a prefix that covers it"),
        (form: ">2001:db8:1::/48", meaning: "prefixes that cover this one, itself included"),
        (form: "=2001:db8:1::/56", meaning: "exactly this prefix or address"),
        (form: "/56", meaning: "prefixes of this length; addresses have 128"),
        (form: "00:03:00:01", meaning: "clients with these octets, three or more, in any notation"),
        (form: "=0003000102005e100001", meaning: "the client with exactly this DUID"),
        (form: "conflict", meaning: "bindings on which failover partners disagree"),
    ]
}
