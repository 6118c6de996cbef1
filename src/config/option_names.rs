//! The options that there are, and what a misspelt one may have meant.

/// Every option, in the order of the documented table; the hooks' own last.
pub const OPTION_NAMES: [&str; 30] = [
    "batchIds",
    "serverUrl",
    "apiKey",
    "proxy",
    "batchBuildId",
    "apiKeyIn",
    "timeout",
    "totalTimeout",
    "retries",
    "concurrency",
    "ignoreMissing",
    "signal",
    "onResult",
    "onAttempt",
    "fetch",
    "ca",
    "cert",
    "key",
    "store",
    "shard",
    "closeAnyway",
    "results",
    "resultsUrl",
    "readApiKey",
    "resultsTimeout",
    "failOn",
    "enabled",
    "failOnError",
    "batchName",
    "quiet",
];

/// What Playwright adds to the options of a reporter, beside names that begin with an underscore.
const PLAYWRIGHTS: [&str; 1] = ["configDir"];

/// How many edits a misspelt word may be away from what was meant.
const MOST_EDITS: usize = 3;

/// Whether an option means something to us, or to a framework that hands it through.
pub fn is_known(name: &str) -> bool {
    OPTION_NAMES.contains(&name) || PLAYWRIGHTS.contains(&name) || name.starts_with('_')
}

/// The word that is nearest to a misspelt one, if any is near: at most a third of it differs.
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let most_edits = (word.chars().count() / 3).clamp(1, MOST_EDITS);
    let edits = |other: &str| strsim::osa_distance(&word.to_ascii_lowercase(), &other.to_ascii_lowercase());
    let candidates = known.iter().map(|other| (edits(other), *other));
    let near = candidates.filter(|(edits, _)| *edits <= most_edits);
    near.min_by_key(|(edits, _)| *edits).map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_option_is_recognised_by_the_nearest_known_one() {
        let table = [
            ("failOnEror", Some("failOnError")),
            ("retrys", Some("retries")),
            ("batchids", Some("batchIds")),
            ("totaltimeuot", Some("totalTimeout")),
            ("colour", None),
            ("x", None),
        ];
        for (word, meant) in table {
            assert_eq!(nearest(word, &OPTION_NAMES), meant, "{word:?}");
        }
    }

    #[test]
    fn what_frameworks_add_to_the_options_is_known() {
        for name in ["configDir", "_mode", "_commandHash", "quiet", "apiKey"] {
            assert!(is_known(name), "{name:?}");
        }
        assert!(!is_known("apikey"));
    }
}
