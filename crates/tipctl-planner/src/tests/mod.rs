//! Plans of the invented world: tables of decisions and orders, and what holds for every plan.

mod decisions;
mod drawn;
mod findings;
mod memory;
mod orders;
mod properties;
mod saved;
mod world;
