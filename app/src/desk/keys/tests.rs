use super::*;

fn usual(pressed: Pressed) -> Option<Command> {
    command(&Keymap::default(), pressed)
}

fn key(key: &str) -> Pressed<'_> {
    Pressed {
        key,
        ..Pressed::default()
    }
}

#[test]
fn no_key_fires_while_typing() {
    let usual_keys = Action::ALL.iter().filter_map(|a| a.usual());
    let mut all: Vec<String> = usual_keys.map(|key| key.to_string()).collect();
    all.extend(["1", "9", "?", "Delete", "ArrowLeft", "!"].map(str::to_owned));
    for name in &all {
        for shift in [false, true] {
            let pressed = Pressed {
                typing: true,
                selected: true,
                code: "Digit1",
                shift,
                ..key(name)
            };
            assert_eq!(usual(pressed), None, "{name}");
        }
    }
    let chord = Pressed {
        ctrl: true,
        typing: true,
        ..key("Enter")
    };
    assert_eq!(usual(chord), Some(Command::Do(Action::Main)));
}

#[test]
fn esc_leaves_the_field_before_it_gives_anything_up() {
    for (typing, choosing, heard) in [
        (true, false, Command::Leave),
        (false, true, Command::Leave),
        (false, false, Command::Deselect),
    ] {
        let pressed = Pressed {
            typing,
            choosing,
            selected: true,
            ..key("Escape")
        };
        assert_eq!(usual(pressed), Some(heard));
    }
}

#[test]
fn on_a_choice_arrows_choose_and_all_else_is_the_desks() {
    let heard = |name, ctrl| {
        usual(Pressed {
            choosing: true,
            selected: true,
            ctrl,
            ..key(name)
        })
    };
    for own in [
        "ArrowUp",
        "ArrowDown",
        "ArrowLeft",
        "Home",
        "End",
        "Enter",
        " ",
        "Tab",
    ] {
        assert_eq!(heard(own, false), None, "{own}");
    }
    for ctrl in [false, true] {
        assert_eq!(heard("ArrowDown", ctrl), None);
    }
    assert_eq!(heard("a", false), usual(key("a")));
    assert!(matches!(heard("a", false), Some(Command::Do(_))));
    assert_eq!(heard("2", false), Some(Command::Label(1)));
    assert_eq!(heard("Delete", false), Some(Command::Delete));
    assert_eq!(heard("z", true), Some(Command::Do(Action::Undo)));
}

#[test]
fn arrows_belong_to_the_page_until_a_region_is_selected() {
    let down = key("ArrowDown");
    assert_eq!(usual(down), None);
    let selected = Pressed {
        selected: true,
        ..down
    };
    assert_eq!(usual(selected), Some(Command::Move(0, STRIDE)));
    let shift = Pressed {
        shift: true,
        ..selected
    };
    assert_eq!(usual(shift), Some(Command::Resize(0, STRIDE)));
}

#[test]
fn browser_shortcuts_are_left_alone() {
    for name in ["a", "r", "s", "n", "l", "c", "1", "w", "t"] {
        let chord = Pressed {
            ctrl: true,
            selected: true,
            ..key(name)
        };
        assert_eq!(usual(chord), None, "{name}");
    }
    for name in ["Tab", "F5", "Shift", "Enter", "Delete"] {
        assert_eq!(usual(key(name)), None, "{name}");
    }
}

#[test]
fn a_changed_key_is_heard_and_its_old_one_is_not() {
    let keys = Keymap::default().with(Action::Reject, 'x');
    assert_eq!(command(&keys, key("X")), Some(Command::Do(Action::Reject)));
    assert_eq!(command(&keys, key("r")), None);
    // Redo goes along with undo.
    let keys = Keymap::default().with(Action::Undo, 'x');
    let shift = Pressed {
        shift: true,
        ..key("X")
    };
    assert_eq!(command(&keys, shift), Some(Command::Do(Action::Redo)));
    // A sign that needs Shift is no other for it.
    let keys = Keymap::default().with(Action::Undo, '°');
    let shift = Pressed { key: "°", ..shift };
    assert_eq!(command(&keys, shift), Some(Command::Do(Action::Undo)));
}

