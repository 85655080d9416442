//! Faults of AWS in the reader's terms: the line of the spec that they concern, and what to do.

use std::{fmt, sync::Arc};

use miette::{Diagnostic, LabeledSpan, Report, Severity};
use tipctl_model::{Address, Fault, FaultClass, Note, Origin};
use tipctl_planner::{Missing, Recognised};
use tipctl_spec::{Source, Sources};

/// A fault, with the place in the spec where there is one.
#[derive(Debug, thiserror::Error)]
#[error("{fault}")]
pub(crate) struct FaultReport {
    fault: Fault,
    help: String,
    place: Option<(Arc<Source>, LabeledSpan)>,
}

impl FaultReport {
    /// A fault that concerns no line of the spec.
    pub(crate) fn new(fault: Fault, caller: &str) -> Self {
        let help = help(&fault, caller);
        Self { fault, help, place: None }
    }

    /// A fault that concerns what was written at `origin`.
    #[must_use]
    pub(crate) fn at(mut self, sources: &Sources, origin: Origin, label: String) -> Self {
        self.place = sources
            .named(origin.file)
            .map(|source| (source, LabeledSpan::new(Some(label), origin.span.start, origin.span.len)));
        self
    }

    /// The report of each fault.
    pub(crate) fn all(faults: Vec<Fault>, caller: &str) -> Vec<Report> {
        faults.into_iter().map(|fault| Report::new(Self::new(fault, caller))).collect()
    }
}

impl Diagnostic for FaultReport {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(code(self.fault.class)))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.place.as_ref().map(|(source, _)| source.as_ref() as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (_, label) = self.place.as_ref()?;
        Some(Box::new(std::iter::once(label.clone())))
    }
}

/// A note about what was read of the account.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
pub(crate) struct NoteReport(Note);

impl NoteReport {
    pub(crate) fn new(note: &Note) -> Self {
        Self(note.clone())
    }
}

impl Diagnostic for NoteReport {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.0.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(Severity::Warning)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}

fn code(class: FaultClass) -> &'static str {
    match class {
        FaultClass::Absent => "aws::absent",
        FaultClass::Taken => "aws::taken",
        FaultClass::Lagging => "aws::lagging",
        FaultClass::Busy => "aws::busy",
        FaultClass::Throttled => "aws::throttled",
        FaultClass::Denied => "aws::denied",
        FaultClass::Unauthenticated => "aws::unauthenticated",
        FaultClass::Unreachable => "aws::unreachable",
        FaultClass::Invalid => "aws::invalid",
        FaultClass::Unimplemented => "aws::unimplemented",
        FaultClass::Unknown => "aws::unknown",
    }
}

fn help(fault: &Fault, caller: &str) -> String {
    let Fault { class, service, operation, .. } = fault;
    match class {
        FaultClass::Absent => "something that this needs was deleted meanwhile; plan again".to_owned(),
        FaultClass::Taken => {
            "it was made meanwhile by someone else; plan again, and it will be adopted".to_owned()
        }
        FaultClass::Lagging => {
            "AWS has not caught up with a change; apply again in a minute. If it stays so: a role's \
             trust policy may not allow the service, or something outside of the stack may still use the object"
                .to_owned()
        }
        FaultClass::Busy => {
            "something else is changing the same object; apply again when it is done".to_owned()
        }
        FaultClass::Throttled => {
            format!("{service} takes no more requests for now; try again in a few minutes")
        }
        FaultClass::Denied => {
            format!(
                "`{caller}` needs the permission for {operation} of {service}, or to be an administrator there"
            )
        }
        FaultClass::Unauthenticated => {
            "sign in (`aws sso login`), or name other credentials with `--profile` or AWS_PROFILE".to_owned()
        }
        FaultClass::Unreachable => {
            "check the network, the proxy and AWS_ENDPOINT_URL, and run it again".to_owned()
        }
        FaultClass::Invalid => "change the spec as AWS says, and plan again".to_owned(),
        FaultClass::Unimplemented => {
            format!("the endpoint does not know {operation} of {service}; is AWS_ENDPOINT_URL right?")
        }
        FaultClass::Unknown if fault.code.is_none() && fault.request_id.is_none() => {
            "see to what the message names, and apply again".to_owned()
        }
        FaultClass::Unknown => "try again; if it stays so, give AWS the request id".to_owned(),
    }
}

