//! Finds the machine's Postgres programs, in a version that fits the data.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

use crate::OLDEST_MAJOR;
use crate::error::LocalDbError;
use crate::options::Options;
use crate::place::Place;

/// Folders that hold one folder for each installed version: the folder, and what leads from a version to its programs.
const VERSIONED: [(&str, &str); 4] = [
    ("/usr/lib/postgresql", "bin"),
    ("/usr/libexec", "."),
    ("/usr", "bin"),
    ("/opt/homebrew/opt", "bin"),
];

/// Folders that hold the programs themselves.
const PLAIN: [&str; 4] = [
    "/usr/local/pgsql/bin",
    "/usr/local/bin",
    "/usr/bin",
    "/opt/homebrew/bin",
];

/// The programs to use.
#[derive(Debug, Clone)]
pub(crate) struct Binaries {
    folder: PathBuf,
    pub(crate) major: u32,
    /// Usually beside the others; packaged on its own by some distributions.
    pub(crate) psql: PathBuf,
}

/// The server programs of one installed version.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Installed {
    folder: PathBuf,
    major: u32,
}

impl Binaries {
    /// The programs to use for this place: of the version that made the data, else the first that is new enough.
    pub(crate) async fn find(options: &Options, place: &Place) -> Result<Self, LocalDbError> {
        let folders = candidates(options).await;
        let mut found = Vec::new();
        for folder in &folders {
            found.extend(inspect(folder).await);
        }
        if found.is_empty() {
            return Err(not_found(options, &folders));
        }
        let chosen = match made_by(place)? {
            Some(version) => for_data(found, place, version)?,
            None => first_new_enough(&found)?,
        };
        Ok(Self {
            psql: psql_for(&chosen.folder, options)?,
            folder: chosen.folder,
            major: chosen.major,
        })
    }

    /// The path of one of the programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

async fn inspect(folder: &Path) -> Option<Installed> {
    if !folder.join("initdb").is_file() {
        return None;
    }
    let output = output_of(&folder.join("postgres"), "--version").await?;
    Some(Installed {
        folder: folder.to_owned(),
        major: major_version(&output)?,
    })
}

fn for_data(found: Vec<Installed>, place: &Place, made_by: String) -> Result<Installed, LocalDbError> {
    let versions: BTreeSet<u32> = found.iter().map(|one| one.major).collect();
    let fitting = found.into_iter().find(|one| one.major.to_string() == made_by);
    match fitting {
        Some(fitting) if fitting.major < OLDEST_MAJOR => Err(too_old(&fitting)),
        Some(fitting) => Ok(fitting),
        None => Err(LocalDbError::DataOfAnotherMajor {
            data: place.data.clone(),
            made_by,
            available: list(&versions),
        }),
    }
}

fn first_new_enough(found: &[Installed]) -> Result<Installed, LocalDbError> {
    if let Some(fitting) = found.iter().find(|one| one.major >= OLDEST_MAJOR) {
        return Ok(fitting.clone());
    }
    let newest = found.iter().max_by_key(|one| one.major);
    Err(newest.map_or_else(
        || LocalDbError::BinariesNotFound {
            searched: String::new(),
        },
        too_old,
    ))
}

fn too_old(installed: &Installed) -> LocalDbError {
    LocalDbError::VersionTooOld {
        found: installed.major,
        bin_dir: installed.folder.clone(),
        oldest: OLDEST_MAJOR,
    }
}

fn not_found(options: &Options, folders: &[PathBuf]) -> LocalDbError {
    let searched = match &options.bin_dir {
        Some(folder) => folder.display().to_string(),
        None if folders.is_empty() => "PATH and /usr/lib/postgresql".to_owned(),
        None => {
            let names = folders.iter().map(|folder| folder.display().to_string());
            names.collect::<Vec<_>>().join(", ")
        }
    };
    LocalDbError::BinariesNotFound { searched }
}

/// The version that the data folder was made by, as its own file says.
fn made_by(place: &Place) -> Result<Option<String>, LocalDbError> {
    if !place.is_initialised() {
        return Ok(None);
    }
    let path = place.data.join("PG_VERSION");
    let text = fs::read_to_string(&path).map_err(|e| LocalDbError::io("read", &path, e))?;
    Ok(Some(text.trim().to_owned()))
}

/// The folders to look in, best first.
async fn candidates(options: &Options) -> Vec<PathBuf> {
    if let Some(folder) = &options.bin_dir {
        return vec![folder.clone()];
    }
    let on_path = search_path(options);
    let mut folders = on_path.clone();
    for folder in &on_path {
        let config = folder.join("pg_config");
        if config.is_file()
            && let Some(output) = output_of(&config, "--bindir").await
        {
            folders.push(PathBuf::from(output.trim()));
        }
    }
    folders.extend(versioned());
    folders.extend(PLAIN.iter().map(PathBuf::from));
    distinct(folders)
}

fn search_path(options: &Options) -> Vec<PathBuf> {
    let value = options.search_path.as_deref().unwrap_or(OsStr::new(""));
    let folders = std::env::split_paths(value);
    folders.filter(|folder| folder.is_absolute()).collect()
}

fn distinct(folders: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for folder in folders {
        if folder.join("postgres").is_file() && seen.insert(folder.clone()) {
            kept.push(folder);
        }
    }
    kept
}

/// The folders of installed versions, newest first: `/usr/lib/postgresql/17/bin`, `/usr/pgsql-16/bin` …
fn versioned() -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for (parent, rest) in VERSIONED {
        let Ok(entries) = fs::read_dir(parent) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            if let Some(version) = name.to_str().and_then(folder_version) {
                found.push((version, entry.path().join(rest)));
            }
        }
    }
    found.sort_by(|one, other| other.cmp(one));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// The version in a folder's name, if it is one of Postgres.
