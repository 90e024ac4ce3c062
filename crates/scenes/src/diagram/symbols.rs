//! The components of a circuit as their symbols (IEC 60617), drawn along the x
//! axis with the current flowing to the right, their centre in the origin.

use super::lettering::{Anchor, line};

/// A component of a circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Component {
    Battery,
    Switch,
    Lamp,
    Motor,
    Resistor,
    Fuse,
    Ammeter,
}

const LINE: f32 = 3.2;

impl Component {
    pub fn label(self) -> &'static str {
        match self {
            Component::Battery => "Battery",
            Component::Switch => "Switch",
            Component::Lamp => "Lamp",
            Component::Motor => "Motor",
            Component::Resistor => "Resistor",
            Component::Fuse => "Fuse",
            Component::Ammeter => "Ammeter",
        }
    }

    /// From the centre to where the wire begins, pixels.
    pub fn reach(self) -> f32 {
        match self {
            Component::Battery => 21.0,
            Component::Switch => 40.0,
            Component::Resistor | Component::Fuse => 44.0,
            Component::Lamp | Component::Motor | Component::Ammeter => 28.0,
        }
    }

    /// The symbol where it lies: turned by `turn` degrees; `live` while a current flows.
    pub fn svg(self, at: (f32, f32), turn: i32, live: bool, ink: &str) -> String {
        let round = |fill: &str| {
            format!("<circle r='28' fill='{fill}' stroke='{ink}' stroke-width='{LINE}'/>")
        };
        // A letter stands upright, however its symbol lies.
        let letter = |text: &str| {
            let upright = line(text, (0.0, 10.0), 20.0, Anchor::Middle, ink);
            format!("<g transform='rotate({})'>{upright}</g>", -turn)
        };
        let shape = match self {
            Component::Battery => format!(
                "<path d='M-7 -28V28M21 -28V28M31 -24V-14M26 -19H36' stroke='{ink}' stroke-width='{LINE}'/>\
                 <path d='M-20 -12V12M8 -12V12' stroke='{ink}' stroke-width='7' stroke-linecap='butt'/>"
            ),
            Component::Switch => {
                let tip = if live { "36 -2" } else { "27 -34" };
                format!(
                    "<path d='M-36 0L{tip}' stroke='{ink}' stroke-width='4'/>\
                     <circle cx='-36' r='5' fill='{ink}'/><circle cx='36' r='5' fill='{ink}'/>"
                )
            }
            Component::Lamp => {
                let fill = if live { "#ffd54f" } else { "#ffffff" };
                format!(
                    "{}<path d='M-19.8 -19.8L19.8 19.8M-19.8 19.8L19.8 -19.8' stroke='{ink}' stroke-width='{LINE}'/>",
                    round(fill)
                )
            }
            Component::Motor => round("#e8eef7") + &letter("M"),
            Component::Ammeter => round("#eef6ea") + &letter("A"),
            Component::Resistor => format!(
                "<rect x='-42.4' y='-15' width='84.8' height='30' fill='#f6e7d3' stroke='{ink}' stroke-width='{LINE}'/>"
            ),
            Component::Fuse => format!(
                "<rect x='-42.4' y='-11' width='84.8' height='22' fill='#ffffff' stroke='{ink}' stroke-width='{LINE}'/>\
                 <path d='M-42.4 0H42.4' stroke='{ink}' stroke-width='2'/>"
            ),
        };
        format!(
            "<g transform='translate({:.1} {:.1}) rotate({turn})'>{shape}</g>",
            at.0, at.1
        )
    }

    /// What it does, in a sentence.
    pub fn step(self, live: bool) -> &'static str {
        match (self, live) {
            (Component::Battery, true) => {
                "The battery drives the current out of its plus pole into the wire."
            }
            (Component::Battery, false) => {
                "The battery is ready to drive a current out of its plus pole."
            }
            (Component::Switch, true) => "The switch is closed, so the current can pass.",
            (Component::Switch, false) => {
                "The switch is open: the circuit is broken, and no current flows."
            }
            (Component::Lamp, true) => {
                "The current makes the wire in the lamp glow, and it lights up."
            }
            (Component::Lamp, false) => "The lamp stays dark.",
            (Component::Motor, true) => "The current turns the motor.",
            (Component::Motor, false) => "The motor stands still.",
            (Component::Resistor, true) => "The resistor keeps the current small.",
            (Component::Resistor, false) => "The resistor has no current to keep small.",
            (Component::Fuse, true) => {
                "The fuse lets the current through; it would melt if the current grew too large."
            }
            (Component::Fuse, false) => "The fuse stays whole, for nothing flows through it.",
            (Component::Ammeter, true) => "The ammeter shows how large the current is.",
            (Component::Ammeter, false) => "The ammeter shows zero.",
        }
    }
}
