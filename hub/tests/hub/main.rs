//! A hub over real HTTP, and people who deal with it.

mod copies;
mod enrolment;
mod harness;
mod intake;
mod limits;
mod openapi;
mod place;
mod reading;
mod running;
mod timers;
