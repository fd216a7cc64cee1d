//! The limits, on a clock that the test moves.

use std::time::Duration;

use super::*;

fn limits(enabled: bool) -> (Limits, Clock) {
    let clock = Clock::default();
    let rates = RateLimits { enabled, sign_in_per_minute: 3, ..RateLimits::default() };
    (Limits::new(&rates, &clock), clock)
}

#[test]
fn what_is_above_the_limit_waits_and_is_then_let_in() {
    let (limits, clock) = limits(true);
    for _ in 0..3 {
        limits.check(LimitClass::SignIn, "192.0.2.1").unwrap();
    }
    let wait = limits.check(LimitClass::SignIn, "192.0.2.1").unwrap_err();
    assert!((1..=20).contains(&wait.seconds), "{wait}");
    clock.advance(Duration::from_secs(wait.seconds));
    limits.check(LimitClass::SignIn, "192.0.2.1").unwrap();
    limits.check(LimitClass::SignIn, "192.0.2.1").unwrap_err();
}

#[test]
fn another_key_and_another_class_have_their_own_count() {
    let (limits, _clock) = limits(true);
    for _ in 0..3 {
        limits.check(LimitClass::SignIn, "192.0.2.1").unwrap();
    }
    limits.check(LimitClass::SignIn, "192.0.2.2").unwrap();
    limits.check(LimitClass::Request, "192.0.2.1").unwrap();
}

#[test]
fn switched_off_nothing_waits() {
    let (limits, _clock) = limits(false);
    for _ in 0..1_000 {
        limits.check(LimitClass::SignIn, "192.0.2.1").unwrap();
    }
}

#[test]
fn idle_keys_do_not_pile_up() {
    let (limits, clock) = limits(true);
    for key in 0..10 {
        for _ in 0..CHECKS_PER_SWEEP {
            let _ = limits.check(LimitClass::Request, &format!("{key}-{}", chance_key()));
        }
        clock.advance(Duration::from_secs(61));
    }
    assert!(limits.request.len() <= 2 * CHECKS_PER_SWEEP as usize, "{} keys are held", limits.request.len());
    limits.forget_idle();
    assert_eq!(limits.request.len(), 0);
}

fn chance_key() -> u64 {
    u64::from_ne_bytes(crate::chance::bytes())
}
