//! Turns plans, events and outcomes into text. Never prints.
