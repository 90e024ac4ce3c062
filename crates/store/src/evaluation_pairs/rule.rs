//! `rules::pair` in SQL: `a` is what was said before, `b` after.

/// Is what `a` or `b` said wrong?
macro_rules! wrong {
    ($said:literal) => {
        concat!(
            "case when k.prose then ",
            $said,
            ".answer_chrf < 40 else not ",
            $said,
            ".decision_correct end"
        )
    };
}

/// Which pairs each word means.
macro_rules! shown {
    (Differ) => {
        "(a.answer <> b.answer)"
    };
    (Better) => {
        "(case when k.prose then b.answer_chrf - a.answer_chrf >= 5 else not a.decision_correct and b.decision_correct end)"
    };
    (Worse) => {
        "(case when k.prose then a.answer_chrf - b.answer_chrf >= 5 else a.decision_correct and not b.decision_correct end)"
    };
    (BothWrong) => {
        concat!(
            "(",
            crate::evaluation_pairs::rule::wrong!("a"),
            " and ",
            crate::evaluation_pairs::rule::wrong!("b"),
            ")"
        )
    };
}

/// The triplets `t` of these items, and of each, worked out once, whether its truth is prose: `k.prose`.
macro_rules! truths {
    ($of:literal) => {
        concat!(
            " join triplets t on t.project_id = $1 and t.id = ",
            $of,
            ".triplet_id cross join lateral (select ",
            crate::labelled::prose!("t.response"),
            " as prose offset 0) k "
        )
    };
}
pub(super) use {shown, truths, wrong};

#[cfg(test)]
mod tests {
    use vitrine_domain::rules::pair::{CHRF_STEP, CHRF_WRONG};

    #[test]
    fn a_statement_has_the_rule_s_numbers() {
        let step = format!(">= {CHRF_STEP} else");
        for sql in [shown!(Better), shown!(Worse)] {
            assert!(sql.contains(&step), "{sql}");
        }
        let wrong = format!("< {CHRF_WRONG} else");
        assert_eq!(shown!(BothWrong).matches(&wrong).count(), 2);
    }
}