fn folder_version(name: &str) -> Option<u32> {
    let prefixes = ["pgsql-", "postgresql@", "postgresql"];
    let bare = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix));
    bare.unwrap_or(name).parse().ok()
}

fn psql_for(folder: &Path, options: &Options) -> Result<PathBuf, LocalDbError> {
    let elsewhere = search_path(options).into_iter();
    std::iter::once(folder.to_owned())
        .chain(elsewhere)
        .chain(PLAIN.iter().map(PathBuf::from))
        .map(|folder| folder.join("psql"))
        .find(|psql| psql.is_file())
        .ok_or_else(|| LocalDbError::ClientNotFound {
            bin_dir: folder.to_owned(),
        })
}

/// The major version in `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
fn major_version(output: &str) -> Option<u32> {
    let (_, rest) = output.split_once("(PostgreSQL) ")?;
    let digits = rest.find(|letter: char| !letter.is_ascii_digit());
    rest.get(..digits.unwrap_or(rest.len()))?.parse().ok()
}

async fn output_of(program: &Path, argument: &str) -> Option<String> {
    let output = Command::new(program)
        .arg(argument)
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .await
        .ok()
        .filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

fn list(versions: &BTreeSet<u32>) -> String {
    let names: Vec<String> = versions.iter().map(u32::to_string).collect();
    format!("Postgres {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_every_style_of_version_text() {
        let read = |version: &str| major_version(&format!("postgres (PostgreSQL) {version}\n"));
        assert_eq!(read("15.14 (Debian 15.14-0+deb12u1)"), Some(15));
        assert_eq!(read("18beta1"), Some(18));
        assert_eq!(read("17"), Some(17));
        assert_eq!(read("devel"), None);
        assert_eq!(major_version("nonsense"), None);
    }

    #[test]
    fn versions_are_read_from_the_folders_of_all_distributions() {
        let names = ["17", "pgsql-16", "postgresql15", "postgresql@14", "lib", "share"];
        let versions = names.map(folder_version);
        assert_eq!(versions, [Some(17), Some(16), Some(15), Some(14), None, None]);
    }

    #[test]
    fn the_first_version_that_is_new_enough_is_taken() {
        let installed = |major| Installed {
            folder: PathBuf::from(format!("/pg/{major}")),
            major,
        };
        let chosen = first_new_enough(&[installed(14), installed(17), installed(15)]).unwrap();
        assert_eq!(chosen.major, 17);
        let error = first_new_enough(&[installed(13), installed(14)]).unwrap_err();
        assert!(matches!(error, LocalDbError::VersionTooOld { found: 14, .. }));
    }
}