#[test]
fn digits_are_labels_and_with_shift_phrases_whatever_the_keyboard_says() {
    assert_eq!(usual(key("1")), Some(Command::Label(0)));
    assert_eq!(usual(key("0")), Some(Command::Do(Action::NoViolations)));
    for said in ["!", "1", "&"] {
        let pressed = Pressed {
            code: "Digit1",
            shift: true,
            ..key(said)
        };
        assert_eq!(usual(pressed), Some(Command::Phrase(0)), "{said}");
    }
    // AZERTY's row without Shift, then a Czech one's; "Dead" is a key that waits for the next.
    for (row, own, action) in [
        ("&é\"'(-è_ç", '-', Action::ZoomOut),
        ("+ěščřžýáí", '+', Action::ZoomIn),
    ] {
        for (n, sign) in row.chars().enumerate() {
            let (said, code) = (sign.to_string(), format!("Digit{}", n + 1));
            let pressed = Pressed {
                code: &code,
                ..key(&said)
            };
            // What is an action's key goes on being it …
            let heard = match sign == own {
                true => Command::Do(action),
                false => Command::Label(n),
            };
            assert_eq!(usual(pressed), Some(heard), "{said}");
            // … until that has another.
            let keys = Keymap::default().with(action, '#');
            assert_eq!(command(&keys, pressed), Some(Command::Label(n)), "{said}");
        }
    }
    let row = |said, code| usual(Pressed { code, ..key(said) });
    assert_eq!(row("Dead", "Digit2"), Some(Command::Label(1)));
    assert_eq!(row("à", "Digit0"), Some(Command::Do(Action::NoViolations)));
}

#[test]
fn signs_typed_with_another_modifier_are_heard_as_themselves() {
    // A bracket on a German keyboard, and on a German Mac's.
    for (said, code, shift, action) in [
        ("[", "Digit8", false, Action::PreviousRegion),
        ("]", "Digit6", false, Action::NextRegion),
        ("[", "Digit5", true, Action::PreviousRegion),
    ] {
        let pressed = Pressed {
            code,
            shift,
            graph: true,
            ..key(said)
        };
        assert_eq!(usual(pressed), Some(Command::Do(action)), "{said}");
        assert_eq!(unheard(pressed, true), None);
    }
}

#[test]
fn a_sign_of_ones_own_is_heard_the_way_it_is_typed_or_refused() {
    let keys = Keymap::default().with(Action::Reject, '§');
    let rows = (0..=9).map(|n| format!("Digit{n}"));
    for code in rows.chain(["Minus".into(), "KeyQ".into()]) {
        for shift in [false, true] {
            let pressed = Pressed {
                code: &code,
                shift,
                ..key("§")
            };
            let heard = command(&keys, pressed) == Some(Command::Do(Action::Reject));
            assert_eq!(unheard(pressed, false).is_none(), heard, "{code}");
        }
    }
    let with = |ctrl, alt| unheard(Pressed { ctrl, ..key("j") }, alt);
    assert_eq!(with(false, true), Some(say::WITH_ALT));
    assert_eq!(with(true, false), Some(say::WITH_CTRL));
    assert_eq!(with(false, false), None);
}

#[test]
fn with_keys_pressed_alone_switched_off_no_sign_does_anything() {
    let signs = (' '..='~').chain(['ö', '°', '’']).map(|c| c.to_string());
    for sign in signs.chain(["Dead".into()]) {
        for (code, shift, graph) in [
            ("", false, false),
            ("", true, false),
            ("Digit1", false, false),
            ("Digit1", true, false),
            ("Digit8", false, true),
        ] {
            let pressed = Pressed {
                code,
                shift,
                graph,
                selected: true,
                quiet: true,
                ..key(&sign)
            };
            assert_eq!(usual(pressed), None, "{sign}");
        }
    }
    // What comes with Ctrl goes on, and so does what is no sign.
    for (ctrl, name, heard) in [
        (true, "Enter", Command::Do(Action::Main)),
        (true, "k", Command::Palette),
        (true, "?", Command::Help),
        (true, "z", Command::Do(Action::Undo)),
        (false, "Escape", Command::Deselect),
        (false, "ArrowDown", Command::Move(0, STRIDE)),
        (false, "Delete", Command::Delete),
    ] {
        let pressed = Pressed {
            ctrl,
            selected: true,
            quiet: true,
            ..key(name)
        };
        assert_eq!(usual(pressed), Some(heard), "{name}");
    }
}

#[test]
fn the_keys_are_shown_by_a_chord_wherever_one_is() {
    for typing in [false, true] {
        let chord = Pressed {
            ctrl: true,
            shift: true,
            typing,
            ..key("?")
        };
        assert_eq!(usual(chord), Some(Command::Help));
    }
}
