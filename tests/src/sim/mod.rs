//! The simulator: histories in which everything goes wrong that can, and checks of what must hold all the same.
//!
//! In: a seed. Out: nothing, or what does not hold. Three phones or more (the real library on real files) and a real hub (its own
//! service, in this process, on a real ledger) live through a hundred steps or so under clocks that are moved by hand; then everything
//! is well again, all of it is exchanged, and it is looked whether anything was lost, doubled, mixed up, kept from somebody or told to
//! somebody. A plan is drawn from its seed before it is played and depends on no identity, so a seed tells what happens, and a failure
//! shrinks by leaving steps out.
//!
//! - [`plan`]: what is to happen
//! - [`template`], [`ground`], [`people`]: how everything is before
//! - [`world`]: the hub and the phones, and what a step does to them; [`heal`](world::World::heal), [`checks`](world::World::check)
//! - [`acts`], [`deeds`]: what people do
//! - [`wire`], [`faults`]: the network, and what goes wrong
//! - [`probe`]: a look into a phone's file
//! - [`table`]: what met what
//! - [`history`], [`shrink`](mod@shrink): playing one or many; fewer steps
//! - [`bugs`]: bugs put in on purpose

pub mod acts;
pub mod bugs;
mod checks;
pub mod deeds;
pub mod faults;
pub mod ground;
mod heal;
pub mod history;
pub mod people;
pub mod plan;
pub mod probe;
pub mod shrink;
pub mod table;
pub mod template;
pub mod wire;
pub mod world;
