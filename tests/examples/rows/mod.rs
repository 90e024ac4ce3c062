//! A benchmark's table: printed, and kept as .vitrine/bench/NAME.json.

use serde::Serialize;

/// One line of it; a ratio below 1 is in our favour.
#[derive(Serialize)]
pub struct Row {
    measure: String,
    ours: f64,
    reference: f64,
    reference_name: String,
    ratio: f64,
    unit: &'static str,
    n: usize,
    /// What the ratio is held to; told, and no figure.
    #[serde(skip)]
    most: Option<f64>,
}

pub fn row(
    measure: impl Into<String>,
    (ours, reference): (f64, f64),
    reference_name: impl Into<String>,
    unit: &'static str,
    n: usize,
) -> Row {
    Row {
        measure: measure.into(),
        ours,
        reference,
        reference_name: reference_name.into(),
        ratio: ours / reference,
        unit,
        n,
        most: None,
    }
}

impl Row {
    pub fn held_to(self, ratio: f64) -> Self {
        Self {
            most: Some(ratio),
            ..self
        }
    }
}

pub fn report(name: &str, rows: &[Row]) {
    let wide = |text: fn(&Row) -> &str| rows.iter().map(|r| text(r).chars().count()).max();
    let measure = wide(|r| &r.measure).unwrap_or_default();
    let reference = wide(|r| &r.reference_name).unwrap_or_default();
    println!(
        "{:measure$}  {:>9}  {:>9}  unit  {:>6}  {:>6}  compared with",
        "measure", "ours", "reference", "ratio", "n"
    );
    for r in rows {
        let bar = match r.most {
            Some(most) if r.ratio <= most => format!("  at most {most}: held"),
            Some(most) => format!("  at most {most}: MISSED"),
            None => String::new(),
        };
        println!(
            "{:measure$}  {:9.3}  {:9.3}  {:4}  {:6.3}  {:6}  {:reference$}{bar}",
            r.measure, r.ours, r.reference, r.unit, r.ratio, r.n, r.reference_name
        );
    }
    let state = std::env::var("VITRINE_STATE").unwrap_or_else(|_| ".vitrine".into());
    let out = std::path::Path::new(&state).join(format!("bench/{name}.json"));
    std::fs::create_dir_all(out.parent().unwrap()).unwrap();
    std::fs::write(&out, serde_json::to_string_pretty(rows).unwrap() + "\n").unwrap();
    println!("written to {}", out.display());
}
