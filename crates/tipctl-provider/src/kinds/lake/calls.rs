//! No calls: the section has no object of its own.

use tipctl_model::{Asked, AttrChange, Attrs, BoxFuture, Fault, Live, NonEmpty, Observation};

use super::Lake;
use crate::{
    aws::Aws,
    calls::{Calls, Swept},
    fault::impossible,
};

impl Calls for Lake {
    fn sweep<'a>(
        &'a self,
        _: &'a Aws,
        _: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async { Ok(Swept::default()) })
    }

    fn create<'a>(&'a self, _: &'a Aws, _: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async { Err(nothing()) })
    }

    fn update<'a>(
        &'a self,
        _: &'a Aws,
        _: &'a Live,
        _: &'a Attrs,
        _: &'a NonEmpty<AttrChange>,
    ) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async { Err(nothing()) })
    }

    fn delete<'a>(&'a self, _: &'a Aws, _: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async { Err(nothing()) })
    }
}

fn nothing() -> Fault {
    impossible("lakeformation", "the section `lake` is nothing of its own; what follows from it is written")
}
