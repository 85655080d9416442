//! Reads a TOML spec into desired resources, with the place of every mistake.
