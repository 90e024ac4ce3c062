//! Where a proposal or a triplet that a teacher wrote goes back to.

use sqlx::Row;
use sqlx::postgres::PgRow;
use vitrine_domain::{Flag, SampleId, SynthesisRunId, Taught};

/// Everything [`taught_from`] reads, of the joins below.
macro_rules! taught_columns {
    () => {
        "ts.id as taught_sample, ts.run_id as taught_run, tr.teacher ->> 'model' as taught_teacher,
         ts.kind as taught_kind, ts.template_version as taught_version, tr.seed as taught_seed,
         ts.request_hash as taught_hash"
    };
}
/// `$of`: the alias of what names the sample.
macro_rules! taught_joins {
    ($of:literal) => {
        concat!(
            " left join synthesis_samples ts on ts.project_id = ",
            $of,
            ".project_id and ts.id = ",
            $of,
            ".synthesis_sample_id
             left join synthesis_runs tr on tr.project_id = ts.project_id and tr.id = ts.run_id "
        )
    };
}
pub(crate) use {taught_columns, taught_joins};

/// None: it is a model version's, or blind.
pub(crate) fn taught_from(row: &PgRow) -> sqlx::Result<Option<Taught>> {
    let Some(sample) = row.try_get::<Option<_>, _>("taught_sample")? else {
        return Ok(None);
    };
    Ok(Some(Taught {
        run_id: SynthesisRunId(row.try_get("taught_run")?),
        sample_id: SampleId(sample),
        teacher: row.try_get("taught_teacher")?,
        kind: row.try_get("taught_kind")?,
        template_version: row.try_get("taught_version")?,
        seed: row.try_get("taught_seed")?,
        request_hash: row.try_get("taught_hash")?,
    }))
}

/// Of a `text[]` column; what is no flag is none of ours.
pub(crate) fn flags_from(row: &PgRow, column: &str) -> sqlx::Result<Vec<Flag>> {
    let words: Option<Vec<String>> = row.try_get(column)?;
    let known = |word: &String| Flag::ALL.into_iter().find(|f| f.as_str() == word);
    Ok(words.unwrap_or_default().iter().filter_map(known).collect())
}
