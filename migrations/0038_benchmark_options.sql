-- What was asked beyond a benchmark's plain way; which options a benchmark has is checked where it is asked for.
alter table benchmark_evaluations
    add column both_orders boolean not null default false,
    add column ensemble text constraint benchmark_evaluations_ensemble_known
        check (ensemble in ('complement', 'judge'));
