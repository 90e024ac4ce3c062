//! Customers' photographs: the product in sight, its mark on it and nowhere else.

mod common;

use std::collections::BTreeSet;

use vitrine_scenes::{product_brands, product_scene, snapshot, to_jpeg};

#[test]
fn the_same_arguments_give_the_same_photograph() {
    let (_folder, library) = common::made_up();
    let made = |seed, index| to_jpeg(&product_scene(&library, seed, index).unwrap().scene, None);
    assert_eq!(made(3, 1), made(3, 1));
    assert_ne!(made(3, 1), made(3, 5));
    assert_ne!(made(3, 1), made(4, 1));
}

#[test]
fn a_mark_lies_on_its_product_and_both_in_the_picture() {
    let (_folder, library) = common::made_up();
    let brands: BTreeSet<_> = product_brands().into_iter().collect();
    let (mut with, mut without) = (0, 0);
    for index in 0..40 {
        let made = product_scene(&library, 7, index).unwrap();
        let [object] = &made.scene.objects[..] else {
            panic!("one product, not {:?}", made.scene.objects);
        };
        let p = object.bbox;
        assert!(p.iter().all(|v| (0.0..=1.0).contains(v)), "{p:?}");
        assert!(p[2] - p[0] > 0.15 && p[3] - p[1] > 0.15, "{p:?}");
        match &made.scene.marks[..] {
            [] => without += 1,
            [mark] => {
                let m = mark.bbox;
                assert!(
                    m[0] >= p[0] && m[1] >= p[1] && m[2] <= p[2] && m[3] <= p[3],
                    "{m:?} beyond {p:?}"
                );
                assert!(mark.visible_fraction > 0.99 && brands.contains(&mark.brand));
                with += 1;
            }
            more => panic!("at most one mark, not {more:?}"),
        }
    }
    assert!(with > 10 && without > 5, "{with} with, {without} without");
}

#[test]
fn each_product_comes_once_before_any_comes_again() {
    let (_folder, library) = common::made_up();
    let names: Vec<&str> = (0..8)
        .map(|index| product_scene(&library, 2, index).unwrap().product.name)
        .collect();
    // The made-up library has four of them.
    assert_eq!(names[..4].iter().collect::<BTreeSet<_>>().len(), 4);
    assert_eq!(names[..4], names[4..]);
}

#[test]
fn a_snapshot_is_the_photograph_itself() {
    let (_folder, library) = common::made_up();
    let bytes = snapshot(&library, "old-tools").unwrap();
    let picture = image::load_from_memory(&bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (160, 120));
    assert!(snapshot(&library, "no-such-photograph").is_none());
}
