//! What the caller and the environment said, made into settings.

mod api_key;
mod batch_ids;
mod options;
pub mod properties;
mod proxy;
mod redactor;
mod refusals;
mod results_settings;
mod settings;
