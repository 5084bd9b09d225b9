//! The installation's master key: given, or made once in the data directory.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rand::TryRngCore;
use rand::rngs::OsRng;

use crate::config::KeyConfig;

/// The key can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    /// Neither 64 hexadecimal digits nor base64 of 32 bytes.
    #[error(
        "the master key must be 32 bytes, written as 64 hexadecimal digits or as base64 (make one: openssl rand -hex 32)"
    )]
    Malformed,
    /// The named file isn't there.
    #[error("there is no file {0}: set APEX_MASTER_KEY_FILE to a file with the key")]
    Missing(String),
    /// Others can read it.
    #[error("{0} can be read by others: chmod 600 it")]
    TooOpen(String),
    /// It can't be read or written.
    #[error("{path} can't be used")]
    Io {
        path: String,
        #[source]
        source: std::io::Error,
    },
    /// The system gave no randomness.
    #[error("the system's random source is not available")]
    NoRandomness,
}

/// Reads the key, or makes the data directory's own at the first start.
pub(crate) fn load(config: &KeyConfig) -> Result<[u8; 32], KeyError> {
    if let Some(text) = &config.key {
        return parse(text);
    }
    match fs::read_to_string(&config.file) {
        Ok(text) => {
            refuse_open_file(&config.file)?;
            parse(&text)
        }
        Err(error) if error.kind() == ErrorKind::NotFound && !config.file_is_given => make(&config.file),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(KeyError::Missing(config.file.display().to_string())),
        Err(error) => Err(io(&config.file, error)),
    }
}

fn parse(text: &str) -> Result<[u8; 32], KeyError> {
    let text = text.trim();
    let bytes = if text.len() == 64 {
        from_hex(text)
    } else {
        STANDARD.decode(text).ok()
    };
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(KeyError::Malformed)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect::<Option<_>>()?;
    Some(digits.chunks(2).map(|pair| (pair[0] << 4) | pair[1]).collect())
}

fn refuse_open_file(path: &Path) -> Result<(), KeyError> {
    let mode = fs::metadata(path)
        .map_err(|error| io(path, error))?
        .permissions()
        .mode();
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyError::TooOpen(path.display().to_string()))
    }
}

fn make(path: &Path) -> Result<[u8; 32], KeyError> {
    let mut key = [0_u8; 32];
    OsRng.try_fill_bytes(&mut key).map_err(|_| KeyError::NoRandomness)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| io(folder, error))?;
    }
    // written whole under another name first, so that two processes at their first start agree on one key
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&draft)?;
        file.write_all(STANDARD.encode(key).as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    };
    write().map_err(|error| io(&draft, error))?;
    let linked = fs::hard_link(&draft, path);
    let _ = fs::remove_file(&draft);
    match linked {
        Ok(()) => {
            tracing::info!(file = %path.display(), "made a master key; keep a copy of it");
            Ok(key)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            parse(&fs::read_to_string(path).map_err(|error| io(path, error))?)
        }
        Err(error) => Err(io(path, error)),
    }
}

fn io(path: &Path, source: std::io::Error) -> KeyError {
    KeyError::Io {
        path: path.display().to_string(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(file: std::path::PathBuf) -> KeyConfig {
        KeyConfig {
            key: None,
            file,
            file_is_given: false,
        }
    }

    #[test]
    fn the_first_start_makes_a_key_that_the_second_reads() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path().join("deep/master.key"));
        let key = load(&config).unwrap();
        assert_eq!(load(&config).unwrap(), key);
        assert_eq!(fs::metadata(&config.file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path().join("master.key"));
        load(&config).unwrap();
        fs::set_permissions(&config.file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(load(&config), Err(KeyError::TooOpen(_))));
    }

    #[test]
    fn hex_and_base64_are_read_and_nothing_else() {
        assert_eq!(parse(&"0a".repeat(32)).unwrap(), [10; 32]);
        assert_eq!(parse(&STANDARD.encode([10; 32])).unwrap(), [10; 32]);
        for wrong in ["", "short", &"zz".repeat(32), &STANDARD.encode([1; 31])] {
            assert!(matches!(parse(wrong), Err(KeyError::Malformed)), "{wrong}");
        }
    }
}
