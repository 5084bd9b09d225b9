//! Which cryptography TLS uses. Libraries bring two along, and `rustls` takes none by itself then: some ways of
//! reaching a database (`sslmode=verify-ca`) would end in a panic.

/// Chooses for the whole process; a choice that was made before stands.
pub(crate) fn choose_cryptography() {
    let chosen = rustls::crypto::aws_lc_rs::default_provider().install_default();
    if chosen.is_err() {
        tracing::debug!("the cryptography of TLS was chosen before");
    }
}
