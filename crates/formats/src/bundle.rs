//! A zip that is written as it comes and is the same every time: nothing compressed, one fixed date,
//! entries in the order they are added.

use std::io::{self, Write};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

pub(crate) struct Bundle<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
}

impl<W: Write> Bundle<W> {
    pub(crate) fn new(out: W) -> Self {
        Self {
            zip: ZipWriter::new_stream(out),
        }
    }

    /// The entry that the next writes go to.
    pub(crate) fn entry(&mut self, name: &str) -> io::Result<&mut impl Write> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.zip.start_file(name, options)?;
        Ok(&mut self.zip)
    }

    /// Writes the directory at the end.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.zip.finish()?.into_inner().flush()
    }
}
