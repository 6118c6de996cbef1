//! Which servers `NO_PROXY` lets a request reach without a proxy.

use std::net::Ipv4Addr;

use super::origin::Origin;

/// Whether a `NO_PROXY` list has the server: separated by commas or white space, in either case.
///
/// Entries are `*`, hosts with all below them, `.suffix` and `*.suffix` (the domain itself included), IPv4 and IPv6
/// literals, each with an optional port. CIDR blocks and other wildcards match nothing.
pub fn bypasses(no_proxy: &str, server: &Origin) -> bool {
    let host = bare_host(&server.host);
    let entries = no_proxy.split(|c: char| c == ',' || c.is_whitespace());
    entries.filter(|entry| !entry.is_empty()).any(|entry| {
        let entry = entry.to_ascii_lowercase();
        let (name, port) = split_port(&entry);
        if port.is_some_and(|port| port.parse() != Ok(server.port_or_default())) {
            return false;
        }
        let name = bare_host(name);
        let suffix = name
            .strip_prefix('*')
            .filter(|rest| rest.starts_with('.'))
            .unwrap_or(name);
        let domain = suffix.trim_start_matches('.');
        name == "*" || host == domain || (!is_address(host) && is_below(host, domain))
    })
}

/// A host without brackets and without the trailing dot of a full name.
fn bare_host(host: &str) -> &str {
    let host = host.strip_prefix('[').unwrap_or(host);
    host.trim_end_matches(']').trim_end_matches('.')
}

/// The port behind a host; a bare IPv6 address has colons of its own.
fn split_port(entry: &str) -> (&str, Option<&str>) {
    match entry.rsplit_once(':') {
        Some((host, port)) if host.ends_with(']') || !host.contains(':') => (host, Some(port)),
        _ => (entry, None),
    }
}

fn is_address(host: &str) -> bool {
    host.contains(':') || host.parse::<Ipv4Addr>().is_ok()
}

fn is_below(host: &str, domain: &str) -> bool {
    !domain.is_empty() && host.strip_suffix(domain).is_some_and(|above| above.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::server_url::ServerUrl;

    #[test]
    fn no_proxy_is_read_as_curl_and_undici_read_it() {
        let table = [
            ("*", "http://eyes.corp", true),
            ("a.b,*", "http://eyes.corp", true),
            (" * ", "http://eyes.corp", true),
            ("127.0.0.1", "http://127.0.0.1:18080", true),
            ("127.0.0.1:18080", "http://127.0.0.1:18080", true),
            ("127.0.0.1:18081", "http://127.0.0.1:18080", false),
            ("127.0.0.0/8", "http://127.0.0.1", false),
            ("0.0.1", "http://127.0.0.1", false),
            ("::1", "http://[::1]:8080", true),
            ("[::1]", "http://[::1]:8080", true),
            ("[::1]:8080", "http://[::1]:8080", true),
            ("[::1]:80", "http://[::1]:8080", false),
            ("LOCALHOST", "http://localhost", true),
            ("localhost.", "http://localhost", true),
            ("localhost", "http://localhost.", true),
            ("corp", "http://eyes.corp", true),
            (".corp", "http://eyes.corp", true),
            ("*.corp", "http://eyes.corp", true),
            (".eyes.corp", "http://eyes.corp", true),
            ("*.eyes.corp", "http://eyes.corp", true),
            ("yes.corp", "http://eyes.corp", false),
            ("*yes.corp", "http://eyes.corp", false),
            ("a,b eyes.corp\tc", "http://eyes.corp", true),
            ("eyes.corp:443", "https://eyes.corp", true),
            ("eyes.corp:x", "https://eyes.corp", false),
            ("", "http://eyes.corp", false),
            (".", "http://eyes.corp", false),
            (",,", "http://eyes.corp", false),
        ];
        for (list, server, bypassed) in table {
            let server = ServerUrl::parse(server).unwrap().origin;
            assert_eq!(bypasses(list, &server), bypassed, "{list:?} for {server}");
        }
    }
}
