//! One message on a pipe: its length in four bytes, big end first, then its JSON.

use std::io::{self, Read, Write};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Writes a message.
pub(crate) fn write(out: &mut impl Write, message: &[u8]) -> io::Result<()> {
    out.write_all(&header(message)?)?;
    out.write_all(message)?;
    out.flush()
}

/// Reads a message of at most `limit` bytes; nothing at the end of the stream.
pub(crate) fn read(input: &mut impl Read, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut header = [0; 4];
    match input.read_exact(&mut header) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let mut message = vec![0; length(header, limit)?];
    input.read_exact(&mut message)?;
    Ok(Some(message))
}

/// Writes a message.
pub(crate) async fn send(out: &mut (impl AsyncWrite + Unpin), message: &[u8]) -> io::Result<()> {
    out.write_all(&header(message)?).await?;
    out.write_all(message).await?;
    out.flush().await
}

/// Reads a message of at most `limit` bytes.
pub(crate) async fn receive(input: &mut (impl AsyncRead + Unpin), limit: usize) -> io::Result<Vec<u8>> {
    let mut header = [0; 4];
    input.read_exact(&mut header).await?;
    let mut message = vec![0; length(header, limit)?];
    input.read_exact(&mut message).await?;
    Ok(message)
}

fn header(message: &[u8]) -> io::Result<[u8; 4]> {
    u32::try_from(message.len())
        .map(u32::to_be_bytes)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "the message is too long"))
}

fn length(header: [u8; 4], limit: usize) -> io::Result<usize> {
    usize::try_from(u32::from_be_bytes(header))
        .ok()
        .filter(|length| *length <= limit)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the message is too long"))
}
