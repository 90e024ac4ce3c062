-- Who else shows a name: asked for each name that a page shows. Built in one pass, as 0045; users are few.
create index users_by_display_name on users (display_name);
