import DHCPv6Wire
