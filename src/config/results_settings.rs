//! What is to be read of the batches after they are closed: where, with which key, and what of it is a failure.

use std::time::Duration;

use super::api_key::{self, KeyLocation};
use super::environment::{Environment, Sourced};
use super::options::{MAX_DURATION_MS, Options, Value};
use super::origin::Origin;
use super::secrets::Secret;
use super::server_url::ServerUrl;
use super::settings::Settings;
use crate::error::{Code, Error, Result};

/// The path of the documented API behind the dashboard's address.
const API_PATH: &str = "/api/v1";

/// A status of a test that `failOn` can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOnStatus {
    /// Tests with differences that nobody has accepted or rejected.
    Unresolved,
    /// Tests that failed.
    Failed,
    /// Tests that had no baseline.
    New,
    /// Tests that did not end.
    Aborted,
    /// Tests without a step.
    Empty,
}

impl FailOnStatus {
    /// Every one, the gravest first.
    pub const ALL: [FailOnStatus; 5] = [
        FailOnStatus::Failed,
        FailOnStatus::Unresolved,
        FailOnStatus::Aborted,
        FailOnStatus::New,
        FailOnStatus::Empty,
    ];

    /// The status as users see it, and name it in `failOn`.
    pub const fn name(self) -> &'static str {
        match self {
            FailOnStatus::Unresolved => "unresolved",
            FailOnStatus::Failed => "failed",
            FailOnStatus::New => "new",
            FailOnStatus::Aborted => "aborted",
            FailOnStatus::Empty => "empty",
        }
    }
}

/// How the results of batches are read.
#[derive(Clone, Debug)]
pub struct ResultsSettings {
    /// The settings of the requests: those of closing, but for the server, the key and how long all may take.
    pub settings: Settings,
    /// Whether each test is told, or only how many there are.
    pub with_tests: bool,
    /// What fails the call where it is found.
    pub fail_on: Vec<FailOnStatus>,
}

impl ResultsSettings {
    /// The settings of a call that closes; `None` where no results are wanted.
    pub fn resolve(options: &Options, environment: &dyn Environment) -> Result<Option<Self>> {
        let resolve = || Self::resolve_alone(options, environment);
        are_wanted(options)?.then(resolve).transpose()
    }

    /// The same for requests that are only shown.
    pub fn resolve_for_preview(options: &Options, environment: &dyn Environment) -> Result<Option<Self>> {
        let resolve = || Self::resolve_alone_for_preview(options, environment);
        are_wanted(options)?.then(resolve).transpose()
    }

    /// The settings of a call that reads alone.
    pub fn resolve_alone(options: &Options, environment: &dyn Environment) -> Result<Self> {
        Self::resolve_with_key(options, environment, api_key::find_read_key(options, environment))
    }

    /// The same for requests that are only shown.
    pub fn resolve_alone_for_preview(options: &Options, environment: &dyn Environment) -> Result<Self> {
        let key = api_key::masked(api_key::find_read_key(options, environment));
        Self::resolve_with_key(options, environment, key)
    }

    fn resolve_with_key(options: &Options, environment: &dyn Environment, key: Result<Secret>) -> Result<Self> {
        // A call that reads alone refuses a wrong value, too.
        are_wanted(options)?;
        let mut settings = Settings::resolve_at(options, environment, results_url(options, environment), key)?;
        let ms = options.integer("resultsTimeout", (1, MAX_DURATION_MS), 30_000, &settings.redactor)?;
        settings.total_timeout = Duration::from_millis(ms.into());
        settings.api_key_in = KeyLocation::Header;
        Ok(Self {
            settings,
            with_tests: options.get("results").text() == Some("tests"),
            fail_on: fail_on(options)?,
        })
    }
}

/// Whether results are wanted: by `results`, or since `failOn` needs them.
pub fn are_wanted(options: &Options) -> Result<bool> {
    let invalid = |problem| Err(Error::invalid(Code::InvalidOption, "results", problem));
    match options.get("results") {
        Value::Unset => Ok(options.is_set("failOn")),
        Value::Flag(false) if options.is_set("failOn") => invalid("can't be false where failOn is given"),
        Value::Flag(are_wanted) => Ok(*are_wanted),
        Value::Text(text) if text == "tests" => Ok(true),
        _ => invalid("must be true, false or 'tests'"),
    }
}

