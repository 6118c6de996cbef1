//! One call of `close()`, from the options of that moment to the report.

use wasm_bindgen::JsValue;

use super::callbacks::Callbacks;
use super::crash;
use super::data::report_to_js;
use super::environment::JsEnvironment;
use super::host::JsHost;
use super::options::JsOptions;
use super::signal::JsSignal;
use super::store::JsStore;
use super::transport::Transport;
use crate::close::close;
use crate::close::fail_on::failure;
use crate::close::results::read_results;
use crate::config::results_settings::ResultsSettings;
use crate::config::settings::Settings;
use crate::host::Host;
use crate::shards::settings::ShardSettings;
use crate::shards::{ShardReport, close_as_shard};

/// A call whose settings are known.
#[derive(Debug)]
pub struct CloseCall {
    options: JsOptions,
    settings: Settings,
    shard_settings: Option<ShardSettings>,
    results: Option<ResultsSettings>,
}

impl CloseCall {
    /// Checks everything that was said.
    pub fn prepare(options: JsOptions) -> Result<Self, JsValue> {
        crash::check()?;
        let (values, environment) = (options.read(), JsEnvironment::new());
        let settings = Settings::resolve(&values, &environment)?;
        let shard_settings = ShardSettings::resolve(&values, &environment)?;
        let results = ResultsSettings::resolve(&values, &environment)?;
        Ok(Self {
            options,
            settings,
            shard_settings,
            results,
        })
    }

    /// Closes, those of a shard if it is the last; then reads what came of them, where that is wanted.
    pub async fn run(self) -> Result<JsValue, JsValue> {
        let signal = JsSignal::listen(&self.options.get("signal"));
        let callbacks = Callbacks::new(&self.options, &signal);
        let transport = Transport::open(&self.settings, &self.options).await?;
        let reading = self.open_reading().await?;
        let host = JsHost::new(&transport);
        let began = host.elapsed();
        let mut report = self.close(&host, &signal, &callbacks).await?;
        let left = (began.saturating_add(self.settings.total_timeout)).saturating_sub(host.elapsed());
        let thrown = callbacks.end(&host, left).await;
        // A shard that did not close leaves it to the one that does.
        if let Some((results, transport)) = &reading
            && !report.report.results.is_empty()
        {
            let readings = read_results(&JsHost::new(transport), results, &signal).await;
            report.report.results_error = failure(&readings, results);
            report.report.readings = readings;
        }
        let report = report_to_js(&report, &signal.reason())?;
        thrown.map_or(Ok(report), Err)
    }

    /// The way to the results, which may have another proxy: opened before anything is sent, so that what fails here loses
    /// no report.
    async fn open_reading(&self) -> Result<Option<(&ResultsSettings, Transport)>, JsValue> {
        let Some(results) = &self.results else {
            return Ok(None);
        };
        let transport = Transport::open(&results.settings, &self.options).await?;
        Ok(Some((results, transport)))
    }

    async fn close(
        &self,
        host: &JsHost<'_>,
        signal: &JsSignal,
        callbacks: &Callbacks<'_>,
    ) -> Result<ShardReport, JsValue> {
        let Some(shard_settings) = &self.shard_settings else {
            let report = close(host, &self.settings, signal, callbacks).await;
            return Ok(ShardReport {
                report,
                ..ShardReport::default()
            });
        };
        let store = JsStore::new(&shard_settings.store);
        let report = close_as_shard(host, &store, &self.settings, shard_settings, signal, callbacks).await;
        // What was closed all the same has a report.
        if report.is_err() {
            store.check()?;
        }
        Ok(report?)
    }
}
