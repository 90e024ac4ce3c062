//! When two results on a benchmark may be set beside each other.

use crate::BenchmarkResult;

/// Both whole, on the same files and images, asked in the same way, judged by the same judge.
///
/// # Errors
/// What stands against it, in words.
pub fn comparable(a: &BenchmarkResult, b: &BenchmarkResult) -> Result<(), String> {
    for result in [a, b] {
        if let Some(partial) = &result.partial {
            return Err(format!(
                "the result of {} is partial: {partial}",
                result.record.version
            ));
        }
    }
    same_basis(a, b)
}

/// As [`comparable`], but for being whole.
///
/// # Errors
/// Likewise.
pub fn same_basis(a: &BenchmarkResult, b: &BenchmarkResult) -> Result<(), String> {
    let (first, second) = (&a.record, &b.record);
    let differ = |what: &str| {
        Err(format!(
            "{} and {} were measured {what}",
            first.version, second.version
        ))
    };
    if first.benchmark != second.benchmark {
        return differ("on different benchmarks");
    }
    if first.files != second.files || first.images != second.images {
        return differ("on different files of the benchmark");
    }
    if first.how != second.how || first.questions != second.questions {
        return differ("in different ways");
    }
    if first.judge != second.judge {
        return differ("by different judges");
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{Benchmark, BenchmarkRecord, CodeVersion, JudgeRecord};
    use serde_json::json;

    /// A whole result of a version.
    pub fn result(version: &str, score: Option<f64>) -> BenchmarkResult {
        BenchmarkResult {
            score,
            figures: json!({}),
            partial: None,
            record: BenchmarkRecord {
                benchmark: Benchmark::ScienceQa,
                base: "b".into(),
                version: version.into(),
                artefact: None,
                files: [("problems.json".into(), "f".into())].into(),
                images: "i".into(),
                questions: 3,
                how: json!({"decoding": "greedy"}),
                judge: None,
                code: CodeVersion {
                    version: "1".into(),
                    commit: None,
                },
            },
        }
    }

    #[test]
    fn only_whole_results_on_the_same_basis_are_compared() {
        let a = result("base", Some(50.0));
        assert_eq!(comparable(&a, &result("v1", Some(60.0))), Ok(()));
        type Change = fn(&mut BenchmarkResult);
        let changes: [(Change, &str); 6] = [
            (
                |r| r.partial = Some("the first 2 of 3 questions".into()),
                "v1 is partial",
            ),
            (
                |r| r.record.benchmark = Benchmark::LlavaBenchWild,
                "different benchmarks",
            ),
            (
                |r| drop(r.record.files.insert("problems.json".into(), "g".into())),
                "different files",
            ),
            (|r| r.record.images = "j".into(), "different files"),
            (
                |r| r.record.how = json!({"decoding": "drawn"}),
                "different ways",
            ),
            (
                |r| {
                    r.record.judge = Some(JudgeRecord {
                        model: "m".into(),
                        said: "m-1".into(),
                        temperature: 0.2,
                        max_tokens: 9,
                    });
                },
                "different judges",
            ),
        ];
        for (change, says) in changes {
            let mut b = result("v1", Some(60.0));
            change(&mut b);
            for (a, b) in [(&a, &b), (&b, &a)] {
                let why = comparable(a, b).unwrap_err();
                assert!(why.contains(says), "{why}");
            }
        }
        // Another program's measurement is told, not refused: the version of each stands in its record.
        let mut later = result("v1", Some(60.0));
        later.record.code.commit = Some("abc".into());
        assert_eq!(comparable(&a, &later), Ok(()));
    }
}
