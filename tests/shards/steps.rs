//! Steps in the store: each in its time, tried again like a request.

use eyes_batch_close::close::report::Outcome;
use eyes_batch_close::error::Code;
use eyes_batch_close::shards::settings::StoreSettings;
use eyes_batch_close::shards::status::shard_status;

use super::fate::{Answer, Fate};
use super::process::{Process, World};
use super::simulation::{EndedCall, PlannedCall, run_call};
use super::status::store_settings;
use crate::support::{ms, seconds};

const BUSY: Fate = Fate::refused("EAGAIN", "resource temporarily unavailable");

/// The first of two shards, whose steps meet these fates.
async fn first_of_two(steps: impl Into<Vec<Fate>>) -> EndedCall {
    run_call(&World::new(), &PlannedCall::of(1, 2).with_steps(steps)).await
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_again() {
    for fate in [
        BUSY,
        Fate::REQUEST_LOST,
        Fate::ANSWER_LOST,
        Fate::HANGS,
        Fate::refused("", "LOADING Redis is loading the dataset in memory"),
        Fate {
            answer: Answer::Incomplete,
            ..Fate::AT_ONCE
        },
    ] {
        let call = first_of_two(vec![fate.clone(); 5]).await;
        assert!(call.has_succeeded(), "{fate:?}");
        assert_eq!(call.step_count, 6);
        let call = first_of_two(vec![fate.clone(); 6]).await;
        assert_eq!((call.error().code, call.step_count), (Code::Store, 6), "{fate:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn as_often_as_retries_says() {
    for (retries, steps) in [(0, 1), (1, 2), (9, 10)] {
        let planned = PlannedCall::of(1, 2).with_steps(vec![BUSY; 20]);
        let planned = PlannedCall {
            retries,
            total_timeout: seconds(100),
            ..planned
        };
        let call = run_call(&World::new(), &planned).await;
        assert_eq!((call.error().code, call.step_count), (Code::Store, steps));
    }
}

#[tokio::test(start_paused = true)]
async fn with_the_waits_of_requests() {
    let call = first_of_two(vec![BUSY; 5]).await;
    let longest = [200, 400, 800, 1_600, 3_200].iter().sum();
    assert!(
        call.duration > ms(0) && call.duration <= ms(longest),
        "{:?}",
        call.duration
    );
    // A wait that would pass the budget is not begun.
    let planned = PlannedCall::of(1, 2).with_steps(vec![BUSY; 100]);
    let planned = PlannedCall {
        retries: 100,
        ..planned
    };
    let call = run_call(&World::new(), &planned).await;
    assert!(call.duration < planned.total_timeout && call.step_count > 3, "{call:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_for_good_is_not_tried_again() {
    let codes = ["EACCES", "EPERM", "EROFS", "ELOOP", "MODULE_NOT_FOUND"];
    let settings = [
        "ENOENT",
        "ENOTDIR",
        "ERR_INVALID_FILE_URL_HOST",
        "ERR_INVALID_FILE_URL_PATH",
        "ERR_INVALID_URL",
    ];
    let messages = [
        "NOAUTH Authentication required.",
        "WRONGPASS invalid username-password pair",
        "NOPERM this user has no permissions",
        "WRONGTYPE Operation against a key",
        "ERR unknown command",
    ];
    let codes = codes.map(|code| (Fate::refused(code, "x"), Code::Store));
    let settings = settings.map(|code| (Fate::refused(code, "x"), Code::InvalidOption));
    let messages = messages.map(|message| (Fate::refused("", message), Code::Store));
    for (fate, code) in codes.into_iter().chain(settings).chain(messages) {
        let call = first_of_two([fate.clone()]).await;
        assert_eq!((call.error().code, call.step_count), (code, 1), "{fate:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_step_that_is_not_answered_takes_no_longer_than_timeout_and_the_budget() {
    let hanging = || PlannedCall::of(1, 2).with_steps(vec![Fate::HANGS; 100]);
    let once = PlannedCall {
        retries: 0,
        ..hanging()
    };
    let call = run_call(&World::new(), &once).await;
    assert_eq!(call.duration, ms(300));
    let message = "the store redis://:***@store failed: no answer within 300 ms";
    assert_eq!(call.error().message, message);
    let long = PlannedCall {
        timeout: seconds(60),
        ..hanging()
    };
    let call = run_call(&World::new(), &long).await;
    assert_eq!(call.duration, seconds(5));
    assert!(
        call.error().message.ends_with("no answer within 5000 ms"),
        "{}",
        call.error()
    );
}

#[tokio::test(start_paused = true)]
async fn when_the_budget_is_over_no_other_step_is_begun() {
    let world = World::new();
    let mut process = Process::new(&world, 0);
    process.is_without_chance = true;
    process.steps.replace(vec![Fate::HANGS].into());
    let settings = StoreSettings {
        total_timeout: ms(300),
        ..store_settings()
    };
    let error = shard_status(&process, &process, &settings).await.unwrap_err();
    assert_eq!((error.code, process.step_count.get()), (Code::Store, 1));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_answers_something_else_is_none() {
    let planned = PlannedCall::of(1, 2).with_steps([Fate {
        answer: Answer::Incomplete,
        ..Fate::AT_ONCE
    }]);
    let call = run_call(&World::new(), &PlannedCall { retries: 0, ..planned }).await;
    let message = "the store redis://:***@store failed: it answered something else than was asked";
    assert_eq!(call.error().message, message);
}

#[tokio::test(start_paused = true)]
async fn a_shard_whose_answer_was_lost_is_still_new() {
    let world = World::new();
    run_call(&world, &PlannedCall::of(1, 2)).await;
    world
        .store
        .borrow_mut()
        .add_aged("claim-1", "other 180000 1", seconds(1));
    let call = PlannedCall::of(2, 2).with_steps([Fate::ANSWER_LOST, Fate::HANGS]);
    let call = run_call(&world, &call).await;
    // One that had been done before would wait for the end of the claim.
    assert!(call.has_succeeded() && call.outcome().is_none(), "{call:?}");
    assert!(call.duration < seconds(2));
}

#[tokio::test(start_paused = true)]
async fn a_claim_whose_answer_was_lost_is_recognised() {
    for fate in [Fate::ANSWER_LOST, Fate::HANGS, Fate::REQUEST_LOST] {
        let world = World::new();
        run_call(&world, &PlannedCall::of(1, 2)).await;
        let call = PlannedCall::of(2, 2).with_steps([Fate::AT_ONCE, fate.clone()]);
        let call = run_call(&world, &call).await;
        assert_eq!(call.outcome(), Some((Outcome::Closed, None)), "{fate:?}");
        let mut store = world.store.borrow_mut();
        assert_eq!(store.names(), ["1-of-2", "2-of-2", "claim-1", "end-1", "total"]);
    }
}
