//! The program as its users meet it: each test runs it in a directory and an environment of its own.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod chain;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod external;
#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod policies;
#[cfg(test)]
mod verify;
