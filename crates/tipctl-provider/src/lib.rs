//! The kinds of resources and their calls through the official AWS SDKs.
