//! Options, then environment, then defaults: the settings of one call, all checked.

use std::time::Duration;

use super::api_key::{self, KeyLocation};
use super::batch_id::BatchId;
use super::batch_ids::batch_ids;
use super::environment::Environment;
use super::options::{MAX_DURATION_MS, Options, Value};
use super::proxy::Proxy;
use super::redactor::Redactor;
use super::secrets::Secret;
use super::server_url::ServerUrl;
use crate::error::{Code, Error, Result};

/// The variable that the SDKs, too, take the build from.
pub const BUILD_ID_VARIABLE: &str = "APPLITOOLS_BATCH_BUILD_ID";

/// The variables of CIs that the SDKs take a build from, where an SCM integration is on (core's `extract-git-info.js`).
const CI_BUILDS: [&str; 10] = [
    "GITHUB_RUN_ID",
    "CI_JOB_ID",
    "CIRCLE_BUILD_NUM",
    "BUILD_BUILDID",
    "BITBUCKET_BUILD_NUMBER",
    "CODEBUILD_BUILD_ID",
    "BUILD_ID",
    "BUILD_NUMBER",
    "TRAVIS_BUILD_ID",
    "BUILDKITE_BUILD_ID",
];

/// The settings of one call of `close()`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The batches to close, each once, in the order given.
    pub batch_ids: Vec<BatchId>,
    /// The Eyes server.
    pub server: ServerUrl,
    /// The API key.
    pub api_key: Secret,
    /// Where the key travels.
    pub api_key_in: KeyLocation,
    /// The build that the batches belong to.
    pub build_id: Option<BatchId>,
    /// What to do about an unknown batch, where the tests may have named a build that is not named here.
    pub build_id_hint: Option<&'static str>,
    /// The proxy on the way to the server.
    pub proxy: Option<Proxy>,
    /// Whether a client certificate is presented.
    pub has_client_certificate: bool,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// How long the whole call may take.
    pub total_timeout: Duration,
    /// How much of that was over before the first request: with a shard, its steps in the store.
    pub time_spent: Duration,
    /// How many further attempts follow a failed one.
    pub retries: u32,
    /// How many batches are closed at the same time.
    pub concurrency: usize,
    /// Whether a batch that the server does not know is no failure.
    pub ignore_missing: bool,
    /// Masks the secrets above.
    pub redactor: Redactor,
}

impl Settings {
    /// Checks everything that was said, and fills in the rest.
    pub fn resolve(options: &Options, environment: &dyn Environment) -> Result<Self> {
        let server = ServerUrl::find(options, environment);
        Self::resolve_at(options, environment, server, api_key::find(options, environment))
    }

    /// The same for requests that are only shown: they need no key, and have its mask in its place.
    pub fn resolve_for_preview(options: &Options, environment: &dyn Environment) -> Result<Self> {
        let server = ServerUrl::find(options, environment);
        let api_key = api_key::masked(api_key::find(options, environment));
        Self::resolve_at(options, environment, server, api_key)
    }

    /// The same for another server and its key. Users meet problems in this order: the batches, the server, the key, then
    /// everything else.
    pub(super) fn resolve_at(
        options: &Options,
        environment: &dyn Environment,
        server: Result<ServerUrl>,
        api_key: Result<Secret>,
    ) -> Result<Self> {
        let mut redactor = api_key::redactor(options, environment);
        let batch_ids = batch_ids(options, &redactor)?;
        let (server, api_key) = (server?, api_key?);
        let has_client_certificate = check_functions_and_tls(options)?;
        let proxy = Proxy::find(options, environment, &server.origin)?;
        if let Some(login) = proxy.as_ref().and_then(|proxy| proxy.login.as_ref()) {
            redactor.add_login(&login.username, login.password.expose());
        }
        let timeouts = Timeouts::resolve(options, &redactor)?;
        let build_id = build_id(options, environment)?;
        Ok(Self {
            batch_ids,
            server,
            api_key,
            api_key_in: KeyLocation::parse(options.get("apiKeyIn"))?,
            build_id_hint: hint_of_build(build_id.as_ref(), environment),
            build_id,
            proxy,
            has_client_certificate,
            timeout: timeouts.attempt,
            total_timeout: timeouts.total,
            time_spent: Duration::ZERO,
            retries: retries(options, &redactor)?,
            concurrency: options.integer("concurrency", (1, 32), 8, &redactor)? as usize,
            ignore_missing: options.flag("ignoreMissing")?,
            redactor,
        })
    }

