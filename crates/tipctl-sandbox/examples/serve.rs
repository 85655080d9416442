//! The TCP door on a port of one's own: `cargo run -p tipctl-sandbox --example serve -- PORT [KNOBS]`.

use std::error::Error;
use std::sync::Arc;

use tipctl_sandbox::{Account, Knobs, Sandbox, SystemClock, serve};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().ok_or("the first argument is the port")?.parse()?;
    let knobs: Knobs = arguments.next().unwrap_or_default().parse()?;
    let sandbox = Arc::new(Sandbox::new(Account::fresh(), knobs, Arc::new(SystemClock)));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let interrupt = async {
        // Where no signal handler can be had there is nothing to wait for, and the server stops at once.
        let _ = tokio::signal::ctrl_c().await;
    };
    serve(sandbox, listener, interrupt).await?;
    Ok(())
}
