//! The walls that a child builds around itself.
//!
//! What counts is data: private writable memory. Address space is capped too, but loosely, since an allocator reserves
//! more than it uses and a large binary maps its own file.

use std::io;

use rlimit::{Resource, setrlimit};

use crate::limits;

/// Bytes of a page where the kernel doesn't say otherwise.
const PAGE_BYTES: u64 = 4096;

/// The walls of this process.
pub(crate) struct Walls {
    /// Data that the process had when the walls went up.
    start: u64,
    /// The most that data may ever grow to.
    hard: u64,
}

impl Walls {
    /// Caps this process for good.
    pub(crate) fn build() -> io::Result<Self> {
        let size = Size::now();
        let hard = size.data + limits::CHILD_BYTES;
        lower(Resource::CORE, 0)?;
        lower(Resource::FSIZE, 0)?;
        lower(Resource::CPU, limits::CPU_SECONDS)?;
        lower(Resource::AS, size.space + limits::CHILD_BYTES + limits::RESERVED_BYTES)?;
        lower(Resource::DATA, hard)?;
        lower(Resource::NOFILE, limits::OPEN_FILES)?;
        Ok(Self { start: size.data, hard })
    }

    /// Allows so much more than is in use now, until [`Walls::open`].
    pub(crate) fn close_in(&self, bytes: u64) -> io::Result<()> {
        setrlimit(Resource::DATA, (Size::now().data + bytes).min(self.hard), self.hard)
    }

    /// Allows what the process was built for.
    pub(crate) fn open(&self) -> io::Result<()> {
        setrlimit(Resource::DATA, self.hard, self.hard)
    }

    /// Whether the process holds much more than it began with.
    pub(crate) fn has_grown(&self) -> bool {
        Size::now().data > self.start + limits::RETIRE_BYTES
    }
}

/// Lowers a limit for good, never above what is already in force.
fn lower(resource: Resource, to: u64) -> io::Result<()> {
    let (_, hard) = resource.get()?;
    let to = to.min(hard);
    setrlimit(resource, to, to)
}

/// What this process takes, in bytes; nothing where the system doesn't tell.
#[derive(Default)]
struct Size {
    space: u64,
    data: u64,
}

impl Size {
    fn now() -> Self {
        let Ok(pages) = std::fs::read_to_string("/proc/self/statm") else {
            return Self::default();
        };
        let mut pages = pages
            .split_whitespace()
            .map(|count| count.parse::<u64>().unwrap_or_default());
        // size, resident, shared, text, lib, data
        let space = pages.next().unwrap_or_default() * PAGE_BYTES;
        let data = pages.nth(4).unwrap_or_default() * PAGE_BYTES;
        Self { space, data }
    }
}
