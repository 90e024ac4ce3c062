//! Which rows a member does not learn from, so that its scores of them are
//! those of pictures it never saw (cross-validation, Stone 1974).

use super::train::HeadRow;

/// Each row's fold, below the number returned with them: `wanted`, or as many
/// as there are groups. The rows of one group share a fold.
pub(super) fn folds(rows: &[HeadRow], wanted: usize) -> (usize, Vec<usize>) {
    let mut groups: Vec<usize> = Vec::new();
    let of: Vec<usize> = rows
        .iter()
        .map(|row| match groups.iter().position(|g| *g == row.group) {
            Some(known) => known,
            None => {
                groups.push(row.group);
                groups.len() - 1
            }
        })
        .collect();
    let count = wanted.min(groups.len()).max(1);
    (count, of.into_iter().map(|group| group % count).collect())
}

#[cfg(test)]
mod tests {
    use super::super::tests::row;
    use super::*;

    fn rows(groups: &[usize]) -> Vec<HeadRow> {
        groups
            .iter()
            .map(|group| HeadRow {
                group: *group,
                ..row(*group as u64, 1)
            })
            .collect()
    }

    #[test]
    fn a_group_is_in_one_fold_and_every_fold_has_one() {
        let (count, of) = folds(&rows(&[7, 3, 7, 9, 3, 1, 2]), 3);
        assert_eq!(count, 3);
        assert_eq!((of[0], of[1]), (of[2], of[4]));
        for fold in 0..count {
            assert!(of.contains(&fold));
        }
    }

    #[test]
    fn there_are_no_more_folds_than_groups() {
        assert_eq!(folds(&rows(&[5, 5, 5]), 4), (1, vec![0; 3]));
        assert_eq!(folds(&rows(&[5, 6]), 4), (2, vec![0, 1]));
        assert_eq!(folds(&rows(&[5, 6]), 0).0, 1);
    }
}