/// What the option `failOn` names: a list, or names with commas between them.
fn fail_on(options: &Options) -> Result<Vec<FailOnStatus>> {
    let invalid = || {
        let problem = "must name any of unresolved, failed, new, aborted and empty";
        Error::invalid(Code::InvalidOption, "failOn", problem)
    };
    let names: Vec<&str> = match options.get("failOn") {
        Value::Unset => Vec::new(),
        Value::Text(text) => text.split(',').collect(),
        Value::List(list) => {
            let names = list.iter().map(|name| name.text().ok_or_else(invalid));
            names.collect::<Result<_>>()?
        }
        _ => return Err(invalid()),
    };
    let status = |name: &str| {
        FailOnStatus::ALL
            .into_iter()
            .find(|status| status.name() == name.trim())
    };
    names.into_iter().map(|name| status(name).ok_or_else(invalid)).collect()
}

/// Where results are read: `resultsUrl`, else the environment's, else the dashboard of the Eyes server.
fn results_url(options: &Options, environment: &dyn Environment) -> Result<ServerUrl> {
    let explicit = options.string("resultsUrl", Code::InvalidOption)?;
    let explicit = explicit.filter(|url| !url.text.is_empty());
    let Some(Sourced { source, text }) = explicit.or_else(|| environment.first(&["EYES_RESULTS_URL"])) else {
        return Ok(dashboard_of(ServerUrl::find(options, environment)?));
    };
    ServerUrl::parse(&text).map_err(|problem| {
        let hint = "Set resultsUrl (--results-url, EYES_RESULTS_URL) to an address such as https://eyes.applitools.com/api/v1.";
        Error::invalid(Code::InvalidOption, source, problem).with_hint(hint)
    })
}

/// The API of the dashboard that belongs to an Eyes server.
///
/// The documented one is `eyes.applitools.com` where tests go to `eyesapi.applitools.com`; other servers are both at once.
/// Applitools' plugins for CIs drop `api` from any first name. Here it has to be `eyesapi`: the key must not go to
/// `example.co.uk` for `exampleapi.co.uk`, which may be somebody else's.
fn dashboard_of(server: ServerUrl) -> ServerUrl {
    let Origin { host, .. } = &server.origin;
    let dashboard = host.split_once('.').and_then(|(label, domain)| {
        let name = label.strip_suffix("api").filter(|name| name.ends_with("eyes"))?;
        domain.contains('.').then(|| format!("{name}.{domain}"))
    });
    let host = dashboard.unwrap_or_else(|| host.clone());
    ServerUrl {
        prefix: format!("{}{API_PATH}", server.prefix),
        origin: Origin { host, ..server.origin },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dashboard_is_found_by_the_name_of_the_server() {
        let table = [
            ("https://eyesapi.applitools.com", "https://eyes.applitools.com/api/v1"),
            (
                "https://acmeeyesapi.applitools.com/",
                "https://acmeeyes.applitools.com/api/v1",
            ),
            ("https://eyes.example.com", "https://eyes.example.com/api/v1"),
            ("https://eyes.example.com/pre", "https://eyes.example.com/pre/api/v1"),
            ("https://api.example.com", "https://api.example.com/api/v1"),
            ("https://eyes.myapi.com", "https://eyes.myapi.com/api/v1"),
            ("http://eyesapi:8080", "http://eyesapi:8080/api/v1"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/api/v1"),
            // What would stay may be somebody else's.
            ("https://eyesapi.com", "https://eyesapi.com/api/v1"),
            ("https://exampleapi.com", "https://exampleapi.com/api/v1"),
            ("https://exampleapi.co.uk", "https://exampleapi.co.uk/api/v1"),
            ("https://myapi.eyes.com", "https://myapi.eyes.com/api/v1"),
        ];
        for (server, dashboard) in table {
            let server = ServerUrl::parse(server).unwrap();
            assert_eq!(dashboard_of(server).to_string(), dashboard);
        }
    }
}
