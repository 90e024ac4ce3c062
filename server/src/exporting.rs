//! A snapshot as a zip: rows come from the store, images from the object store, both one at a time.
//!
//! The writer is plain blocking code on a thread of its own; a full channel holds it back.

use crate::session;
use crate::state::AppState;
use anyhow::Context;
use futures::StreamExt;
use std::collections::HashMap;
use std::io::{self, Write};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tower_sessions::Session;
use vitrine_domain::{Image, Snapshot, UserId};
use vitrine_formats::llava::{About, ExportError, Row, Summary, export};
use vitrine_formats::pseudonym;
use vitrine_media::Pictures;
use vitrine_store::{Member, Store};

/// Exports by page under way at once; each holds a thread.
pub const EXPORTS: usize = 8;
/// Rows read ahead of the writer.
const AHEAD: usize = 8;
/// Rows between two looks at the reader's right to them.
const CHECK_EVERY: usize = 50;

/// Who reads an export by page: it breaks off when the session, the membership or the role ends.
#[derive(Clone)]
pub struct Reader {
    pub state: AppState,
    pub session: Session,
}

/// What an export is made from.
#[derive(Clone)]
pub struct Export {
    pub store: Store,
    pub pictures: Pictures,
    pub member: Member,
    pub snapshot: Snapshot,
    /// Reviewers' names instead of pseudonyms.
    pub names: bool,
    /// None: the command line.
    pub reader: Option<Reader>,
}

impl Export {
    /// Writes the zip to `out`; ends when it is whole, or with what stopped it.
    pub async fn write(self, out: impl Write + Send + 'static) -> Result<Summary, ExportError> {
        let project = self.store.project_get(&self.member).await.map_err(from)?;
        self.store
            .snapshot_exported(&self.member, self.snapshot.id, self.names)
            .await
            .map_err(from)?;
        let about = About {
            project: project.name,
            snapshot: self.snapshot.hash.clone(),
        };
        let (sender, mut rows) = mpsc::channel(AHEAD);
        let reading = tokio::spawn(self.clone().read(sender));
        let handle = Handle::current();
        let written = tokio::task::spawn_blocking(move || {
            let rows = std::iter::from_fn(|| rows.blocking_recv());
            let images = |image: &Image| handle.block_on(self.image(image));
            export(&about, rows, images, out)
        })
        .await
        .context("the export's thread stopped")?;
        reading.abort();
        written
    }

    async fn read(self, sender: mpsc::Sender<anyhow::Result<Row>>) {
        let names = match self.names {
            true => self.store.reviewer_names(&self.member).await,
            false => Ok(HashMap::new()),
        };
        let names = match names {
            Ok(names) => names,
            Err(e) => return drop(sender.send(Err(e.into())).await),
        };
        let mut triplets = self.store.snapshot_triplets(&self.member, self.snapshot.id);
        let mut count = 0;
        while let Some(triplet) = triplets.next().await {
            let mut row = triplet.map_err(anyhow::Error::from).map(|triplet| Row {
                reviewer: self.reviewer(&names, triplet.reviewer_id),
                triplet,
            });
            if count % CHECK_EVERY == 0 && !self.may_go_on().await {
                row = Err(anyhow::anyhow!("its reader may no longer read it"));
            }
            count += 1;
            let failed = row.is_err();
            if sender.send(row).await.is_err() || failed {
                return;
            }
        }
    }

    async fn may_go_on(&self) -> bool {
        match &self.reader {
            Some(r) => session::still_open(&r.state, &r.session, &self.member).await,
            None => true,
        }
    }

    fn reviewer(&self, names: &HashMap<UserId, String>, id: Option<UserId>) -> String {
        let Some(id) = id else {
            return "rule: sampling".into();
        };
        names
            .get(&id)
            .cloned()
            .unwrap_or_else(|| pseudonym(self.snapshot.project_id, id))
    }

    /// None: purged meanwhile. Bytes that are missing without a purge stop the export.
    async fn image(&self, image: &Image) -> anyhow::Result<Option<bytes::Bytes>> {
        if let Some(bytes) = self.pictures.get(&image.sha256).await? {
            return Ok(Some(bytes));
        }
        let now = self.store.image_get(&self.member, image.id).await?;
        anyhow::ensure!(now.purged, "the bytes of image {} are missing", image.id);
        Ok(None)
    }
}

fn from(error: vitrine_store::StoreError) -> ExportError {
    ExportError::Source(error.into())
}

/// Bytes of a file as they are written.
pub type Chunk = io::Result<bytes::Bytes>;

/// Writes into a channel, some 64 KB a piece; who stops listening, or reads nothing for too long, stops the writer.
pub struct Pieces {
    sender: mpsc::Sender<Chunk>,
    piece: Vec<u8>,
    patience: Duration,
}

const PIECE: usize = 64 * 1024;
/// A reader that stands still holds a thread, and goes past the looks at its membership.
const PATIENCE: Duration = Duration::from_secs(60);

impl Pieces {
    pub fn new(sender: mpsc::Sender<Chunk>) -> Self {
        Self {
            sender,
            piece: Vec::with_capacity(PIECE),
            patience: PATIENCE,
        }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        if self.piece.len() == PIECE {
            self.flush()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        Handle::current()
            .block_on(self.sender.send_timeout(Ok(piece.into()), self.patience))
            .map_err(|_| io::Error::new(io::ErrorKind::BrokenPipe, "the reader went away"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_reader_that_stands_still_stops_the_writer() {
        let (sender, reader) = mpsc::channel(1);
        let mut pieces = Pieces::new(sender);
        pieces.patience = Duration::from_millis(50);
        let writing = tokio::task::spawn_blocking(move || pieces.write_all(&[7; 4 * PIECE]));
        let ended = writing.await.unwrap().unwrap_err();
        assert_eq!(ended.kind(), io::ErrorKind::BrokenPipe);
        drop(reader);
    }
}
