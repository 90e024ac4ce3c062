//! A zip that is written as it comes and is the same every time: nothing compressed, one fixed date,
//! entries in the order they are added. One that is not finished stays without its directory, so that
//! nobody takes it for whole.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

pub(crate) struct Bundle<W: Write> {
    /// None once finished.
    zip: Option<ZipWriter<StreamWriter<Gate<W>>>>,
    shut: Arc<AtomicBool>,
}

/// Lets nothing through once it is shut: the writer puts the directory down even when it is dropped half-way.
struct Gate<W> {
    out: W,
    shut: Arc<AtomicBool>,
}

impl<W: Write> Write for Gate<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.shut.load(Ordering::Relaxed) {
            true => Ok(bytes.len()),
            false => self.out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W: Write> Bundle<W> {
    pub(crate) fn new(out: W) -> Self {
        let shut = Arc::new(AtomicBool::new(false));
        let gate = Gate {
            out,
            shut: shut.clone(),
        };
        Self {
            zip: Some(ZipWriter::new_stream(gate)),
            shut,
        }
    }

    /// The entry that the next writes go to, at most 4 GB of them.
    pub(crate) fn entry(&mut self, name: &str) -> io::Result<&mut (impl Write + use<W>)> {
        self.entry_of(name, 0)
    }

    /// The entry that the next writes, `bytes` in all, go to. Small ones are written as [`Bundle::entry`] does.
    pub(crate) fn entry_of(
        &mut self,
        name: &str,
        bytes: u64,
    ) -> io::Result<&mut (impl Write + use<W>)> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
            .large_file(bytes >= u64::from(u32::MAX));
        let zip = self.zip.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        zip.start_file(name, options)?;
        Ok(zip)
    }

    /// Writes the directory at the end.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        let zip = self.zip.take().ok_or(io::ErrorKind::BrokenPipe)?;
        zip.finish()?.into_inner().flush()
    }
}

impl<W: Write> Drop for Bundle<W> {
    fn drop(&mut self) {
        self.shut.store(true, Ordering::Relaxed);
    }
}
