//! docs/THIRD_PARTY.md names every package that is fetched, in the version that is pinned.

use serde_json::Value;

#[test]
fn every_pinned_package_has_its_notice() {
    let pins: Value =
        serde_json::from_str(include_str!("../../demo/setup/fetch_assets.lock.json")).unwrap();
    let notices = include_str!("../../../docs/THIRD_PARTY.md");
    let packages = pins["packages"].as_array().unwrap();
    assert!(!packages.is_empty());
    for package in packages {
        let (name, version) = (&package["name"], &package["version"]);
        let row = format!("`{}` {}", name.as_str().unwrap(), version.as_str().unwrap());
        assert!(notices.contains(&row), "no notice for {row}");
    }
}
