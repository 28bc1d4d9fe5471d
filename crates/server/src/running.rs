//! Starting and stopping a server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use auth::{AttemptLimiter, Audiences, Authenticator, HttpFetch, KeyRing, OutsideIssuers, Tenant, Tenants};
use axum::Router;
use store::Store;
use surfaces::service::{Service, ServiceOptions};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::app::App;
use crate::clock::SharedClock;
use crate::config::{ServerConfig, StartError};
use crate::keys::{self, Door};
use crate::limits::KEY_REFRESH_SECONDS;
use crate::listen::{self, Listening};
use crate::metrics::Metrics;
use crate::throttle::Throttle;
use crate::tokens::{self, TokenOrder};
use crate::{faces, ids, issuer, pages, problems, tls};

/// How often a stop looks whether the last request has ended, in milliseconds.
const STOP_CHECK_MILLISECONDS: u64 = 10;

/// Starts servers.
pub struct Server;

impl Server {
    /// Listens and serves from now on; returns when requests are answered. Keys and home tenant are made on the first
    /// start on a database.
    pub async fn start(
        config: ServerConfig,
        store: Store,
        clock: SharedClock,
    ) -> Result<RunningServer, StartError> {
        raise_open_files();
        let acceptor = config.tls.as_ref().map(tls::acceptor).transpose()?;
        let listener = TcpListener::bind(config.listen)
            .await
            .map_err(|error| StartError::Listen { address: config.listen, error })?;
        let local_address =
            listener.local_addr().map_err(|error| StartError::Listen { address: config.listen, error })?;
        let preparing = {
            let (store, now) = (store.clone(), clock.now());
            tokio::spawn(async move {
                let ring = keys::load_or_create(&store, now).await?;
                Ok::<_, StartError>((ring, keys::home_tenant(&store).await?))
            })
        };
        let mailer = config.mailer.clone().map(|mailer| Arc::new(mailer) as Arc<dyn surfaces::mail::Mailer>);
        let options = ServiceOptions { strict: config.strict, mailer };
        let service = Arc::new(Service::new(store.clone(), ids::make_record_id(), options));
        let prepared = preparing.await.map_err(|error| StartError::Damaged(error.to_string()))?;
        let (ring, tenant_id) = prepared?;
        let door = Door::new(authenticator(&config, ring)?, store.clone());
        let app = Arc::new(app(config, store, clock, service, door, tenant_id, local_address));
        let (stop, stopping) = watch::channel(false);
        let router = Router::new()
            .merge(pages::routes())
            .merge(issuer::routes())
            .method_not_allowed_fallback(problems::method_not_allowed)
            .fallback(faces::serve)
            .with_state(app.clone());
        let listening = Listening { app: app.clone(), router, tls: acceptor, stopping };
        let refreshing = tokio::spawn(refresh_keys(app.clone()));
        let accepting = tokio::spawn(listen::accept(listener, Arc::new(listening)));
        Ok(RunningServer { app, local_address, tenant_id, stop, accepting, refreshing })
    }
}

fn authenticator(config: &ServerConfig, ring: KeyRing) -> Result<Authenticator<HttpFetch>, StartError> {
    let audiences = Audiences::standard().with(&config.audiences);
    let outside = if config.outside_issuers.is_empty() {
        None
    } else {
        Some(OutsideIssuers::new(config.outside_issuers.clone(), HttpFetch::new()?)?)
    };
    Ok(Authenticator::new(ring, audiences, outside))
}

fn app(
    config: ServerConfig,
    store: Store,
    clock: SharedClock,
    service: Arc<Service>,
    door: Door,
    tenant_id: Uuid,
    local_address: SocketAddr,
) -> App {
    let mut tenants = config.tenants;
    // The home tenant comes first and may have been given domain names.
    let home = tenants.iter().position(|tenant| tenant.id == tenant_id).map(|index| tenants.remove(index));
    tenants.insert(0, home.unwrap_or(Tenant { id: tenant_id, domains: Vec::new() }));
    App {
        service,
        store,
        door,
        tenants: Tenants(tenants),
        trusts_outside_issuers: !config.outside_issuers.is_empty(),
        attempts: AttemptLimiter::new(),
        throttle: config.limits.per_principal.map(Throttle::new),
        limits: config.limits,
        metrics: Metrics::default(),
        clock,
        trust_forwarded: config.trust_forwarded,
        scheme: if config.tls.is_some() { "https" } else { "http" },
        local_authority: local_address.to_string(),
    }
}

/// Notices keys that were retired or made elsewhere even when no token asks for them.
async fn refresh_keys(app: Arc<App>) {
    loop {
        tokio::time::sleep(Duration::from_secs(KEY_REFRESH_SECONDS)).await;
        if let Err(error) = app.door.reload().await {
            tracing::warn!(%error, "the signing keys could not be read again");
        }
    }
}

/// The soft limit on open files is often 1024; every connection is one.
fn raise_open_files() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::debug!(%error, "the number of open files stays as it is");
    }
}

/// A server that answers requests until it is stopped or dropped.
pub struct RunningServer {
    app: Arc<App>,
    local_address: SocketAddr,
    tenant_id: Uuid,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    refreshing: JoinHandle<()>,
}

impl RunningServer {
    /// Where it listens; with port 0 in the configuration, the port found.
    pub fn local_address(&self) -> SocketAddr {
        self.local_address
    }

    /// `http://ADDRESS` or `https://ADDRESS`.
    pub fn url(&self) -> String {
        format!("{}://{}", self.app.scheme, self.local_address)
    }

    /// The home tenant.
    pub fn tenant_id(&self) -> Uuid {
        self.tenant_id
    }

    /// Makes a token with the keys in use.
    pub fn token(&self, order: &TokenOrder) -> Result<String, StartError> {
        let tenant_id = order.tenant_id.unwrap_or(self.tenant_id);
        tokens::sign(&self.app.door.ring(), order, tenant_id, self.app.now())
    }

    /// Stops accepting, closes idle connections, and returns when the last request has ended; `false` when the limit
    /// for that passed first.
    pub async fn shutdown(mut self) -> bool {
        let _ = self.stop.send(true);
        self.refreshing.abort();
        let (app, stop, refreshing) = (&self.app, &self.stop, &mut self.refreshing);
        let accepting = &mut self.accepting;
        let ended = async {
            let _ = (refreshing.await, accepting.await);
            stop.closed().await;
            // Writes whose clients have gone.
            while app.metrics.in_flight.load(Relaxed) > 0 {
                tokio::time::sleep(Duration::from_millis(STOP_CHECK_MILLISECONDS)).await;
            }
        };
        tokio::time::timeout(app.limits.shutdown_timeout, ended).await.is_ok()
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        self.refreshing.abort();
    }
}
