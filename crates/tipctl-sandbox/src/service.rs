//! What a service is to the rest of the sandbox: a name, a protocol, and operations that are typed on their way in and out.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::{Access, Call};
use crate::fault::Fault;
use crate::wire::{Body, Input, Output, Protocol, Reply, output_members};

type Answer = Box<dyn Fn(&mut Call<'_>, &Input) -> Result<Output, Fault> + Send + Sync>;

/// One AWS service.
pub(crate) struct Service {
    /// As the sandbox names it: `iam`, `ssoadmin`, `s3control`.
    pub(crate) name: &'static str,
    /// As Signature Version 4 names it: `iam`, `sso`, `s3`.
    pub(crate) signs_as: &'static str,
    pub(crate) protocol: Protocol,
    /// The code with which it refuses a call above its rate.
    pub(crate) throttling: &'static str,
    pub(crate) operations: BTreeMap<&'static str, Operation>,
}

/// One operation of a service.
pub(crate) struct Operation {
    pub(crate) access: Access,
    /// Method and path with `{Member}` and `{Member+}` labels, for the REST protocols; in S3's, what follows `?` has to be in
    /// the query. Without it, rest-json takes `POST /OPERATION`.
    pub(crate) route: Option<(&'static str, &'static str)>,
    pub(crate) answer: Answer,
}

impl Service {
    /// A service without operations, refusing calls above its rate as `ThrottlingException`.
    pub(crate) fn new(name: &'static str, signs_as: &'static str, protocol: Protocol) -> Self {
        Self { name, signs_as, protocol, throttling: "ThrottlingException", operations: BTreeMap::new() }
    }

    /// The same service with another code for calls above its rate.
    pub(crate) fn throttling(mut self, code: &'static str) -> Self {
        self.throttling = code;
        self
    }

    /// Adds an operation that only reads.
    pub(crate) fn read<I: DeserializeOwned + 'static, O: Serialize + 'static>(
        self,
        name: &'static str,
        handler: fn(&mut Call<'_>, I) -> Result<O, Fault>,
    ) -> Self {
        self.with(Access::Read, None, name, handler)
    }

    /// Adds an operation that may write.
    pub(crate) fn write<I: DeserializeOwned + 'static, O: Serialize + 'static>(
        self,
        name: &'static str,
        handler: fn(&mut Call<'_>, I) -> Result<O, Fault>,
    ) -> Self {
        self.with(Access::Write, None, name, handler)
    }

    /// Adds an operation that only reads and is found by method and path.
    pub(crate) fn read_at<I: DeserializeOwned + 'static, O: Serialize + 'static>(
        self,
        route: (&'static str, &'static str),
        name: &'static str,
        handler: fn(&mut Call<'_>, I) -> Result<O, Fault>,
    ) -> Self {
        self.with(Access::Read, Some(route), name, handler)
    }

    /// Adds an operation that may write and is found by method and path.
    pub(crate) fn write_at<I: DeserializeOwned + 'static, O: Serialize + 'static>(
        self,
        route: (&'static str, &'static str),
        name: &'static str,
        handler: fn(&mut Call<'_>, I) -> Result<O, Fault>,
    ) -> Self {
        self.with(Access::Write, Some(route), name, handler)
    }

    /// Adds an operation that only reads, makes sense of the body itself and answers as it likes.
    pub(crate) fn read_raw_at<I: DeserializeOwned + 'static>(
        self,
        route: (&'static str, &'static str),
        name: &'static str,
        handler: fn(&mut Call<'_>, I, &Body) -> Result<Reply, Fault>,
    ) -> Self {
        self.with_raw(Access::Read, route, name, handler)
    }

    /// Adds an operation that may write, makes sense of the body itself and answers as it likes.
    pub(crate) fn write_raw_at<I: DeserializeOwned + 'static>(
        self,
        route: (&'static str, &'static str),
        name: &'static str,
        handler: fn(&mut Call<'_>, I, &Body) -> Result<Reply, Fault>,
    ) -> Self {
        self.with_raw(Access::Write, route, name, handler)
    }

    fn with_raw<I: DeserializeOwned + 'static>(
        mut self,
        access: Access,
        route: (&'static str, &'static str),
        name: &'static str,
        handler: fn(&mut Call<'_>, I, &Body) -> Result<Reply, Fault>,
    ) -> Self {
        let protocol = self.protocol;
        let answer: Answer = Box::new(move |call, input| {
            let Input::Raw { body, .. } = input else {
                return Err(Fault::internal("the protocol of the service has no raw bodies"));
            };
            handler(call, input.read(protocol)?, body).map(Output::Whole)
        });
        self.operations.insert(name, Operation { access, route: Some(route), answer });
        self
    }

    fn with<I: DeserializeOwned + 'static, O: Serialize + 'static>(
        mut self,
        access: Access,
        route: Option<(&'static str, &'static str)>,
        name: &'static str,
        handler: fn(&mut Call<'_>, I) -> Result<O, Fault>,
    ) -> Self {
        let protocol = self.protocol;
        let answer: Answer = Box::new(move |call, input| {
            let output = handler(call, input.read(protocol)?)?;
            output_members(&output).map(Output::Members)
        });
        self.operations.insert(name, Operation { access, route, answer });
        self
    }
}
