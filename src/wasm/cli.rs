//! The functions that `src/js/cli/` calls.

use js_sys::{Function, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::options::{Said, environment, get, items};
use super::outwards::{self, set};
use crate::cli::teller::{self, Kind, Teller};
use crate::cli::{self, Asked};
use crate::error::Error;
use crate::options::Options;
use crate::report::CloseReport;
use crate::settings::{Settings, key_redactor};

/// Closes what the command line asks for. Resolves to `{ status, report?, error?, table? }`.
///
/// `asked` has the options of `BatchClose`, numbers as texts, and those of the command; `tell(kind, line)` hears each
/// line, and `tell('progress', text)` how far it is.
#[wasm_bindgen(js_name = closeCommand)]
pub fn close_command(asked: JsValue, tell: Function) -> Promise {
    future_to_promise(async move { Ok(close(&asked, &tell).await.into()) })
}

async fn close(asked: &JsValue, tell: &Function) -> Object {
    let flag = |name| get(asked, name).is_truthy();
    let say = |kind: Kind, line: &str| call(tell, kind.name(), line);
    let on_github = environment().first(&["GITHUB_ACTIONS"]).is_some();
    let annotate = |error: &Error| {
        if on_github {
            say(Kind::Note, &teller::annotation(error));
        }
    };
    let options = Object::assign(&Object::new(), asked.unchecked_ref());
    let closed = async {
        let named_by = prepare(asked, &options)?;
        let said = Said::read(&options);
        let settings = Settings::resolve(&said.options, &environment())?;
        if said.options.has("apiKey") {
            let line =
                "warning: others can see --api-key in the list of processes, and in logs; set APPLITOOLS_API_KEY";
            say(Kind::Warning, line);
        }
        if flag("dryRun") {
            cli::dry_run(&settings).iter().for_each(|line| say(Kind::Plain, line));
            return Ok::<_, Box<Error>>((CloseReport::default(), settings));
        }
        let teller = Teller::new(&settings, &named_by, [flag("quiet"), flag("verbose")], &say);
        call(tell, "progress", &teller.progress());
        let report = super::close_all(
            &said,
            &settings,
            &|id, attempt, answer| teller.attempt(id, attempt, answer),
            &|result| {
                teller.result(result);
                call(tell, "progress", &teller.progress());
            },
        )
        .await?;
        teller.end(&report);
        Ok((report, settings))
    };
    match closed.await {
        Ok((report, settings)) => {
            let error = report.error();
            if let Some(error) = error.as_deref() {
                annotate(error);
            }
            let status = teller::status(&report, error.is_some(), flag("noFail"));
            let out = outwards::outcome(&report, error, None, &JsValue::UNDEFINED);
            let out: Object = out.unchecked_into();
            set(&out, "status", &status.into());
            if on_github && !report.results.is_empty() {
                set(&out, "table", &teller::table(&report, &settings.redactor).into());
            }
            out
        }
        Err(mut error) => {
            say_refusal(&mut error, &options, &say);
            annotate(&error);
            let report = CloseReport::default();
            let out = outwards::outcome(&report, Some(error), None, &JsValue::UNDEFINED);
            let out: Object = out.unchecked_into();
            set(&out, "status", &teller::status(&report, true, false).into());
            out
        }
    }
}

/// Puts the IDs and the numbers into the options; says who named the batches.
fn prepare(asked: &JsValue, options: &Object) -> Result<String, Box<Error>> {
    for name in ["timeout", "totalTimeout", "retries", "concurrency"] {
        if let Some(text) = get(asked, name).as_string() {
            set(options, name, &cli::number(name, &text)?.into());
        }
    }
    let ids = items(&get(asked, "batchIds")).unwrap_or_default();
    let text = |name| get(asked, name).as_string();
    let asked = Asked {
        ids: ids.iter().filter_map(JsValue::as_string).collect(),
        from: text("from").zip(text("fromText")),
        ci: get(asked, "ci").is_truthy(),
    };
    let named = cli::name_batches(&asked, &environment())?;
    let list = js_sys::Array::new();
    for id in &named.ids {
        list.push(&id.as_str().into());
    }
    set(options, "batchIds", &list);
    Ok(named.by)
}

fn say_refusal(error: &mut Error, options: &Object, say: &dyn Fn(Kind, &str)) {
    cli::rename_options(error);
    error.redact(&key_redactor(&Said::read(options).options, &environment()));
    say(Kind::Error, &teller::error_line(error, true));
}

/// The batch ID of this run: `{ id, origin, warning }`, or `{ error }`; the last two are lines.
#[wasm_bindgen(js_name = runId)]
pub fn run_id(now: &str, host: &str, random: &str) -> JsValue {
    let out = Object::new();
    match cli::run_id(&environment(), now, host, random) {
        Ok(run) => {
            set(&out, "id", &run.id.into());
            set(&out, "origin", &run.origin.into());
            set(&out, "warning", &run.warning.into());
        }
        Err(mut error) => {
            error.redact(&key_redactor(&Options::default(), &environment()));
            set(&out, "error", &teller::error_line(&error, true).into());
        }
    }
    out.into()
}

fn call(tell: &Function, kind: &str, line: &str) {
    let _ = tell.call2(&JsValue::UNDEFINED, &kind.into(), &line.into());
}
