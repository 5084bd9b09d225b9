//! The guard's place inside the HTTP client: it is asked for addresses right before a connection is made.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::policy::EgressPolicy;

/// Resolves names to allowed addresses only.
///
/// The client does not ask it for hosts that are literal addresses: those are judged before each hop.
pub(crate) struct GuardedResolver(pub(crate) EgressPolicy);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = self.0.clone();
        Box::pin(async move {
            // port 0: the client puts the URL's port in
            let allowed = policy.resolve(name.as_str(), 0).await?;
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}
