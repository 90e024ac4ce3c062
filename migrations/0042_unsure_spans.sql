-- Words of a model's answer that it was unsure of, as positions in the answer. Null: it is not known, as of whatever was
-- proposed before, by a worker from before, or by a teacher.
alter table proposals add column unsure_spans jsonb;
alter table proposals
    add constraint proposals_unsure_if_a_models check
        (unsure_spans is null or model_version_id is not null and jsonb_typeof(unsure_spans) = 'array') not valid;
