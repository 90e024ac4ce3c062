-- A proposal is a model version's or a teacher's: one of both, and a teacher's is of a pair on this very item. A
-- server from before names model versions alone and goes on as it did.
alter table proposals add column synthesis_sample_id uuid;
alter table proposals alter column model_version_id drop not null, alter column confidence drop not null;
create unique index proposals_one_a_sample on proposals (item_id, synthesis_sample_id)
    where synthesis_sample_id is not null;
alter table proposals
    add constraint proposals_of_one_author check (num_nonnulls(model_version_id, synthesis_sample_id) = 1) not valid,
    add constraint proposals_sure_if_a_models check ((confidence is null) = (model_version_id is null)) not valid,
    add constraint proposals_of_a_pair foreign key (project_id, item_id, synthesis_sample_id)
        references synthesis_pairs (project_id, item_id, sample_id) not valid;

-- A triplet of a proposal names whose that was.
alter table triplets add column synthesis_sample_id uuid;
alter table triplets
    add constraint triplets_of_one_author
        check (num_nonnulls(model_version_id, synthesis_sample_id) = num_nonnulls(proposal_id)) not valid,
    add constraint triplets_of_a_pair foreign key (project_id, item_id, synthesis_sample_id)
        references synthesis_pairs (project_id, item_id, sample_id) not valid;
