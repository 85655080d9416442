//! Plans that are carried out against a scripted provider, in virtual time.

#[cfg(test)]
mod batches;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod filling;
#[cfg(test)]
mod lanes;
#[cfg(test)]
mod order;
#[cfg(test)]
mod partition;
#[cfg(test)]
mod stop;
#[cfg(test)]
mod world;
