//! An ID that no other run has.

/// How much of a host's name is a part of an ID, in characters.
const MOST_OF_HOST: usize = 20;

/// What makes an ID unlike any other.
#[derive(Clone, Debug)]
pub struct FreshIdParts {
    /// The date and time, as ISO 8601 has it. Never is an ID with it a text that JavaScript would read as a number.
    pub now: String,
    /// The name of the host.
    pub host: String,
    /// 64 random bits.
    pub random: u64,
}

/// An ID that no other run has, of `a-z 0-9 -` only.
pub fn fresh_id(parts: &FreshIdParts) -> String {
    let seconds = "2026-01-31T23:59:59".len();
    let now: String = parts.now.chars().take(seconds).map(slug).collect();
    let host: String = parts.host.chars().take(MOST_OF_HOST).map(slug).collect();
    format!("{now}-{host}-{:016x}", parts.random)
}

fn slug(c: char) -> char {
    if c.is_ascii_alphanumeric() {
        c.to_ascii_lowercase()
    } else {
        '-'
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::batch_id::BatchId;

    #[test]
    fn an_id_of_its_own_has_the_time_the_host_and_random_digits() {
        let parts = FreshIdParts {
            now: "2026-11-21T17:31:42.123Z".to_owned(),
            host: "Build_Agent-07.Corp.Example.COM".to_owned(),
            random: 0xbeef,
        };
        let id = fresh_id(&parts);
        assert_eq!(id, "2026-11-21t17-31-42-build-agent-07-corp--000000000000beef");
        assert!(!BatchId::parse(&id).unwrap().looks_numeric());
    }

    #[test]
    fn a_host_without_a_plain_name_still_makes_an_id() {
        let parts = FreshIdParts {
            now: "2026-11-21T17:31:42.123Z".to_owned(),
            host: "é漢".to_owned(),
            random: u64::MAX,
        };
        assert_eq!(fresh_id(&parts), "2026-11-21t17-31-42----ffffffffffffffff");
    }
}
