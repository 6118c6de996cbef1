//! The header `Location`, read without following it anywhere.

use crate::config::origin::Origin;
use crate::config::server_url::check_path;

/// The place on the server that a location names, seen from the URL that was asked; `None` where it is not usable. Of a
/// location on another host its path and query count alone.
pub fn resolve(location: &str, asked_url: &str, server: &Origin) -> Option<String> {
    let origin = server.to_string();
    let asked_path = asked_url.strip_prefix(&origin)?.split('?').next()?;
    let target = target(location.trim(), asked_path);
    let target = target.split('#').next()?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let is_usable =
        target.starts_with('/') && check_path(path).is_ok() && query.bytes().all(|byte| byte.is_ascii_graphic());
    is_usable.then(|| format!("{origin}{target}"))
}

/// The path and query of a location, seen from a path.
fn target(location: &str, from: &str) -> String {
    if let Some((_, rest)) = split_authority(location) {
        let path = rest.split_once('/').map_or("", |(_, path)| path);
        return format!("/{path}");
    }
    if location.starts_with('/') {
        return location.to_owned();
    }
    if location.starts_with('?') {
        return format!("{from}{location}");
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{folder}/{location}")
}

/// The scheme of a location that names a host, where it has one, and what follows the `//`.
fn split_authority(location: &str) -> Option<(Option<&str>, &str)> {
    if let Some(rest) = location.strip_prefix("//") {
        return Some((None, rest));
    }
    let (scheme, rest) = location.split_once("://")?;
    // A path may have such a mark in its query.
    let is_scheme = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_scheme.then_some((Some(scheme), rest))
}

/// Where a redirect leads, without its path and query, in which anything could stand.
pub fn origin_of(location: &str, server: &Origin) -> String {
    let Some((scheme, rest)) = split_authority(location) else {
        return "another path of the same server".to_owned();
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let origin = Origin::parse(scheme.unwrap_or(server.scheme()), host);
    origin.map_or_else(|_| "elsewhere".to_owned(), |origin| origin.to_string())
}
