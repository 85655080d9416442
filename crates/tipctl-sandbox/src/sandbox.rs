//! The sandbox: one request in, one answer out, under one lock. Both doors lead here.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode};

use crate::account::{Account, Caller};
use crate::authorization::Authorization;
use crate::call::{Access, Call, CallOutcome, CallRecord, Quirks};
use crate::chain::{Broken, Failure, Link};
use crate::clock::Clock;
use crate::directory_owner;
use crate::disturbance::Disturbance;
use crate::fault::Fault;
use crate::history::History;
use crate::ids::{Ids, request_id};
use crate::knobs::{Knobs, Moment};
use crate::portal::{self, QueryAsk, Rows, TokenAsk};
use crate::route::{Route, protocol_of, route};
use crate::scope::Scope;
use crate::service::Service;
use crate::services;
use crate::services::identitystore::scim;
use crate::services::sts::session::{Credentials, Session};
use crate::store::{self, StateError};
use crate::wire::{Output, Protocol, Reply};

/// When the state file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Save {
    /// After each call that changed something, before it is answered.
    AfterEachWrite,
    /// Only by [`Sandbox::save`].
    WhenAsked,
}

/// AWS's side of the wire for one account.
pub struct Sandbox {
    services: Vec<Service>,
    authorization: Authorization,
    knobs: Knobs,
    clock: Arc<dyn Clock>,
    file: Option<(PathBuf, Save)>,
    running: Mutex<Running>,
}

