//! Carries out a plan, step by step, through a provider.
