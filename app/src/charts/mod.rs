//! Charts as the server draws them: one SVG, its numbers in a table beside it. Arithmetic from values to paths; no script
//! runs for them.

mod axis;
mod bars;
mod lines;

pub use bars::{Bars, LEVELS, Level, bars, levels};
pub use lines::{Line, at, lines, shares, steps};

use crate::parts::frame::frame;
use crate::parts::wide;
use crate::words::charts as say;
use leptos::prelude::*;

/// Pixels.
const HEIGHT: f32 = 220.0;
/// Pixels along the axis that words may reckon with, as on a phone.
const ROOM: f32 = 270.0;
/// Pixels that a letter of a word takes at most, on average, and what lies between two words.
const LETTER: f32 = 6.8;
const GAP: f32 = 6.0;
const TOP: f32 = 14.0;
const BOTTOM: f32 = 28.0;

/// What is drawn, what it says, and the same in numbers.
pub struct Chart {
    /// In the address, behind `#`.
    pub id: &'static str,
    pub title: &'static str,
    /// What is measured, and of how many.
    pub unit: String,
    /// Classes of the colours and their words; none where there is but one.
    pub legend: Vec<(String, String)>,
    /// None: there is nothing to draw, and `empty` says why.
    pub drawing: Option<AnyView>,
    /// What the drawing shows, in a sentence.
    pub says: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub empty: &'static str,
}

pub fn card(chart: Chart) -> AnyView {
    let numbers = chart
        .drawing
        .is_some()
        .then(|| table(chart.title, chart.head, chart.rows));
    view! {
        <section class="card figure-card" id=chart.id>
            <div class="card-head">
                <h2><a href=format!("#{}", chart.id)>{chart.title}</a></h2>
                <p class="quiet">{chart.unit}</p>
            </div>
            {match chart.drawing {
                None => view! { <p class="hint chart-empty">{chart.empty}</p> }.into_any(),
                Some(drawing) => view! {
                    {frame(HEIGHT, chart.says, drawing)}
                    {(!chart.legend.is_empty()).then(|| view! {
                        <ul class="legend figure-legend">{chart.legend.into_iter().map(|(class, words)| view! {
                            <li class="legend-part"><span class=format!("swatch {class}")></span>{words}</li>
                        }).collect_view()}</ul>
                    })}
                }.into_any(),
            }}
            {numbers}
        </section>
    }
    .into_any()
}

/// Columns that fit beside one another on a phone.
const FEW: usize = 3;

/// The first column heads its row, the others are numbers.
fn table(title: &'static str, head: Vec<String>, rows: Vec<Vec<String>>) -> AnyView {
    let few = head.len() <= FEW;
    let names = head.clone();
    view! {
        <details class="fold"><summary>{say::NUMBERS}<span class="sr-only">{say::numbers_of(title)}</span></summary>
            {wide(title, view! { <table class=if few { "compare figure-table" } else { "compare figure-table stacks" }>
                <thead><tr>{head.into_iter().enumerate().map(|(i, h)| view! {
                    <th scope="col" class=(i > 0).then_some("num")>{h}</th>
                }).collect_view()}</tr></thead>
                <tbody>{rows.into_iter().map(|row| view! {
                    <tr>{row.into_iter().enumerate().map(|(i, cell)| match i {
                        0 => view! { <th scope="row">{cell}</th> }.into_any(),
                        _ => view! { <td class="num" data-label=names.get(i).cloned()>{cell}</td> }.into_any(),
                    }).collect_view()}</tr>
                }).collect_view()}</tbody>
            </table> })}
        </details>
    }
    .into_any()
}
