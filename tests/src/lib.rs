//! Empty: this package is its tests, `tests/across`, which run server and worker as real processes against a real
//! Postgres. A package needs a target of its own beside them.
