//! `tipctl sandbox`: the stand-in for an AWS account, over TCP, and its end.

use std::{fs, io, sync::Arc};

use tokio::net::TcpListener;

use crate::{
    cli::{self, Sandbox},
    door,
    exit::Exit,
    failure::{Failure, Mishap},
    lock::Lock,
    run::Run,
};

/// Serves the sandbox, or forgets it.
pub(crate) async fn run(run: &Run, command: Sandbox) -> Result<Exit, Failure> {
    match command {
        Sandbox::Serve(args) => serve(run, &args).await,
        Sandbox::Reset => reset(run),
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
