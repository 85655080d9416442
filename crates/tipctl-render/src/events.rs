//! One plain line for each event of an apply, for logs.

use std::fmt;

use tipctl_model::{ApplyEvent, Fault};

use crate::{
    Palette, Sigil,
    duration::duration,
    quote::message,
    reason::{participle, past},
};

/// Writes `event` as one line.
///
/// # Errors
/// Those of `out`.
pub fn write_event(event: &ApplyEvent, palette: Palette, out: &mut dyn fmt::Write) -> fmt::Result {
    let (at_ms, sigil, text) = told(event);
    let at = at_ms.map(duration).unwrap_or_default();
    writeln!(out, "{at:>7} {} {}", palette.sigil(sigil), message(&text))
}

fn told(event: &ApplyEvent) -> (Option<u64>, Sigil, String) {
    match event {
        ApplyEvent::Started { step: _, address, verb, at_ms } => {
            (Some(*at_ms), Sigil::Started, format!("{address}: {}", participle(*verb)))
        }
        ApplyEvent::Waiting { step: _, address, fault, wait_ms, at_ms } => {
            let text = format!("{address}: sent again in {}: {}", duration(*wait_ms), refusal(fault));
            (Some(*at_ms), Sigil::Waiting, text)
        }
        ApplyEvent::Finished { step: _, address, verb, at_ms, took_ms } => {
            let text = format!("{address}: {} in {}", past(*verb), duration(*took_ms));
            (Some(*at_ms), Sigil::Done, text)
        }
        ApplyEvent::Failed { step: _, address, verb, fault, at_ms } => {
            let text = format!("{address}: not {}: {}", past(*verb), refusal(fault));
            (Some(*at_ms), Sigil::Failed, text)
        }
        ApplyEvent::Skipped { step: _, address, verb, because } => {
            (None, Sigil::Unsent, format!("{address}: not {}, because {because} failed", past(*verb)))
        }
        ApplyEvent::Draining { at_ms } => {
            let text = "stopping: nothing new is sent, what is under way ends".to_owned();
            (Some(*at_ms), Sigil::Waiting, text)
        }
    }
}

/// `fault` on one line, with all that a support case asks for.
pub(crate) fn refusal(fault: &Fault) -> String {
    let Fault { class: _, service, operation, code, message, request_id, attr } = fault;
    let code = code.as_ref().map(|code| format!("{code}: ")).unwrap_or_default();
    let attr = attr.map(|attr| format!(" (attribute `{attr}`)")).unwrap_or_default();
    let request = request_id.as_ref().map(|id| format!(" (request {id})")).unwrap_or_default();
    format!("{service} {operation}: {code}{message}{attr}{request}")
}
