-- Reviewers of the project bench.project beside the one whom the bench added by the front door: they have that one's
-- password, since hashing two hundred takes longer than measuring.
insert into users (id, name, display_name, password_hash)
select gen_random_uuid(), 'reviewer-' || n, 'Reviewer ' || n, u.password_hash
from users u, generate_series(1, current_setting('bench.people')::int) n
where u.name = 'reviewer';

insert into memberships (project_id, user_id, role)
select current_setting('bench.project')::uuid, id, 'reviewer' from users where name like 'reviewer-%';
