//! The modules of `src/`: no circles, no long files, and nothing of JavaScript outside of `wasm`.

use std::fs::{read_dir, read_to_string};
use std::path::{Path, PathBuf};

/// From the lowest to the highest. A module knows only modules below it.
const MODULES: [&str; 8] = ["error", "host", "config", "eyes", "close", "shards", "run", "wasm"];

/// How long a file may be, about.
const MOST_LINES: usize = 280;

/// Every Rust file of a folder, with its path inside of `src/`.
fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The module that a file is in, and its text; `lib.rs` is in none.
fn files_in_modules() -> Vec<(usize, PathBuf, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    let in_module = files.into_iter().filter_map(|path| {
        let inside = path.strip_prefix(&source).unwrap();
        let first = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        let module = MODULES.iter().position(|module| *module == first);
        assert!(module.is_some() || first == "lib", "{first} is no module");
        let text = read_to_string(&path).unwrap();
        Some((module?, path, text))
    });
    in_module.collect()
}

#[test]
fn a_module_knows_only_modules_below_it() {
    for (module, path, text) in files_in_modules() {
        for higher in &MODULES[module + 1..] {
            let is_known = text.contains(&format!("crate::{higher}"));
            assert!(!is_known, "{} knows {higher}", path.display());
        }
    }
}

#[test]
fn a_file_is_short_enough_to_be_read() {
    for (_, path, text) in files_in_modules() {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "{} has {lines} lines", path.display());
    }
}

#[test]
fn nothing_outside_of_wasm_knows_javascript() {
    for (module, path, text) in files_in_modules()
        .into_iter()
        .filter(|(module, ..)| MODULES[*module] != "wasm")
    {
        for name in ["wasm_bindgen", "js_sys", "web_sys", "gloo_timers", "tsify"] {
            assert!(
                !text.contains(name),
                "{} of {} knows {name}",
                path.display(),
                MODULES[module]
            );
        }
    }
}
