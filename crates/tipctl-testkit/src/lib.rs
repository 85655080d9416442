//! What the tests of several crates share: fake provider, fixture walker, virtual clock.
