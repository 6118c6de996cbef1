//! What the caller and the environment said, made into [`Settings`](settings::Settings): all checked, each value with the
//! option or variable that it came from, so that an error can name it.
//!
//! An explicit option wins over the environment. This module knows what may be an ID, a key, a URL or a proxy, and what may
//! be shown of a secret; it does not know what a request looks like, nor who asks.

pub mod api_key;
pub mod batch_id;
pub mod batch_ids;
pub mod environment;
pub mod no_proxy;
pub mod option_names;
pub mod options;
pub mod origin;
pub mod printable;
pub mod proxy;
pub mod redactor;
pub mod results_settings;
pub mod secrets;
pub mod server_url;
pub mod settings;
