-- An item, and a teacher's sample, may be about several images. The first stands where it stood; the further ones stand
-- here, of the first one's project and split by key, and never the same image twice.
-- The further images of an item in their order, as part of what an item is known by; their rows follow from it and from nothing else.
alter table items add column further_images uuid[] not null default '{}';
-- (First of all, so that no weaker lock on items is held before this strongest one.)

alter table instruction_kinds add constraint instruction_kinds_images
    check (coalesce((template -> 'images')::integer, 1) between 1 and 4) not valid;

create table synthesis_sample_images (
    project_id uuid not null,
    sample_id uuid not null,
    -- Which of the sample's images, from 1; the first is the sample's own.
    position smallint not null check (position between 2 and 4),
    first_image_id uuid not null,
    image_id uuid not null,
    split text not null check (split in ('train', 'validation')),
    primary key (sample_id, position),
    unique (sample_id, image_id),
    constraint synthesis_sample_images_of_sample foreign key (project_id, sample_id, first_image_id, split)
        references synthesis_samples (project_id, id, image_id, split),
    constraint synthesis_sample_images_of_image foreign key (project_id, image_id, split)
        references images (project_id, id, split),
    constraint synthesis_sample_images_not_the_first check (image_id <> first_image_id)
);
create index synthesis_sample_images_by_image on synthesis_sample_images (image_id);

create table item_images (
    project_id uuid not null,
    item_id uuid not null,
    -- Which of the item's images, from 1; the first is the item's own.
    position smallint not null check (position between 2 and 4),
    first_image_id uuid not null,
    image_id uuid not null,
    split text not null check (split in ('train', 'validation', 'held_out')),
    primary key (item_id, position),
    unique (item_id, image_id),
    constraint item_images_of_item foreign key (project_id, item_id, first_image_id, split)
        references items (project_id, id, image_id, split),
    constraint item_images_of_image foreign key (project_id, image_id, split)
        references images (project_id, id, split),
    constraint item_images_not_the_first check (image_id <> first_image_id)
);
create index item_images_by_image on item_images (image_id);

create function item_images_put() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into item_images (project_id, item_id, position, first_image_id, image_id, split)
    select new.project_id, new.id, f.n + 1, new.image_id, f.image_id, new.split
    from unnest(new.further_images) with ordinality as f (image_id, n);
    return new;
end
$$;
create trigger items_further_images after insert on items
    for each row when (new.further_images <> '{}') execute function item_images_put();
create trigger items_further_images_kept before update on items
    for each row when (new.further_images is distinct from old.further_images) execute function refuse_change();

-- Every sample of a plan has as many images as its kind says, and a pair's item is about its sample's: a worker from
-- before, which knows one image alone, is refused rather than taken at its word.
create function synthesis_plan_whole() returns trigger language plpgsql as $$
begin
    if exists (select from jsonb_array_elements(new.kinds) k join synthesis_samples s on s.kind = k ->> 'name'
        where s.run_id = new.id and (k -> 'images')::integer > 1 and (k -> 'images')::integer - 1
            <> (select count(*) from synthesis_sample_images x where x.sample_id = s.id)) then
        raise exception 'a sample of the plan lacks images that its kind is about' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger synthesis_runs_plan_whole before update on synthesis_runs
    for each row when (old.images is null and new.images is not null) execute function synthesis_plan_whole();

create function synthesis_pair_of_all_images() returns trigger language plpgsql as $$
begin
    if (select further_images from items where id = new.item_id) is distinct from
        (select coalesce(array_agg(image_id order by position), '{}') from synthesis_sample_images
            where sample_id = new.sample_id) then
        raise exception 'the item is about other images than the sample' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger synthesis_pairs_of_all_images before insert on synthesis_pairs
    for each row when (new.item_id is not null) execute function synthesis_pair_of_all_images();

-- What a teacher was asked about, and what people decided about, stays.
create trigger synthesis_sample_images_kept before update or delete on synthesis_sample_images
    for each row execute function refuse_change();
create trigger item_images_kept before update or delete on item_images
    for each row execute function refuse_change();

grant select, insert on synthesis_sample_images to vitrine_app;
grant select on item_images to vitrine_app;