    /// How long the requests of the call may take.
    pub fn time_left(&self) -> Duration {
        self.total_timeout.saturating_sub(self.time_spent)
    }
}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// One attempt.
    pub attempt: Duration,
    /// The whole call.
    pub total: Duration,
}

impl Timeouts {
    /// The options `timeout` (30 s by default) and `totalTimeout` (120 s).
    pub fn resolve(options: &Options, redactor: &Redactor) -> Result<Self> {
        let duration = |name: &str, default| {
            let ms = options.integer(name, (1, MAX_DURATION_MS), default, redactor)?;
            Ok(Duration::from_millis(ms.into()))
        };
        Ok(Self {
            attempt: duration("timeout", 30_000)?,
            total: duration("totalTimeout", 120_000)?,
        })
    }
}

/// The option `retries`: how many further attempts follow a failed one.
pub fn retries(options: &Options, redactor: &Redactor) -> Result<u32> {
    options.integer("retries", (0, 100), 5, redactor)
}

fn build_id(options: &Options, environment: &dyn Environment) -> Result<Option<BatchId>> {
    let explicit = options.string("batchBuildId", Code::InvalidOption)?;
    let Some(id) = explicit.or_else(|| environment.first(&[BUILD_ID_VARIABLE])) else {
        return Ok(None);
    };
    BatchId::parse(&id.text)
        .map(Some)
        .map_err(|problem| Error::invalid(Code::InvalidOption, id.source, problem))
}

/// What to do about a batch that the server does not know, beside what its error says.
pub fn build_id_hint(options: &Options, environment: &dyn Environment) -> Result<Option<&'static str>> {
    Ok(hint_of_build(build_id(options, environment)?.as_ref(), environment))
}

fn hint_of_build(build_id: Option<&BatchId>, environment: &dyn Environment) -> Option<&'static str> {
    let may_lack = build_id.is_none() && environment.first(&CI_BUILDS).is_some();
    may_lack.then_some("With an SCM integration, set APPLITOOLS_BATCH_BUILD_ID to the same in all jobs.")
}

/// Checks the values that only JavaScript can use; says whether there is a client certificate.
fn check_functions_and_tls(options: &Options) -> Result<bool> {
    let refuse = |name: &str, wanted: &str| {
        let problem = format!("must be {wanted}, not {}", options.get(name).kind());
        Err(Error::invalid(Code::InvalidOption, name, problem))
    };
    for name in ["fetch", "onResult", "onAttempt"] {
        if !matches!(options.get(name), Value::Unset | Value::Function) {
            return refuse(name, "a function");
        }
    }
    if !matches!(options.get("signal"), Value::Unset | Value::Signal) {
        return refuse("signal", "an AbortSignal");
    }
    for name in ["proxy", "ca", "cert", "key"] {
        if options.is_set("fetch") && options.is_set(name) {
            let problem = "can't be combined with proxy, ca, cert and key: it makes its own connections";
            return Err(Error::invalid(Code::InvalidOption, "fetch", problem));
        }
    }
    for name in ["ca", "cert", "key"] {
        let is_pem = |value: &Value| matches!(value, Value::Text(_) | Value::Bytes);
        let fits = match options.get(name) {
            Value::Unset => true,
            Value::List(list) => list.iter().all(is_pem),
            value => is_pem(value),
        };
        if !fits {
            return refuse(name, "PEM text or bytes, or a list of them");
        }
    }
    match (options.is_set("cert"), options.is_set("key")) {
        (true, false) => Err(Error::invalid(Code::InvalidOption, "cert", "needs key (--key), too")),
        (false, true) => Err(Error::invalid(Code::InvalidOption, "key", "needs cert (--cert), too")),
        (is_set, _) => Ok(is_set),
    }
}
