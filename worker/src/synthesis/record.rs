//! A run's record as a folder, and everything made again from it.

use anyhow::{Context, Result, ensure};
use futures::TryStreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use vitrine_domain::SynthesisRunId;
use vitrine_store::{Member, Store};
use vitrine_synthesis::record::{RecordedRun, RecordedSample, Replay};

const RUN: &str = "run.json";
const SAMPLES: &str = "samples.jsonl";
const MADE: &str = "made.jsonl";

/// Writes the folder; how many samples it holds.
pub async fn record(
    store: &Store,
    member: &Member,
    id: SynthesisRunId,
    out: &Path,
) -> Result<usize> {
    let run = store.synthesis_get(member, id).await?;
    let recorded = RecordedRun {
        run_id: run.id,
        teacher: run.teacher,
        counts: run.counts,
        seed: run.seed,
        kinds: store.synthesis_kinds(member, id).await?,
    };
    ensure!(!out.exists(), "{} is there already", out.display());
    std::fs::create_dir_all(out).with_context(|| format!("make {}", out.display()))?;
    let text = serde_json::to_string_pretty(&recorded)? + "\n";
    std::fs::write(out.join(RUN), text)?;
    let (mut samples, mut made) = (
        Lines::new(&out.join(SAMPLES))?,
        Lines::new(&out.join(MADE))?,
    );
    let mut replay = Replay::new(recorded);
    let mut stream = store.samples_recorded(member, id);
    let mut n = 0;
    while let Some(sample) = stream.try_next().await? {
        samples.add(&sample)?;
        for one in replay.sample(&sample)? {
            made.add(&one)?;
        }
        n += 1;
    }
    samples.end()?;
    made.end()?;
    Ok(n)
}

/// Reads a record and writes what is made of it.
pub fn replay(folder: &Path, out: &Path) -> Result<usize> {
    ensure!(!out.exists(), "{} is there already", out.display());
    let run: RecordedRun = read(&folder.join(RUN))?;
    let mut replay = Replay::new(run);
    let file = folder.join(SAMPLES);
    let lines =
        BufReader::new(File::open(&file).with_context(|| format!("open {}", file.display()))?);
    let mut made = Lines::new(out)?;
    let mut n = 0;
    for (line, i) in lines.lines().zip(1..) {
        let sample: RecordedSample = serde_json::from_str(&line?)
            .with_context(|| format!("line {i} of {} is no sample", file.display()))?;
        for one in replay
            .sample(&sample)
            .with_context(|| format!("line {i} of {}", file.display()))?
        {
            made.add(&one)?;
        }
        n = i;
    }
    made.end()?;
    Ok(n)
}

fn read<T: DeserializeOwned>(file: &Path) -> Result<T> {
    let text = std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no record", file.display()))
}

/// JSON, one a line.
struct Lines(BufWriter<File>);

impl Lines {
    fn new(file: &Path) -> Result<Self> {
        let made = File::create(file).with_context(|| format!("make {}", file.display()))?;
        Ok(Self(BufWriter::new(made)))
    }

    fn add<T: Serialize>(&mut self, value: &T) -> Result<()> {
        serde_json::to_writer(&mut self.0, value)?;
        Ok(self.0.write_all(b"\n")?)
    }

    fn end(mut self) -> Result<()> {
        Ok(self.0.flush()?)
    }
}
