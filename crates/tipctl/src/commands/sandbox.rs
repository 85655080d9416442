//! `tipctl sandbox`: the stand-in for an AWS account, over TCP, and its end.

use std::{fs, io, sync::Arc};

use tipctl_sandbox::TokenAsk;
use tokio::net::TcpListener;

use crate::{
    cli::{self, Sandbox},
    door,
    exit::Exit,
    failure::{Failure, Mishap, Refusal},
    lock::Lock,
    run::Run,
};

/// Serves the sandbox, or forgets it.
pub(crate) async fn run(run: &Run, command: Sandbox) -> Result<Exit, Failure> {
    match command {
        Sandbox::Serve(args) => serve(run, &args).await,
        Sandbox::Reset => reset(run),
        Sandbox::Enter { user, studio } => enter(run, &user, &studio),
        Sandbox::Token { user, issuer, audience, lifetime } => {
            token(run, &TokenAsk { issuer: &issuer, user: &user, audience: &audience, lifetime })
        }
    }
}

async fn serve(run: &Run, args: &cli::Serve) -> Result<Exit, Failure> {
    let _lock = Lock::sandbox(run)?;
    let process = |what| move |why| Mishap::Process { what, why };
    let sandbox = Arc::new(door::open(&run.files.sandbox, &args.knobs)?);
    let listener = TcpListener::bind(("127.0.0.1", args.port))
        .await
        .map_err(process("the port cannot be listened on"))?;
    let address = listener.local_addr().map_err(process("the port cannot be told"))?;
    let state = run.files.sandbox.display();
    run.console.say(&format!(
        "The sandbox listens on http://{address}; its state is in {state}.\n\n\
         export AWS_ENDPOINT_URL=http://{address} AWS_REGION=ap-northeast-1\n\
         export AWS_ACCESS_KEY_ID=AKIASANDBOXOPERATOR AWS_SECRET_ACCESS_KEY=sandbox\n\n\
         Ctrl-C ends it.\n"
    ));
    let ended = async {
        // Without a way to hear the signal it serves until the process is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tipctl_sandbox::serve(sandbox, listener, ended).await.map_err(process("the sandbox stopped serving"))?;
    Ok(Exit::Done)
}

/// Prints a session of a user who entered a studio, as lines for a shell.
fn enter(run: &Run, user: &str, studio: &str) -> Result<Exit, Failure> {
    let _lock = Lock::sandbox(run)?;
    let sandbox = door::open(&run.files.sandbox, &run.environment.sandbox_knobs)?;
    let keys = sandbox.enter_studio(user, studio).map_err(refused)?;
    run.console.say(&format!(
        "export AWS_ACCESS_KEY_ID={}\nexport AWS_SECRET_ACCESS_KEY={}\nexport AWS_SESSION_TOKEN={}\n",
        keys.access_key_id, keys.secret_access_key, keys.session_token
    ));
    run.console.tell("The session is good for an hour. `tipctl sandbox serve` serves what it may do.\n");
    Ok(Exit::Done)
}

/// Prints a token.
fn token(run: &Run, ask: &TokenAsk<'_>) -> Result<Exit, Failure> {
    let _lock = Lock::sandbox(run)?;
    let sandbox = door::open(&run.files.sandbox, &run.environment.sandbox_knobs)?;
    let token = sandbox.issue_token(ask).map_err(refused)?;
    run.console.say(&format!("{token}\n"));
    Ok(Exit::Done)
}

/// What the sandbox told the user.
pub(super) fn refused(failure: tipctl_sandbox::Failure) -> Failure {
    Refusal::Entry { what: failure.text }.into()
}

fn reset(run: &Run) -> Result<Exit, Failure> {
    let _lock = Lock::sandbox(run)?;
    let files = match run.files.of_sandbox() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        files => files.map_err(|why| Mishap::file("read", &run.files.dir, why))?,
    };
    for file in &files {
        fs::remove_file(file).map_err(|why| Mishap::file("removed", file, why))?;
    }
    run.console.say(match files.len() {
        0 => "The sandbox was fresh already.\n",
        _ => "The sandbox is fresh again.\n",
    });
    Ok(Exit::Done)
}
