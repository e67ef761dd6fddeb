//! What people deal with, each as a fold of events: `State` plus acts, pure, without I/O and without a clock.
//!
//! In: verified events, in the order that the hub gave them. Out: the state that a screen shows. A model says what is
//! possible; who may do it is for `policy` alone.

pub mod actor;
mod acts;
pub mod cap;
pub mod duty;
pub mod grant;
pub mod incident;
pub mod publication;
pub mod refusal;

pub(crate) use acts::acts;
