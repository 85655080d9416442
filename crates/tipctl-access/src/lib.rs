//! Who can do what, through which links, and which link is missing.