/// A resource that is only looked up and is not there.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct MissingReport {
    message: String,
    help: String,
    place: Option<(Arc<Source>, LabeledSpan)>,
}

impl MissingReport {
    /// The report of one resource.
    pub(crate) fn new(missing: &Missing, sources: &Sources) -> Self {
        let (message, help) = missing_words(missing);
        let label = if missing.recognised.is_some() { "what it was before" } else { "asked for here" };
        let Origin { file, span } = missing.origin;
        let label = LabeledSpan::new(Some(label.to_owned()), span.start, span.len);
        Self { message, help, place: sources.named(file).map(|source| (source, label)) }
    }
}

/// What is to be said of a resource that is only looked up and is not there, and what to do about it.
pub(crate) fn missing_words(missing: &Missing) -> (String, String) {
    let Missing { address, attrs, near, recognised, origin: _ } = missing;
    let looked_for: Vec<(&str, &str)> =
        attrs.iter().filter_map(|(attr, value)| Some((*attr, value.as_text()?))).collect();
    if let Some(recognised) = recognised {
        return recognised_words(address, &looked_for, recognised);
    }
    let by: Vec<String> = looked_for.iter().map(|(attr, text)| format!("{attr} `{text}`")).collect();
    let by = if by.is_empty() { String::new() } else { format!(" with {}", by.join(", ")) };
    let near: Vec<String> = near.iter().map(|near| format!("`{near}`")).collect();
    let help = if looked_for.is_empty() {
        "it has to be there before; if it is in another region, correct `region` in `[stack]`".to_owned()
    } else if near.is_empty() {
        "push it from the identity provider, or correct the name".to_owned()
    } else {
        format!("did you mean {}? otherwise push it from the identity provider", near.join(" or "))
    };
    (format!("there is no {}{by}", address.kind), help)
}

/// The same of one that is known again.
fn recognised_words(
    address: &Address,
    looked_for: &[(&str, &str)],
    Recognised { by, today, meant_by }: &Recognised,
) -> (String, String) {
    let kind = address.kind;
    let was = |attr: &str| {
        looked_for.iter().find(|(name, _)| *name == attr).map(|(_, text)| *text).unwrap_or_default()
    };
    let known: Vec<String> = by.parts.iter().map(|(attr, text)| format!("{attr} `{text}`")).collect();
    let known = known.join(", ");
    let changed: Vec<String> = today
        .iter()
        .map(|(attr, is)| match *attr {
            "name" => {
                format!("{kind} `{}` ({known}) is now called `{is}` in the identity provider", was("name"))
            }
            "id" => {
                format!("{kind} `{}` was deleted and pushed anew: {known} has the id `{is}` today", was("id"))
            }
            attr => format!("{kind} with {attr} `{}` ({known}) now has {attr} `{is}`", was(attr)),
        })
        .collect();
    let lines: Vec<String> = today.iter().map(|(attr, is)| format!("{attr} = {is:?}")).collect();
    let help = match meant_by {
        Some(other) => format!("`{other}` means it already: refer to that, and remove `{address}`"),
        None if today.iter().any(|(attr, _)| *attr == "id") => {
            format!("look who is in it today, and write the new id in `{address}`:\n{}", lines.join("\n"))
        }
        None => format!(
            "write the new {} in `{address}`; what was granted to it stays:\n{}",
            today.iter().map(|(attr, _)| *attr).collect::<Vec<_>>().join(" and "),
            lines.join("\n")
        ),
    };
    (changed.join("; "), help)
}

impl Diagnostic for MissingReport {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new("plan::missing"))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.place.as_ref().map(|(source, _)| source.as_ref() as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (_, label) = self.place.as_ref()?;
        Some(Box::new(std::iter::once(label.clone())))
    }
}
