-- What a run under way gives back to its project's count of new triplets if it fails or is cancelled: those that it took
-- and that are current still. Decisions keep it, so that nothing is counted when it ends. A constant default, so that no
-- row is rewritten.
alter table training_runs add column gives_back integer not null default 0;
-- Of one that is under way while this is added, what it took.
update training_runs set gives_back = coalesce(triplets_new, 0) where state in ('queued', 'training', 'evaluating');
