//! The guarded HTTP client.

use std::error::Error;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use http::HeaderValue;
use reqwest::redirect::Policy;
use tokio::time::{Instant, timeout_at};
use url::{Host, Url};

use crate::body::{self, BodyLimits};
use crate::error::{EgressError, Phase};
use crate::failure::Attempt;
use crate::policy::EgressPolicy;
use crate::redirect;
use crate::request::Request;
use crate::resolver::GuardedResolver;
use crate::response::{Response, StreamResponse};

/// The most headers that an answer may have, here and in HTTP/1.
const MAX_HEADERS: usize = 100;

/// The most bytes that an answer's headers may take.
const MAX_HEADER_BYTES: u32 = 64 * 1024;

/// The longest URL, in bytes.
const MAX_URL_BYTES: usize = 16 * 1024;

/// Limits that hold for every request of a client.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How long making a connection may take, resolving included.
    pub connect_timeout: Duration,
    /// The longest body that any request may ask for, in bytes after decompression.
    pub max_response_bytes: u64,
    /// The most redirects that any request may ask for.
    pub max_redirects: usize,
    /// What the client calls itself, unless a request says otherwise.
    pub user_agent: String,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            max_response_bytes: 100 * 1024 * 1024,
            max_redirects: 5,
            user_agent: concat!("Apex/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// An HTTP client that reaches the public internet and what its policy allows. Clones share their connections.
#[derive(Clone)]
pub struct GuardedClient {
    http: reqwest::Client,
    policy: EgressPolicy,
    limits: Limits,
}

impl GuardedClient {
    /// Builds a client with a pool of connections of its own.
    ///
    /// # Errors
    /// [`EgressError::Setup`] when the user agent is no header value or TLS cannot be set up.
    pub fn new(policy: EgressPolicy, limits: Limits) -> Result<Self, EgressError> {
        let builder = builder(&policy, &limits)?;
        let http = builder.build().or_else(|error| {
            // A machine without any trusted certificate can still speak http; https then fails with a TLS error.
            let error: &dyn Error = &error;
            tracing::warn!(
                error,
                "no trusted certificates found: https requests will fail (install ca-certificates)"
            );
            let bare = self::builder(&policy, &limits)?.tls_certs_only([]);
            bare.build().map_err(setup)
        })?;
        Ok(Self { http, policy, limits })
    }

    /// The policy that this client keeps to.
    #[must_use]
    pub fn policy(&self) -> &EgressPolicy {
        &self.policy
    }

    /// Sends a request, follows redirects, and reads the whole answer.
    ///
    /// # Errors
    /// Any [`EgressError`]; a status of 400 and above is an answer, not an error.
    pub async fn send(&self, request: Request) -> Result<Response, EgressError> {
        let answer = self.send_stream(request).await?;
        Ok(Response {
            status: answer.status,
            headers: answer.headers,
            url: answer.url,
            body: body::collect(answer.body).await?,
        })
    }

    /// Sends a request, follows redirects, and gives the body as it arrives, under the same guard and limits.
    ///
    /// # Errors
    /// Any [`EgressError`] up to the head of the answer; later ones come through the body.
    pub async fn send_stream(&self, mut request: Request) -> Result<StreamResponse, EgressError> {
        request.prepare()?;
        request.max_redirects = request.max_redirects.min(self.limits.max_redirects);
        request.max_response_bytes = request.max_response_bytes.min(self.limits.max_response_bytes);
        let deadline = Instant::now() + request.timeout;
        let answer = self.final_answer(&mut request, deadline).await?;
        finish(&request, answer, deadline)
    }

    async fn final_answer(&self, request: &mut Request, deadline: Instant) -> Result<reqwest::Response, EgressError> {
        let mut hops = 0;
        loop {
            let answer = self.one_hop(request, deadline).await?;
            if request.max_redirects == 0 {
                return Ok(answer);
            }
            let Some(next) = redirect::target(&request.url, answer.status(), answer.headers())? else {
                return Ok(answer);
            };
            if hops == request.max_redirects {
                return Err(EgressError::TooManyRedirects {
                    host: host_of(&request.url),
                    limit: request.max_redirects,
                });
            }
            hops += 1;
            redirect::follow(request, answer.status(), next)?;
        }
    }

    async fn one_hop(&self, request: &Request, deadline: Instant) -> Result<reqwest::Response, EgressError> {
        self.check_literal(&request.url)?;
        check_length(&request.url)?;
        let host = host_of(&request.url);
        let mut outgoing = self
            .http
            .request(request.method.clone(), request.url.clone())
            .headers(request.headers.clone());
        if let Some(body) = &request.body {
            outgoing = outgoing.body(body.clone());
        }
        let attempt = Attempt {
            host: &host,
            connect_timeout: self.limits.connect_timeout,
        };
        match timeout_at(deadline, outgoing.send()).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(attempt.explain(error)),
            Err(_) => Err(EgressError::Timeout {
                host,
                phase: Phase::Answering,
                after: request.timeout,
            }),
        }
    }

    /// Judges a host that is an address: for those the client asks no resolver.
    fn check_literal(&self, url: &Url) -> Result<(), EgressError> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) => return Ok(()),
            None => return Err(EgressError::invalid_url("it names no host")),
        };
        self.policy
            .check(address)
            .map_err(|reason| EgressError::blocked(&host_of(url), address, reason))
    }
}

