-- over_state: what the item was when the review was written, to which an undo brings it back; none on reviews of a server
-- from before.
alter table reviews add column over_state text;
alter table reviews add constraint reviews_over_state check (over_state in
    ('waiting', 'queued', 'second_review', 'adjudication', 'decided', 'escalated')) not valid;
alter table reviews validate constraint reviews_over_state;

-- ended_at: when a decision without an answer took the mark away; the undo of that decision brings it back.
alter table gold_items add column ended_at timestamptz;
