//! What is selected: any number of regions, the last of them first among them, and a corner of a polygon.
//!
//! Must never change a region.

use super::event::Told;
use super::{Key, State};
use std::collections::HashSet;
use vitrine_domain::{BBox, Region, Shape};

impl State {
    /// The region selected last: keys that are meant for one region are meant for it.
    pub fn selected(&self) -> Option<usize> {
        self.place(*self.picked.last()?)
    }

    /// All that are selected, in their order on the desk.
    pub fn selection(&self) -> Vec<usize> {
        if let [key] = self.picked[..] {
            return self.place(key).into_iter().collect();
        }
        let picked: HashSet<Key> = self.picked.iter().copied().collect();
        let all = self.marks.iter().enumerate();
        all.filter(|(_, m)| picked.contains(&m.key))
            .map(|(i, _)| i)
            .collect()
    }

    pub fn is_selected(&self, i: usize) -> bool {
        self.marks
            .get(i)
            .is_some_and(|m| self.picked.contains(&m.key))
    }

    /// The only selected region, if it may be changed and is seen: it shows its handles.
    pub fn in_reach(&self) -> Option<(usize, &Region)> {
        let [key] = self.picked[..] else {
            return None;
        };
        let i = self.place(key)?;
        (!self.marks[i].fixed()).then(|| (i, &self.draft.regions[i]))
    }

    /// The chosen corner of the selected polygon.
    pub fn corner(&self) -> Option<(usize, usize)> {
        let (i, region) = self.in_reach()?;
        match &region.shape {
            Shape::Polygon { points } => self.corner.filter(|k| *k < points.len()).map(|k| (i, k)),
            _ => None,
        }
    }

    /// Where a region lies now.
    pub fn place(&self, key: Key) -> Option<usize> {
        self.marks.iter().position(|m| m.key == key)
    }

    pub(super) fn select(&mut self, i: Option<usize>) {
        let key = i.and_then(|i| self.marks.get(i)).map(|m| m.key);
        let now: Vec<Key> = key.into_iter().collect();
        if now != self.picked {
            self.picked = now;
            self.corner = None;
            if key.is_some() {
                self.tell(Told::Selected);
            }
        }
    }

    pub(super) fn extend(&mut self, i: usize) {
        let Some(key) = self.marks.get(i).map(|m| m.key) else {
            return;
        };
        match self.picked.iter().position(|k| *k == key) {
            Some(at) => drop(self.picked.remove(at)),
            None => self.picked.push(key),
        }
        self.corner = None;
        self.tell(Told::Selected);
    }

    pub(super) fn select_all(&mut self) {
        let seen = self.marks.iter().filter(|m| !m.hidden);
        self.picked = seen.map(|m| m.key).collect();
        self.corner = None;
        self.tell(Told::Selected);
    }

    pub(super) fn step(&mut self, by: i32) {
        let n = self.marks.len() as i32;
        if n == 0 {
            return;
        }
        let to = match self.selected() {
            Some(i) => (i as i32 + by).rem_euclid(n),
            None if by > 0 => 0,
            None => n - 1,
        };
        self.select(Some(to as usize));
    }

    /// Selects what a field touches beside what was selected before.
    pub(super) fn select_within(&mut self, field: BBox, before: &[Key]) {
        let touched = |r: &Region| {
            let b = r.bbox();
            b[0] <= field[2] && b[2] >= field[0] && b[1] <= field[3] && b[3] >= field[1]
        };
        let all = self.marks.iter().zip(&self.draft.regions);
        let within = all
            .filter(|(m, r)| !m.fixed() && touched(r))
            .map(|(m, _)| m.key)
            .filter(|k| !before.contains(k));
        self.picked = before.iter().copied().chain(within).collect();
    }

    pub(super) fn choose_corner(&mut self, by: Option<i32>) {
        let Some(by) = by else {
            self.corner = None;
            return;
        };
        let Some(Shape::Polygon { points }) = self.in_reach().map(|(_, r)| &r.shape) else {
            return;
        };
        let n = points.len() as i32;
        let to = self.corner.map_or(if by > 0 { 0 } else { n - 1 }, |k| {
            (k as i32 + by).rem_euclid(n)
        });
        self.corner = Some(to as usize);
        self.tell(Told::Corner(to as usize));
    }
}
