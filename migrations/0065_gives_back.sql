-- What a run under way gives back to its project's count of new triplets if it fails or is cancelled: those that it took
-- and that are current still. Decisions keep it, so that nothing is counted when it ends. Null where it is not kept, of runs
-- from before and of those that a server from before asks for beside a newer one: they give back what they took.
alter table training_runs add column gives_back integer;
