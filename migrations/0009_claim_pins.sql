-- What a claim showed its reviewer: the review is of that proposal, under that policy, whatever changes meanwhile.
-- Empty on claims from before; their reviews are of what stands when they come.
alter table claims add column proposal_id uuid, add column policy_id uuid;
alter table claims add constraint claims_proposal foreign key (project_id, proposal_id)
    references proposals (project_id, id) not valid;
alter table claims add constraint claims_policy foreign key (project_id, policy_id)
    references policies (project_id, id) not valid;
alter table claims validate constraint claims_proposal;
alter table claims validate constraint claims_policy;
