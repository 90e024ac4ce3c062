//! Further turns of a conversation: what a reviewer asks and answers about the same images after the first answer.

use crate::Invalid;
use crate::limits::{ANSWER_BYTES, TURNS};
use serde::{Deserialize, Serialize};

/// A further question and its answer. An item's own instruction and answer are turn 1; the first of these is turn 2.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    pub instruction: String,
    pub response: String,
}

/// What a draft may hold, half a turn too: at most [`TURNS`], together no longer than an answer ([`ANSWER_BYTES`]).
pub fn check_room(turns: &[Turn]) -> Result<(), Invalid> {
    if turns.len() > TURNS {
        return Err(Invalid::new(format!(
            "a conversation has at most {TURNS} further turns; remove {} of these {}",
            turns.len() - TURNS,
            turns.len()
        )));
    }
    let bytes = |t: &Turn| t.instruction.len() + t.response.len();
    if turns.iter().map(bytes).sum::<usize>() > ANSWER_BYTES {
        return Err(Invalid::new(format!(
            "the further turns have at most {ANSWER_BYTES} bytes in all; shorten them"
        )));
    }
    Ok(())
}

/// What may be curated: each turn a question and an answer.
pub fn check_whole(turns: &[Turn]) -> Result<(), Invalid> {
    check_room(turns)?;
    for (turn, n) in turns.iter().zip(2..) {
        let (asked, said) = (turn.instruction.trim(), turn.response.trim());
        let lacks = match (asked.is_empty(), said.is_empty()) {
            (false, false) => continue,
            (true, false) => "no question",
            (false, true) => "no answer",
            (true, true) => "neither question nor answer",
        };
        return Err(Invalid::new(format!(
            "turn {n} has {lacks}: write it, or remove the turn"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(instruction: &str, response: &str) -> Turn {
        Turn {
            instruction: instruction.into(),
            response: response.into(),
        }
    }

    #[test]
    fn each_turn_is_a_question_and_an_answer() {
        assert!(check_whole(&[]).is_ok());
        assert!(check_whole(&[turn("Where?", "Left."), turn("Why?", "So.")]).is_ok());
        for (bad, says) in [
            (turn(" ", "Left."), "turn 3 has no question"),
            (turn("Where?", "\n"), "turn 3 has no answer"),
            (turn("", ""), "turn 3 has neither"),
        ] {
            let all = [turn("Where?", "Left."), bad];
            let Invalid(said) = check_whole(&all).unwrap_err();
            assert!(said.starts_with(says), "{said}");
            // A draft may be half written.
            assert!(check_room(&all).is_ok());
        }
    }

    #[test]
    fn there_is_room_for_eight_and_for_as_much_as_an_answer() {
        let most = vec![turn("Where?", "Left."); TURNS];
        assert!(check_whole(&most).is_ok());
        let more = vec![turn("Where?", "Left."); TURNS + 1];
        let Invalid(said) = check_whole(&more).unwrap_err();
        assert!(said.contains("at most 8") && said.contains("remove 1"));
        assert!(check_room(&more).is_err());
        // Bytes, not characters, of questions and answers together.
        let half = "é".repeat(ANSWER_BYTES / 4);
        assert!(check_whole(&[turn(&half, &half)]).is_ok());
        let Invalid(said) = check_room(&[turn(&half, &half), turn("a", "")]).unwrap_err();
        assert!(said.contains("16384 bytes"), "{said}");
    }

    #[test]
    fn a_turn_is_read_with_both_halves_alone() {
        let json = r#"[{"instruction":"Where?","response":"Left."}]"#;
        let turns: Vec<Turn> = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&turns).unwrap(), json);
        assert!(serde_json::from_str::<Turn>(r#"{"instruction":"Where?"}"#).is_err());
    }
}
