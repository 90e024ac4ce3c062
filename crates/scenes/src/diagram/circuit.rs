//! Electric circuits: one loop with three to five components on its sides, or two
//! branches; the switch open or closed.

use rand::Rng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::lettering::Anchor;
use super::sheet::{Palette, SIZE, Sheet, one_of};
use super::symbols::Component;

/// Height of the captions' capitals, pixels.
const CAPTION: f32 = 16.0;
/// From a wire to the captions beside it.
const ASIDE: f32 = 44.0;

type Point = (f32, f32);

/// Where a component can lie.
#[derive(Clone, Copy)]
struct Slot {
    at: Point,
    /// Which way the current flows there: degrees, 0 to the right, clockwise.
    turn: i32,
    /// Its caption stands on this side of it.
    side: Side,
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
    Above,
    Below,
}

/// The rectangle that the wires form.
struct Frame {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Frame {
    fn draw(rng: &mut ChaCha8Rng) -> Frame {
        Frame {
            left: rng.random_range(195.0..250.0),
            top: rng.random_range(165.0..215.0),
            right: rng.random_range(705.0..765.0),
            bottom: rng.random_range(445.0..520.0),
        }
    }

    fn middle(&self) -> f32 {
        (self.top + self.bottom) / 2.0
    }

    fn along(&self, share: f32) -> f32 {
        self.left + (self.right - self.left) * share
    }