/// What changes while the sandbox runs.
struct Running {
    history: History,
    disturbance: Disturbance,
    calls: Vec<CallRecord>,
    failures: Vec<Failure>,
    requests: u64,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox")
            .field("knobs", &self.knobs)
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl Sandbox {
    /// A sandbox that holds `account` and keeps it in memory. Its ids follow the seed among the knobs.
    #[must_use]
    pub fn new(account: Account, knobs: Knobs, clock: Arc<dyn Clock>) -> Self {
        let account = begin(account, &knobs);
        Self::start(account, knobs, clock, None)
    }

    /// A sandbox that holds the account of the state file at `path`, or a fresh one if there is no such file. Whatever
    /// the file holds has got around: lag begins with the writes of this sandbox.
    ///
    /// # Errors
    /// The file exists but cannot be read as a state file of this version.
    pub fn open(
        path: impl Into<PathBuf>,
        save: Save,
        knobs: Knobs,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StateError> {
        let path = path.into();
        let account = match store::read(&path)? {
            Some(account) => account,
            None => begin(Account::fresh(), &knobs),
        };
        Ok(Self::start(account, knobs, clock, Some((path, save))))
    }

    fn start(account: Account, knobs: Knobs, clock: Arc<dyn Clock>, file: Option<(PathBuf, Save)>) -> Self {
        let running = Running {
            history: History::new(account, knobs.lag_ms),
            disturbance: Disturbance::default(),
            calls: Vec::new(),
            failures: Vec::new(),
            requests: 0,
        };
        // Tables that cannot be read close every operation that they would open.
        let authorization = Authorization::read().unwrap_or_default();
        Self { services: services::all(), authorization, knobs, clock, file, running: Mutex::new(running) }
    }

    /// Writes the state file, if the sandbox was opened from one.
    ///
    /// # Errors
    /// The file cannot be written; the one that stands there is untouched.
    pub fn save(&self) -> Result<(), StateError> {
        self.file.as_ref().map_or(Ok(()), |(path, _)| store::write(path, self.running().history.present()))
    }

    /// Every call that was asked so far, in order.
    #[must_use]
    pub fn calls(&self) -> Vec<CallRecord> {
        self.running().calls.clone()
    }

    /// Every query, and every entry to a studio, that this sandbox refused, in order, with the link that was broken.
    #[must_use]
    pub fn failures(&self) -> Vec<Failure> {
        self.running().failures.clone()
    }

    /// The account as it is, in the form of the state file.
    #[must_use]
    pub fn snapshot(&self) -> serde_json::Value {
        serde_json::to_value(self.running().history.present().as_ref()).unwrap_or_default()
    }

    /// The knobs as they were set.
    #[must_use]
    pub fn knobs(&self) -> &Knobs {
        &self.knobs
    }

    /// Signs a user in at the portal and enters a studio of the home region. User and studio go by id or name.
    ///
    /// # Errors
    /// What refused, and what the user is told; also if the state file cannot be written.
    pub fn enter_studio(&self, user: &str, studio: &str) -> Result<Credentials, Failure> {
        self.at_portal(|call| {
            let seen = Arc::clone(&call.seen);
            let session = portal::enter(&seen, call.region, (user, studio), call.now_ms)?;
            if let Some(identity) = &session.identity {
                portal::record_sign_in(call, &identity.user_id);
            }
            let Account { ids, services, .. } = Arc::make_mut(&mut call.account);
            Ok(services.sts.begin(ids, session))
        })
    }

    /// A token for a user of the directory, signed in the name of whichever issuer is asked for.
    ///
    /// # Errors
    /// There is no such user; also if the state file cannot be written.
    pub fn issue_token(&self, ask: &TokenAsk<'_>) -> Result<String, Failure> {
        self.at_portal(|call| {
            let seen = Arc::clone(&call.seen);
            let now_ms = call.now_ms;
            portal::issue((&seen.id, &seen.services), call.ids(), ask, now_ms)
        })
    }

    /// Lets a user enter a studio of the home region, run a statement and fetch its results, at one moment and without a
    /// trace: nothing is written, recorded or counted.
    ///
    /// # Errors
    /// What refused, and what the user is told.
    pub fn run_query(&self, ask: &QueryAsk<'_>) -> Result<Rows, Failure> {
        let now_ms = self.clock.now_ms();
        let seen = self.running().history.seen(now_ms);
        portal::run(&seen, &seen.home_region, ask, now_ms)
    }

    /// Does something at the portal, and keeps what it changed if it was not refused.
    fn at_portal<T>(&self, act: impl FnOnce(&mut Call<'_>) -> Result<T, Broken>) -> Result<T, Failure> {
        let mut running = self.running();
        let unsaved = |error: StateError| Broken::new(Link::Sandbox, error.to_string());
        self.act(&mut running, act, unsaved).map_err(|Broken { link, text }| {
            let failure = Failure { link, text, user_id: String::new(), query_execution_id: None };
            running.failures.push(failure.clone());
            failure
        })
    }

    /// Lets an identity provider push, and keeps what it changed if it was not refused. No knob is in its way.
    pub(crate) fn push<T>(
        &self,
        push: impl FnOnce(&mut Call<'_>) -> Result<T, scim::Refused>,
    ) -> Result<T, scim::Refused> {
        self.act(&mut self.running(), push, |error| scim::Refused::Unsaved(error.to_string()))
    }

    /// Does something that is no call of an operator.
    fn act<T, E>(
        &self,
        running: &mut Running,
        act: impl FnOnce(&mut Call<'_>) -> Result<T, E>,
        unsaved: impl FnOnce(StateError) -> E,
    ) -> Result<T, E> {
        let now_ms = self.clock.now_ms();
        let before = Arc::clone(running.history.present());
        let mut call = Call {
            account: Arc::clone(&before),
            seen: running.history.seen(now_ms),
            region: &before.home_region,
            caller: &before.operator,
            now_ms,
            page_size: None,
            empty_pages: false,
            quirks: Quirks::default(),
            failures: Vec::new(),
        };
        let done = act(&mut call)?;
        if !Arc::ptr_eq(&call.account, &before) {
            if let Some((path, Save::AfterEachWrite)) = &self.file {
                store::write(path, &call.account).map_err(unsaved)?;
            }
            running.history.push(call.account, now_ms);
        }
        Ok(done)
    }

    /// Answers one signed HTTP request as AWS would, one of an identity provider, or one to the portal.
    pub fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        if request.uri().path().starts_with(portal::PREFIX) {
            return portal::answer(self, request);
        }
        if scim::is_asked(request.uri().path()) {
            return scim::answer(self, request);
        }
        let mut running = self.running();
        running.requests += 1;
        let request_id = request_id(self.knobs.seed, running.requests);
        let unsigned = Scope::of_web_identity(request, &running.history.present().home_region);
        let scope = match unsigned.map_or_else(|| Scope::of(request.headers()), Ok) {
            Ok(scope) => scope,
            Err(fault) => return refuse(request, protocol_of(&self.services, request), &request_id, &fault),
        };
        let route = match route(&self.services, request, &scope) {
            Ok(route) => route,
            Err(astray) => return refuse(request, astray.protocol, &request_id, &astray.fault),
        };
        let answered = self.carry_out(&mut running, &route, &scope);
        let outcome = match &answered {
            Ok(_) => CallOutcome::Answered,
            Err(fault) => CallOutcome::Refused(fault.code.clone()),
        };
        running.calls.push(CallRecord {
            service: route.service.name.to_owned(),
            operation: route.operation.to_owned(),
            access: route.implementation.access,
            outcome,
        });
        let protocol = route.service.protocol;
        match answered {
            Ok(Output::Members(members)) => {
                let body = protocol.answer_body(route.operation, &request_id, &members);
                let content_type = protocol.content_type();
                respond(&request_id, Reply { body: Bytes::from(body), content_type, ..Reply::empty(200) })
            }
            Ok(Output::Whole(reply)) => respond(&request_id, reply),
            Err(fault) => refuse(request, protocol, &request_id, &fault),
        }
    }

    /// Lets the knobs interfere, checks the caller's right to write, and answers. Changes are kept if the operation succeeds.
    fn carry_out(&self, running: &mut Running, route: &Route<'_>, scope: &Scope) -> Result<Output, Fault> {
        let Route { service, operation, implementation, input } = route;
        let now_ms = self.clock.now_ms();
        running.disturbance.admit(&self.knobs, service, now_ms)?;
        let struck = running.disturbance.strike(&self.knobs, service, operation);
        if let Some((Moment::Before, fault)) = struck {
            return Err(fault);
        }
        let before = Arc::clone(running.history.present());
        let mut caller = before.caller(scope, now_ms).map_err(|error| error.fault(service.protocol))?;
        let directory = before.services.iam.directory_role_arn();
        let is_directory = |session: &Session| directory == Some(session.role_arn.as_str());
        let policy = if caller.arn == before.operator.arn {
            &self.knobs.policy
        } else if caller.session.as_ref().is_some_and(is_directory) {
            &self.knobs.directory_policy
        } else {
            &None
        };
        if let Some(policy) = policy {
            caller.to_mut().policy = Some(policy.clone());
        }
        if implementation.access == Access::Write {
            self.allow_write(service, operation, &caller)?;
        }
        let mut call = Call {
            account: Arc::clone(&before),
            seen: running.history.seen(now_ms),
            region: &scope.region,
            caller: &caller,
            now_ms,
            page_size: self.knobs.page_size,
            empty_pages: self.knobs.empty_pages,
            quirks: self.knobs.quirks,
            failures: Vec::new(),
        };
        directory_owner::check(&call, (service, operation, implementation.access), &input.members())?;
        if caller.has_policies() {
            let rights = caller.rights(call.seen());
            self.authorization.check(&call, (service, operation), &rights, &input.members())?;
        }
        let output = (implementation.answer)(&mut call, input);
        running.failures.append(&mut call.failures);
        let output = output?;
        if !Arc::ptr_eq(&call.account, &before) {
            if let Some((path, Save::AfterEachWrite)) = &self.file {
                store::write(path, &call.account).map_err(|error| Fault::internal(error.to_string()))?;
            }
            running.history.push(call.account, now_ms);
        }
        match struck {
            Some((_, fault)) => Err(fault),
            None => Ok(output),
        }
    }

    fn allow_write(&self, service: &Service, operation: &str, caller: &Caller) -> Result<(), Fault> {
        if self.knobs.read_only {
            return Err(Fault::new(
                "SandboxReadOnly",
                403,
                format!("the sandbox is read-only: {operation} is refused"),
            ));
        }
        if caller.access == Access::Read {
            let action = format!("{}:{operation}", service.signs_as);
            let text = format!(
                "User: {} is not authorized to perform: {action} because no identity-based policy allows the {action} action",
                caller.arn
            );
            return Err(Fault::new(service.protocol.access_denied(), 403, text));
        }
        Ok(())
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        // An operation that panicked has kept none of its changes, so what the lock guards is whole.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The account as it is when the sandbox begins.
fn begin(account: Account, knobs: &Knobs) -> Account {
    let account = Account { ids: Ids::seeded(knobs.seed), ..account };
    match &knobs.identity_center {
        Some((owner, region)) => account.with_identity_center(owner, region),
        None => account,
    }
}

/// A refusal in the words of the protocol. Nothing follows the head of an answer to `HEAD`.
fn refuse(request: &Request<Bytes>, protocol: Protocol, request_id: &str, fault: &Fault) -> Response<Bytes> {
    let body = match *request.method() {
        Method::HEAD => Bytes::new(),
        _ => Bytes::from(protocol.fault_body(request_id, fault)),
    };
    let content_type = protocol.content_type();
    let mut reply = Reply { status: fault.status, content_type, body, ..Reply::empty(fault.status) }
        .with("x-amzn-errortype", &fault.code);
    // AWS: S3 says in a header where a bucket is (S3 API reference, HeadBucket).
    if let (Protocol::S3, Some(region)) =
        (protocol, fault.members.get("Region").and_then(|value| value.as_str()))
    {
        reply = reply.with("x-amz-bucket-region", region);
    }
    respond(request_id, reply)
}

fn respond(request_id: &str, reply: Reply) -> Response<Bytes> {
    let mut response = Response::new(reply.body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let usual = [("content-type", reply.content_type), ("x-amzn-requestid", request_id.to_owned())];
    for (name, value) in usual.into_iter().chain(reply.headers) {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
