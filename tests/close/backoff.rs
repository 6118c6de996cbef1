//! Delays: read whatever a server asks for.

use std::time::{Duration, UNIX_EPOCH};

use eyes_batch_close::close::backoff::{jittered_backoff, longest, retry_after};
use proptest::prelude::*;

use crate::support::random_texts::any_text;
use crate::support::{cases, seconds};

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn a_delay_is_read_whatever_is_asked_for(text in any_text(), digits in "[0-9]{1,30}", now in 0..4_000_000_000_u64) {
        let now = UNIX_EPOCH + seconds(now);
        prop_assert!(retry_after(Some(&text), now).is_none_or(|delay| delay <= seconds(60)));
        let asked = digits.parse().unwrap_or(u64::MAX).min(60);
        prop_assert_eq!(retry_after(Some(&digits), now), Some(seconds(asked)));
    }

    #[test]
    fn a_date_is_read_in_each_form_that_http_has(now in 0..2_000_000_000_u64, away in 0..100_u64) {
        let now = UNIX_EPOCH + seconds(now);
        let date = httpdate::fmt_http_date(now + seconds(away));
        prop_assert_eq!(retry_after(Some(&date), now), Some(seconds(away.min(60))));
    }

    #[test]
    fn our_own_delay_is_within_its_bounds(retry in any::<u32>(), random in 0.0..1.0) {
        let delay = jittered_backoff(retry, random);
        prop_assert!(delay <= longest(retry) && longest(retry) <= Duration::from_secs(10));
    }
}
