//! What a hook says of what became of the batches.
#![cfg(test)]

use eyes_batch_close::lines::{Outcome, describe};

#[test]
fn the_result_is_said_in_a_line() {
    let outcome = Outcome {
        closed: "a, b".to_owned(),
        missing: "c".to_owned(),
        problem: "It failed".to_owned(),
        hint: "Do this.".to_owned(),
        took: "412".to_owned(),
    };
    let closed = "closed batch a, b in 412 ms\n";
    let missing = "no Eyes test ran: the server has no active batch c\n";
    let warning = "warning: It failed. Do this.\n";
    assert_eq!(describe(&outcome, false), [closed, missing, warning].concat());
    let failed = Outcome {
        problem: "It failed".to_owned(),
        ..Outcome::default()
    };
    assert_eq!(describe(&failed, true), "error: It failed\n");
}