impl fmt::Debug for GuardedClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("GuardedClient")
            .field("policy", &self.policy)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

fn builder(policy: &EgressPolicy, limits: &Limits) -> Result<reqwest::ClientBuilder, EgressError> {
    let agent =
        HeaderValue::from_str(&limits.user_agent).map_err(|source| EgressError::Setup { source: source.into() })?;
    Ok(reqwest::Client::builder()
        .dns_resolver(GuardedResolver(policy.clone()))
        // a proxy from the environment would connect on our behalf, unguarded
        .no_proxy()
        .redirect(Policy::none())
        .referer(false)
        .user_agent(agent)
        .connect_timeout(limits.connect_timeout)
        .tcp_nodelay(true)
        .http1_max_headers(MAX_HEADERS)
        .http2_max_header_list_size(MAX_HEADER_BYTES)
        .pool_idle_timeout(Duration::from_secs(60))
        .pool_max_idle_per_host(32))
}

fn setup(source: reqwest::Error) -> EgressError {
    EgressError::Setup { source: source.into() }
}

fn finish(request: &Request, answer: reqwest::Response, deadline: Instant) -> Result<StreamResponse, EgressError> {
    let status = answer.status();
    let headers = answer.headers().clone();
    check_headers(&request.url, &headers)?;
    let limits = BodyLimits {
        host: host_of(&request.url),
        max_bytes: request.max_response_bytes,
        timeout: request.timeout,
        deadline,
        idle_timeout: request.idle_timeout,
    };
    Ok(StreamResponse {
        status,
        headers,
        url: request.url.clone(),
        body: body::limited(answer, limits)?,
    })
}

/// HTTP/1 allows larger headers than we keep in a journal.
fn check_headers(url: &Url, headers: &http::HeaderMap) -> Result<(), EgressError> {
    let bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if headers.len() <= MAX_HEADERS && bytes <= MAX_HEADER_BYTES as usize {
        return Ok(());
    }
    Err(EgressError::Protocol {
        host: host_of(url),
        source: format!("more than {MAX_HEADERS} headers or {MAX_HEADER_BYTES} bytes of them").into(),
    })
}

fn check_length(url: &Url) -> Result<(), EgressError> {
    if url.as_str().len() > MAX_URL_BYTES {
        let reason = format!("it is longer than {MAX_URL_BYTES} bytes");
        return Err(EgressError::invalid_url(reason));
    }
    Ok(())
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
