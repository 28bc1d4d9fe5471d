//! A failing run leaves its seed, and the next one begins with it.

use std::{cell::RefCell, panic::catch_unwind};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{Config, Seeds, config_in, file_in, fs};

/// The seeds a run was tried with, and whether it came to its end. The test fails with those in `bad`.
fn tried(seeds: &Seeds, new: &[u64], bad: &[u64]) -> (Vec<u64>, bool) {
    let tried = RefCell::new(Vec::new());
    let run = catch_unwind(std::panic::AssertUnwindSafe(|| {
        seeds.run(new.iter().copied(), |seed| {
            tried.borrow_mut().push(seed);
            assert!(!bad.contains(&seed), "this seed fails");
        });
    }));
    (tried.into_inner(), run.is_ok())
}

#[test]
fn a_failing_seed_is_kept_and_tried_first_until_it_is_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let seeds = Seeds { file: file_in(folder.path(), "hostile-paging") };
    assert_eq!(tried(&seeds, &[1], &[]), (vec![1], true));
    assert!(!seeds.file.exists(), "nothing failed");
    assert_eq!(tried(&seeds, &[2], &[2]), (vec![2], false));
    assert_eq!(fs::read_to_string(&seeds.file).unwrap(), "2\n");
    // Not mended: the kept seed fails before the new one is tried, and is not noted twice.
    assert_eq!(tried(&seeds, &[3], &[2]), (vec![2], false));
    assert_eq!(tried(&seeds, &[2], &[2]), (vec![2], false));
    assert_eq!(fs::read_to_string(&seeds.file).unwrap(), "2\n");
    // Mended: it goes on being tried.
    assert_eq!(tried(&seeds, &[4], &[]), (vec![2, 4], true));
    fs::write(&seeds.file, "# of the walk over 500 rows\n\n2 # rows came twice\n7\n").unwrap();
    assert_eq!(tried(&seeds, &[4], &[]), (vec![2, 7, 4], true));
    assert_eq!(tried(&seeds, &[7], &[]), (vec![2, 7], true), "a kept one comes once");
    assert_eq!(tried(&seeds, &[8, 9, 10], &[9]), (vec![2, 7, 8, 9], false));
    assert_eq!(tried(&seeds, &[8], &[]), (vec![2, 7, 9, 8], true));
}

#[test]
fn a_failing_case_of_a_property_is_kept_and_tried_first() {
    let folder = tempfile::tempdir().unwrap();
    let run = |cases: u32, fails: fn(u64) -> bool| {
        let tried = RefCell::new(Vec::new());
        let config = Config { cases, ..config_in(folder.path(), "finance::choices::tests") };
        let outcome = TestRunner::new(config).run(&any::<u64>(), |value| {
            tried.borrow_mut().push(value);
            prop_assert!(!fails(value));
            Ok(())
        });
        (outcome.is_ok(), tried.into_inner())
    };
    let is_bad = |value: u64| value.is_multiple_of(64);
    let (passed, before) = run(10_000, is_bad);
    assert!(!passed);
    let found = before.iter().find(|value| is_bad(**value)).copied();
    let file = folder.path().join("finance-choices-tests.txt");
    assert!(fs::read_to_string(&file).unwrap().contains("cc "));
    // Mended, and no longer looked for: the case that failed comes first all the same.
    let (passed, again) = run(1, |_| false);
    assert_eq!((passed, again.first().copied()), (true, found));
}

#[test]
fn the_folder_is_the_one_of_the_project() {
    let seeds = Seeds::of("hostile-paging");
    assert!(seeds.file.ends_with("tests/seeds/hostile-paging.txt"), "{}", seeds.file.display());
    assert!(seeds.file.parent().is_some_and(|folder| folder.join("README.md").exists()));
}
