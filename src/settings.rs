//! Options, then environment, then defaults: the settings of one call, all checked.

use crate::api_key::{self, ApiKey, KeyPlace};
use crate::batch_id::BatchId;
use crate::error::{Code, Error};
use crate::options::{Environment, Given, MAX_DURATION, Options, Value};
use crate::proxy::{self, Proxy};
use crate::redact::Redactor;
use crate::server_url::ServerUrl;
use crate::text::{decimal, glue, quote};

/// The settings of one call of `close()`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The batches to close, each once, in the order given.
    pub batch_ids: Vec<BatchId>,
    /// The Eyes server.
    pub server: ServerUrl,
    /// The API key.
    pub api_key: ApiKey,
    /// Where the key travels.
    pub api_key_in: KeyPlace,
    /// The build that the batches belong to.
    pub build_id: Option<BatchId>,
    /// The proxy on the way to the server.
    pub proxy: Option<Proxy>,
    /// Whether a client certificate is presented.
    pub has_certificate: bool,
    /// How long one attempt may take, in milliseconds.
    pub timeout: u64,
    /// How long the whole call may take, in milliseconds.
    pub total_timeout: u64,
    /// How many further attempts follow a failed one.
    pub retries: u32,
    /// How many batches are closed at the same time.
    pub concurrency: usize,
    /// Whether a batch that the server does not know is no failure.
    pub ignore_missing: bool,
    /// Hides the secrets above.
    pub redactor: Redactor,
}

impl Settings {
    /// Checks everything that was said, and fills in the rest.
    pub fn resolve(options: &Options, environment: &Environment<'_>) -> Result<Self, Box<Error>> {
        let mut redactor = Redactor::default();
        // Before anything can fail: a key that was put into the place of an ID must not be shown either.
        for text in [
            options.get("apiKey").text(),
            (environment.variable)("APPLITOOLS_API_KEY").as_deref(),
        ]
        .into_iter()
        .flatten()
        {
            redactor.hide(text.trim());
        }
        Self::check(options, environment, redactor.clone()).map_err(|mut error| {
            error.redact(&redactor);
            error
        })
    }

    fn check(options: &Options, environment: &Environment<'_>, mut redactor: Redactor) -> Result<Self, Box<Error>> {
        let batch_ids = batch_ids(options.get("batchIds"), &redactor)?;
        let server = server_url(options, environment)?;
        let api_key = api_key::find(options, environment)?;
        let certificate = check_functions_and_tls(options)?;
        let proxy = proxy::find(options, environment, &server.origin)?;
        if let Some((username, password)) = proxy.as_ref().and_then(|proxy| proxy.login.as_ref()) {
            redactor.hide_login(username, password);
        }
        Ok(Self {
            batch_ids,
            server,
            api_key,
            api_key_in: KeyPlace::read(options.get("apiKeyIn"))?,
            build_id: build_id(options, environment)?,
            proxy,
            has_certificate: certificate,
            timeout: options.whole("timeout", 1, MAX_DURATION, 30_000)?.into(),
            total_timeout: options.whole("totalTimeout", 1, MAX_DURATION, 120_000)?.into(),
            retries: options.whole("retries", 0, 100, 5)?,
            concurrency: options.whole("concurrency", 1, 32, 8)? as usize,
            ignore_missing: options.flag("ignoreMissing")?,
            redactor,
        })
    }
}

/// The IDs that an option names.
pub fn batch_ids(value: &Value, redactor: &Redactor) -> Result<Vec<BatchId>, Box<Error>> {
    let mut ids = Vec::new();
    match value {
        Value::Unset => {}
        Value::List(list) => {
            for (at, item) in list.iter().enumerate() {
                let place = glue(&["batchIds[", &decimal(at as u64), "]"]);
                ids.push(batch_id(&place, item, redactor)?);
            }
        }
        single => ids.push(batch_id("batchIds", single, redactor)?),
    }
    if ids.is_empty() {
        let error = Error::invalid(Code::NoBatchId, "batchIds", &["names no batch to close"]);
        return Err(
            error.with_hint(&["Call setBatchIds(id) with the ID that the tests ran with (their APPLITOOLS_BATCH_ID)."])
        );
    }
    Ok(distinct(ids))
}

