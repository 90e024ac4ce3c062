//! `serve`: listens until it is told to stop.

use crate::cli::Serve;
use crate::router::router;
use crate::state::AppState;
use anyhow::Context;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use vitrine_store::Store;

/// What requests under way get after the signal.
const GRACE: Duration = Duration::from_secs(10);
const SWEEP: Duration = Duration::from_secs(3600);

pub async fn run(args: Serve) -> anyhow::Result<()> {
    let local = args.bind.ip().is_loopback();
    anyhow::ensure!(
        local || args.public,
        "{} can be reached from other machines; say --public to allow it, with TLS in front",
        args.bind
    );
    let store = super::store(&args.database).await?;
    let secure = !local || args.behind_proxy;
    let pictures = super::pictures(&args.data)?;
    let models = args.data.data.join("models");
    let mut state = AppState::new(store, pictures, models, args.site, secure);
    state.behind_proxy = args.behind_proxy;
    let listener = TcpListener::bind(args.bind)
        .await
        .with_context(|| format!("cannot listen on {}", args.bind))?;
    println!("listening on http://{}", listener.local_addr()?);
    if !local && !args.behind_proxy {
        println!(
            "without --behind-proxy all who sign in share one limit of attempts behind a proxy"
        );
    }
    if !local {
        println!("reachable from other machines: sign-in cookies are for TLS alone");
    }
    let stopping = state.stopping.clone();
    tokio::spawn(sweep(state.store.clone(), stopping.clone()));
    tokio::spawn(stop_on_signal(stopping.clone())?);
    serve(listener, state, stopping).await
}

async fn serve(
    listener: TcpListener,
    state: AppState,
    stopping: CancellationToken,
) -> anyhow::Result<()> {
    let under_way = state.under_way.clone();
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let serving = async {
        let stopped = stopping.clone().cancelled_owned();
        let served = axum::serve(listener, service).with_graceful_shutdown(stopped);
        served.await?;
        // Those whose connection has gone.
        under_way.close();
        under_way.wait().await;
        std::io::Result::Ok(())
    };
    let out_of_patience = async {
        stopping.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        done = serving => done.context("serving stopped"),
        () = out_of_patience => {
            tracing::warn!("stopped with requests under way");
            Ok(())
        }
    }
}

fn stop_on_signal(stopping: CancellationToken) -> anyhow::Result<impl Future<Output = ()> + Send> {
    let (mut term, mut int) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
        tracing::info!("stopping");
        stopping.cancel();
    })
}

/// Sessions past their end leave the table, and drafts of what others have decided.
async fn sweep(store: Store, stopping: CancellationToken) {
    loop {
        if let Err(error) = store.session_delete_expired().await {
            tracing::warn!(%error, "expired sessions stay for now");
        }
        if let Err(error) = store.drafts_delete_settled().await {
            tracing::warn!(%error, "drafts of decided items stay for now");
        }
        tokio::select! {
            () = stopping.cancelled() => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
    }
}
