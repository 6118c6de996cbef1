//! One call of `close()`, from the options of that moment to the report.

use std::time::Duration;

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
use crate::config::settings::Settings;
use crate::host::Host;
use crate::shards::settings::ShardSettings;
use crate::shards::{ShardReport, close_as_shard};

/// How long asynchronous callbacks have at least, after the last batch.
const CALLBACK_TIMEOUT: Duration = Duration::from_secs(1);

/// A call whose settings are known.
#[derive(Debug)]
pub struct CloseCall {
    options: JsOptions,
    settings: Settings,
    shard_settings: Option<ShardSettings>,
}

impl CloseCall {
    /// Checks everything that was said.
    pub fn prepare(options: JsOptions) -> Result<Self, JsValue> {
        crash::check()?;
        let (values, environment) = (options.read(), JsEnvironment::new());
        let settings = Settings::resolve(&values, &environment)?;
        let shard_settings = ShardSettings::resolve(&values, &environment)?;
        Ok(Self {
            options,
            settings,
            shard_settings,
        })
    }

    /// Closes; those of a shard if it is the last.
    pub async fn run(self) -> Result<JsValue, JsValue> {
        let signal = JsSignal::listen(&self.options.get("signal"));
        let callbacks = Callbacks::new(&self.options, &signal);
        let transport = Transport::open(&self.settings, &self.options).await?;
        let host = JsHost::new(&transport);
        let began = host.elapsed();
        let report = self.close(&host, &signal, &callbacks).await?;
        let left = (began.saturating_add(self.settings.total_timeout)).saturating_sub(host.elapsed());
        let thrown = callbacks.end(&host, left.max(CALLBACK_TIMEOUT)).await;
        let report = report_to_js(&report, &signal.reason())?;
        thrown.map_or(Ok(report), Err)
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
        store.check()?;
        Ok(report?)
    }
}