/// Each ID once, where it came first.
fn distinct(ids: Vec<BatchId>) -> Vec<BatchId> {
    // Places in `distinct`, in the order of their IDs: a set would be five times this code in WebAssembly.
    let mut sorted: Vec<usize> = Vec::new();
    let mut distinct: Vec<BatchId> = Vec::new();
    for id in ids {
        let known = |at: &usize| distinct.get(*at).map(BatchId::as_str).cmp(&Some(id.as_str()));
        if let Err(place) = sorted.binary_search_by(known) {
            sorted.insert(place, distinct.len());
            distinct.push(id);
        }
    }
    distinct
}

fn batch_id(place: &str, value: &Value, redactor: &Redactor) -> Result<BatchId, Box<Error>> {
    let mut error = match value {
        Value::Text(text) => match BatchId::parse(text) {
            Ok(id) => return Ok(id),
            Err(problem) => {
                let shown = quote(&redactor.show(text));
                Error::new(Code::InvalidBatchId, &[place, " (", &shown, ") ", problem])
            }
        },
        other => Error::new(Code::InvalidBatchId, &[place, " must be a string, not ", other.kind()]),
    };
    error.option = Some("batchIds".to_owned());
    Err(error.with_hint(&["Give the ID that the tests ran with (their APPLITOOLS_BATCH_ID)."]))
}

fn server_url(options: &Options, environment: &Environment<'_>) -> Result<ServerUrl, Box<Error>> {
    let explicit = options
        .checked_text("serverUrl", Code::InvalidServerUrl)?
        .filter(|given| !given.text.is_empty());
    let variables = ["APPLITOOLS_EYES_SERVER_URL", "APPLITOOLS_SERVER_URL"];
    let given = explicit.or_else(|| environment.first(&variables)).unwrap_or(Given {
        name: "serverUrl",
        text: ServerUrl::DEFAULT.to_owned(),
    });
    ServerUrl::parse(&given.text).map_err(|problem| {
        let error = Error::invalid(Code::InvalidServerUrl, given.name, &[problem]);
        error.with_hint(&["Set ", given.name, " to an address such as ", ServerUrl::DEFAULT, "."])
    })
}

fn build_id(options: &Options, environment: &Environment<'_>) -> Result<Option<BatchId>, Box<Error>> {
    let explicit = options.checked_text("batchBuildId", Code::InvalidOption)?;
    let Some(given) = explicit.or_else(|| environment.first(&["APPLITOOLS_BATCH_BUILD_ID"])) else {
        return Ok(None);
    };
    let id =
        BatchId::parse(&given.text).map_err(|problem| Error::invalid(Code::InvalidOption, given.name, &[problem]))?;
    Ok(Some(id))
}

/// Checks the values that only JavaScript can use; says whether there is a client certificate.
fn check_functions_and_tls(options: &Options) -> Result<bool, Box<Error>> {
    let wrong = |name: &str, wanted: &str| {
        let kind = options.get(name).kind();
        Error::invalid(Code::InvalidOption, name, &["must be ", wanted, ", not ", kind])
    };
    let is_set = |name: &str| options.has(name);
    for name in ["fetch", "onResult"] {
        if is_set(name) && !matches!(options.get(name), Value::Function) {
            return Err(wrong(name, "a function"));
        }
    }
    if is_set("signal") && !matches!(options.get("signal"), Value::Signal) {
        return Err(wrong("signal", "an AbortSignal"));
    }
    for name in ["proxy", "ca", "cert", "key"] {
        if is_set("fetch") && is_set(name) {
            let problem = "goes its own way: give either it, or proxy, ca, cert and key";
            return Err(Error::invalid(Code::InvalidOption, "fetch", &[problem]));
        }
    }
    for name in ["ca", "cert", "key"] {
        let pem = |value: &Value| matches!(value, Value::Text(_) | Value::Bytes);
        let fits = match options.get(name) {
            Value::Unset => true,
            Value::List(list) => list.iter().all(pem),
            value => pem(value),
        };
        if !fits {
            return Err(wrong(name, "PEM text or bytes, or a list of them"));
        }
    }
    if is_set("cert") != is_set("key") {
        let (there, missing) = if is_set("cert") {
            ("cert", "key")
        } else {
            ("key", "cert")
        };
        return Err(Error::invalid(Code::InvalidOption, there, &["needs ", missing, " too"]));
    }
    Ok(is_set("cert"))
}
