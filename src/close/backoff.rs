//! How long to wait before another attempt.

use std::time::{Duration, SystemTime};

/// The longest that our own first delay can be; each further one can be twice as long.
const FIRST: Duration = Duration::from_millis(200);
/// The longest that any delay of our own can be.
const LONGEST: Duration = Duration::from_secs(10);
/// The longest delay that a server may ask for.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60);

/// How long the header `Retry-After` asks to wait, capped: seconds, or a date (RFC 9110, section 10.2.3). Garbage and what
/// has passed is ignored.
pub fn retry_after(header: Option<&str>, now: SystemTime) -> Option<Duration> {
    let text = header?.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let delay = if is_number {
        Duration::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        httpdate::parse_http_date(text).ok()?.duration_since(now).ok()?
    };
    Some(delay.min(LONGEST_RETRY_AFTER))
}

/// Our own delay before a retry, counted from 1: exponential, with full jitter.
///
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
pub fn jittered_backoff(retry: u32, random: f64) -> Duration {
    longest(retry).mul_f64(random)
}

/// The longest that the delay before a retry, or a poll, can be.
pub fn longest(retry: u32) -> Duration {
    let doublings = retry.saturating_sub(1);
    FIRST.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_may_ask_for_seconds_or_a_date_but_not_for_more_than_a_minute() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        let table = [
            ("0", Some(0)),
            ("7", Some(7)),
            (" 7 ", Some(7)),
            ("86400", Some(60)),
            ("99999999999999999999999", Some(60)),
            ("Sun, 06 Nov 1994 08:49:40 GMT", Some(3)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("Mon, 07 Nov 1994 08:49:37 GMT", Some(60)),
            ("Sun, 06 Nov 1994 08:49:36 GMT", None),
            ("tomorrow", None),
            ("-7", None),
            ("7.5", None),
            ("", None),
        ];
        for (header, seconds) in table {
            let delay = seconds.map(Duration::from_secs);
            assert_eq!(retry_after(Some(header), now), delay, "{header:?}");
        }
        assert_eq!(retry_after(None, now), None);
    }

    #[test]
    fn our_own_delays_double_up_to_ten_seconds() {
        let milliseconds: Vec<u128> = (1..=8).map(|retry| longest(retry).as_millis()).collect();
        assert_eq!(milliseconds, [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
        assert_eq!(longest(u32::MAX), LONGEST);
        assert_eq!(jittered_backoff(3, 0.0), Duration::ZERO);
        assert_eq!(jittered_backoff(3, 0.5), Duration::from_millis(400));
    }
}
