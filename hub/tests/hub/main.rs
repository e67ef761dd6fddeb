//! A hub over real HTTP, and people who deal with it.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::type_complexity,
    clippy::unwrap_used,
    reason = "in a test, what fails has failed"
)]

mod copies;
mod crowd;
mod duty;
mod enrolment;
mod harness;
mod held;
mod intake;
mod limits;
mod openapi;
mod outreach;
mod place;
mod reading;
mod running;
mod timers;
