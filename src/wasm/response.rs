//! An answer: a Response, or what a caller's `fetch` gives in its place.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{TextDecodeOptions, TextDecoder};

use super::fetch::AbortGuard;
use super::object::{get, settled, text};
use crate::host::{Chunk, Response};

// Nothing is sure of what only looks like a Response: any property may be missing, any call may throw.
#[wasm_bindgen]
extern "C" {
    type ResponseLike;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn status(this: &ResponseLike) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn headers(this: &ResponseLike) -> Result<HeadersLike, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn body(this: &ResponseLike) -> Result<BodyLike, JsValue>;

    type HeadersLike;
    #[wasm_bindgen(method, structural, catch)]
    fn get(this: &HeadersLike, name: &str) -> Result<JsValue, JsValue>;

    type BodyLike;
    #[wasm_bindgen(method, structural, catch, js_name = getReader)]
    fn get_reader(this: &BodyLike) -> Result<ReaderLike, JsValue>;

    type ReaderLike;
    #[wasm_bindgen(method, structural, catch)]
    fn read(this: &ReaderLike) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn cancel(this: &ReaderLike) -> Result<JsValue, JsValue>;

    type BytesLike;
    #[wasm_bindgen(method, structural, catch)]
    fn subarray(this: &BytesLike, begin: u32, end: u32) -> Result<Uint8Array, JsValue>;
}

/// How much of one chunk is decoded: in any charset more text than the core reads.
const MOST_CHUNK_BYTES: u32 = 1_048_576;

/// An answer.
pub struct JsResponse {
    response: ResponseLike,
    status: u16,
    body: Body,
    guard: AbortGuard,
}

/// How far the body was read.
enum Body {
    Unread,
    Reading {
        reader: ReaderLike,
        decoder: TextDecoder,
    },
    /// There is one, of a kind that can't be read.
    Unreadable,
    Done,
}

impl std::fmt::Debug for JsResponse {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "JsResponse({})", self.status)
    }
}

impl JsResponse {
    /// An answer, if it has the status of one.
    pub fn new(response: JsValue, guard: AbortGuard) -> Option<Self> {
        let response: ResponseLike = response.unchecked_into();
        let status = response.status().ok()?.as_f64()?;
        (200.0..600.0).contains(&status).then(|| Self {
            response,
            status: status as u16,
            body: Body::Unread,
            guard,
        })
    }

    /// Begins to read the body, if there is one.
    fn open(&self) -> Body {
        // Most answers are empty, and reading takes as long as all the rest that we do.
        if self.header("content-length").as_deref() == Some("0") {
            return Body::Done;
        }
        let Ok(body) = self.response.body() else {
            return Body::Unreadable;
        };
        if body.is_null() || body.is_undefined() {
            return Body::Done;
        }
        match (body.get_reader(), self.decoder()) {
            (Ok(reader), Some(decoder)) => Body::Reading { reader, decoder },
            _ => Body::Unreadable,
        }
    }

    /// One decoder for the whole body, by the charset that its type names.
    fn decoder(&self) -> Option<TextDecoder> {
        let content_type = self.header("content-type").unwrap_or_default();
        let charset = content_type.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let is_charset = name.trim().eq_ignore_ascii_case("charset");
            is_charset.then(|| value.trim().trim_matches('"').to_owned())
        });
        let named = charset.and_then(|charset| TextDecoder::new_with_label(&charset).ok());
        named.or_else(|| TextDecoder::new().ok())
    }

    async fn next_chunk(&self) -> Chunk {
        let (reader, decoder) = match &self.body {
            Body::Reading { reader, decoder } => (reader, decoder),
            Body::Unreadable => return Chunk::Broken,
            Body::Unread | Body::Done => return Chunk::End,
        };
        let Ok(pending) = reader.read() else {
            return Chunk::Broken;
        };
        let Ok(read) = settled(&pending).await else {
            return Chunk::Broken;
        };
        if get(&read, "done").is_truthy() {
            return Chunk::End;
        }
        // What a caller's fetch gives may only look like bytes: decoding says so, copying would throw.
        let bytes = get(&read, "value");
        if !bytes.is_instance_of::<Uint8Array>() {
            return Chunk::Broken;
        }
        let Ok(beginning) = bytes.unchecked_ref::<BytesLike>().subarray(0, MOST_CHUNK_BYTES) else {
            return Chunk::Broken;
        };
        let more = TextDecodeOptions::new();
        more.set_stream(true);
        match decoder.decode_with_js_u8_array_and_options(&beginning, &more) {
            Ok(text) => Chunk::Text(text),
            Err(_) => Chunk::Broken,
        }
    }
}

impl Response for JsResponse {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        let headers = self.response.headers().ok()?;
        text(&headers.get(name).ok()?)
    }

    async fn chunk(&mut self) -> Chunk {
        if matches!(self.body, Body::Unread) {
            self.body = self.open();
        }
        let chunk = self.next_chunk().await;
        if !matches!(chunk, Chunk::Text(_)) {
            self.guard.disarm();
            self.body = Body::Done;
        }
        chunk
    }
}

impl Drop for JsResponse {
    fn drop(&mut self) {
        // The signal alone would do for fetch; a caller's own may not heed it.
        if let Body::Reading { reader, .. } = &self.body
            && let Ok(cancelled) = reader.cancel()
        {
            wasm_bindgen_futures::spawn_local(async move {
                let _ = settled(&cancelled).await;
            });
        }
    }
}