    /// The six places of a loop, clockwise from the left.
    fn slots(&self) -> [Slot; 6] {
        let slot = |at, turn, side| Slot { at, turn, side };
        let (one, two) = (self.along(0.29), self.along(0.71));
        [
            slot((self.left, self.middle()), -90, Side::Left),
            slot((one, self.top), 0, Side::Above),
            slot((two, self.top), 0, Side::Above),
            slot((self.right, self.middle()), 90, Side::Right),
            slot((two, self.bottom), 180, Side::Below),
            slot((one, self.bottom), 180, Side::Below),
        ]
    }
}

/// What is placed, in the order of the explanation.
type Placed = Vec<(Component, Slot)>;

pub(super) fn draw(palette: Palette, rng: &mut ChaCha8Rng) -> (Sheet, Vec<String>) {
    let live = rng.random_bool(0.65);
    let frame = Frame::draw(rng);
    let branched = rng.random_bool(0.35);
    let mut sheet = Sheet::new(palette, "Electric circuit");
    let (placed, steps) = if branched {
        branches(&frame, live, rng)
    } else {
        single(&frame, live, rng)
    };
    // A branched circuit may lie the other way round.
    let flipped = branched && rng.random_bool(0.5);
    let placed: Placed = placed
        .into_iter()
        .map(|(c, slot)| (c, if flipped { flip(slot) } else { slot }))
        .collect();
    wires(&mut sheet, &frame, &placed, branched, flipped);
    for (component, slot) in &placed {
        let svg = component.svg(slot.at, slot.turn, live, palette.ink);
        sheet.part(component.label(), svg);
        caption(&mut sheet, component.label(), *slot);
    }
    (sheet, steps)
}

/// One loop: the battery anywhere, the others where the current comes to them.
fn single(frame: &Frame, live: bool, rng: &mut ChaCha8Rng) -> (Placed, Vec<String>) {
    let mut others = vec![
        Component::Switch,
        one_of([Component::Lamp, Component::Motor], rng),
    ];
    let count = rng.random_range(0..=2);
    others.extend(
        [Component::Resistor, Component::Fuse, Component::Ammeter].choose_multiple(rng, count),
    );
    others.shuffle(rng);
    let slots = frame.slots();
    let battery = rng.random_range(0..slots.len());
    let mut ways: Vec<usize> = (1..slots.len()).collect();
    ways.shuffle(rng);
    ways.truncate(others.len());
    ways.sort_unstable();
    let mut placed = vec![(Component::Battery, slots[battery])];
    placed.extend(
        others
            .into_iter()
            .zip(ways)
            .map(|(c, way)| (c, slots[(battery + way) % slots.len()])),
    );
    let mut order: Vec<Component> = placed.iter().map(|p| p.0).collect();
    if !live {
        // Why nothing flows comes before what follows from it.
        order[1..].sort_by_key(|c| *c != Component::Switch);
    }
    let mut steps = sentences(&order, live);
    if live {
        steps.push("The current comes back to the battery, and the circuit is complete.".into());
    }
    (placed, steps)
}

/// The battery and what all the current flows through to the left, two loads side by side to the right.
fn branches(frame: &Frame, live: bool, rng: &mut ChaCha8Rng) -> (Placed, Vec<String>) {
    let [left, first, _, right, _, last] = frame.slots();
    let inner = Slot {
        at: (frame.along(0.54), frame.middle()),
        turn: 90,
        side: Side::Right,
    };
    let mut loads = [Component::Lamp, Component::Motor];
    loads.shuffle(rng);
    let mut placed = vec![(Component::Battery, left), (Component::Switch, first)];
    if rng.random_bool(0.6) {
        placed.push((one_of([Component::Fuse, Component::Ammeter], rng), last));
    }
    let order: Vec<Component> = placed.iter().map(|p| p.0).collect();
    let mut steps = sentences(&order, live);
    placed.extend([(loads[0], inner), (loads[1], right)]);
    let does = |load| match (load, live) {
        (Component::Lamp, true) => "lights up",
        (Component::Lamp, false) => "stays dark",
        (_, true) => "turns",
        (_, false) => "stands still",
    };
    let name = |load: Component| load.label().to_lowercase();
    if live {
        steps.push(format!(
            "Where the wire forks the current divides: one part flows through the {}, which {}.",
            name(loads[0]),
            does(loads[0])
        ));
        steps.push(format!(
            "The other part flows through the {}, which {}.",
            name(loads[1]),
            does(loads[1])
        ));
        steps.push("Both parts join again and come back to the battery.".into());
    } else {
        for (load, branch) in loads.into_iter().zip(["one", "the other"]) {
            steps.push(format!(
                "In {branch} branch the {} {}.",
                name(load),
                does(load)
            ));
        }
    }
    (placed, steps)
}

fn sentences(order: &[Component], live: bool) -> Vec<String> {
    order.iter().map(|c| c.step(live).to_owned()).collect()
}

/// Mirrored from left to right; the current goes the other way round.
fn flip(slot: Slot) -> Slot {
    Slot {
        at: (SIZE.0 as f32 - slot.at.0, slot.at.1),
        turn: match slot.turn {
            0 => 180,
            180 => 0,
            upright => upright,
        },
        side: match slot.side {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
            level => level,
        },
    }
}

/// The wires, with gaps where components lie.
fn wires(
    sheet: &mut Sheet,
    frame: &Frame,
    placed: &[(Component, Slot)],
    branched: bool,
    flipped: bool,
) {
    let x = |x: f32| if flipped { SIZE.0 as f32 - x } else { x };
    let (left, right) = (x(frame.left), x(frame.right));
    let mut lines = vec![
        ((left, frame.top), (right, frame.top)),
        ((right, frame.top), (right, frame.bottom)),
        ((right, frame.bottom), (left, frame.bottom)),
        ((left, frame.bottom), (left, frame.top)),
    ];
    let ink = sheet.palette.ink;
    let mut dots = String::new();
    if branched {
        let fork = x(frame.along(0.54));
        lines.push(((fork, frame.top), (fork, frame.bottom)));
        for y in [frame.top, frame.bottom] {
            dots += &format!("<circle cx='{fork:.1}' cy='{y:.1}' r='6' fill='{ink}'/>");
        }
    }
    let path: String = lines.iter().map(|l| wire(l.0, l.1, placed)).collect();
    sheet.below(&format!(
        "<path d='{path}' stroke='{ink}' stroke-width='3.2'/>{dots}"
    ));
}

/// One straight wire, upright or level, with a gap for each component on it.
fn wire(from: Point, to: Point, placed: &[(Component, Slot)]) -> String {
    let length = (to.0 - from.0).hypot(to.1 - from.1);
    let step = ((to.0 - from.0) / length, (to.1 - from.1) / length);
    let mut gaps: Vec<(f32, f32)> = placed
        .iter()
        .filter_map(|(component, slot)| {
            let (dx, dy) = (slot.at.0 - from.0, slot.at.1 - from.1);
            let on_it = (dx * step.1 - dy * step.0).abs() < 0.5;
            let way = dx * step.0 + dy * step.1;
            (on_it && way > 0.0 && way < length)
                .then(|| (way - component.reach(), way + component.reach()))
        })
        .collect();
    gaps.sort_by(|a, b| a.0.total_cmp(&b.0));
    let point = |way: f32| format!("{:.1} {:.1}", from.0 + step.0 * way, from.1 + step.1 * way);
    let mut path = format!("M{}", point(0.0));
    for (begins, ends) in gaps {
        path += &format!("L{}M{}", point(begins), point(ends));
    }
    path + &format!("L{}", point(length))
}

fn caption(sheet: &mut Sheet, text: &str, slot: Slot) {
    let (x, y) = slot.at;
    let (at, anchor) = match slot.side {
        Side::Left => ((x - ASIDE, y + CAPTION / 2.0), Anchor::End),
        Side::Right => ((x + ASIDE, y + CAPTION / 2.0), Anchor::Start),
        Side::Above => ((x, y - ASIDE), Anchor::Middle),
        Side::Below => ((x, y + ASIDE + CAPTION), Anchor::Middle),
    };
    sheet.caption(text, at, CAPTION, anchor);
}
