//! Lake Formation and the Glue data catalog: connection, settings, locations and grants.

pub(super) mod tip104;
pub(super) mod tip105;
pub(super) mod tip106;
pub(super) mod tip109;
pub(super) mod tip211;
pub(super) mod tip212;
pub(super) mod tip213;
pub(super) mod tip214;
pub(super) mod tip215;
pub(super) mod tip216;
pub(super) mod tip217;
pub(super) mod tip219;
pub(super) mod tip222;
