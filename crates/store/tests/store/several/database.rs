//! What the database refuses, whoever asks.

use super::compared;
use crate::house::{image, kept, project, refused_by};
use vitrine_domain::{ImageId, Split};

#[tokio::test]
async fn the_database_refuses_images_of_another_split_or_project_and_changes() {
    let (house, run, item) = compared().await;
    let held_out = house.item(Split::HeldOut).await.image.id;
    let validation = house.item(Split::Validation).await.image.id;
    let them = project(house.store(), "other", Default::default()).await;
    let new = image();
    let added = house
        .store()
        .item_add(&them, &new, Some(Split::Train))
        .await;
    let foreign = added.unwrap().item.image.id;
    let (own, second) = (item.image.id, item.further_images[0].id);
    let owner = house.db.owner().await;
    let new = |further: &str| {
        format!(
            "insert into items (id, project_id, image_id, instruction, state, blind, split, further_images)
             select gen_random_uuid(), project_id, '{own}', 'another', 'queued', false, 'train', array[{further}]::uuid[]
             from images where id = '{own}'"
        )
    };
    let sampled = |image: ImageId, split: &str, position: i16| {
        format!(
            "insert into synthesis_sample_images (project_id, sample_id, position, first_image_id, image_id, split)
             select project_id, id, {position}, image_id, '{image}', '{split}' from synthesis_samples where run_id = '{}'",
            run.id
        )
    };
    let (of_item, of_sample) = ("item_images_of_image", "synthesis_sample_images_of_image");
    for (sql, constraint) in [
        (new(&format!("'{held_out}'")), of_item),
        (new(&format!("'{validation}'")), of_item),
        (new(&format!("'{foreign}'")), of_item),
        (new(&format!("'{own}'")), "item_images_not_the_first"),
        (
            new(&format!("'{second}', '{second}'")),
            "item_images_item_id_image_id_key",
        ),
        (sampled(validation, "train", 3), of_sample),
        (sampled(foreign, "train", 3), of_sample),
        (
            sampled(held_out, "held_out", 3),
            "synthesis_sample_images_split_check",
        ),
        (
            sampled(validation, "validation", 3),
            "synthesis_sample_images_of_sample",
        ),
        (
            sampled(own, "train", 3),
            "synthesis_sample_images_not_the_first",
        ),
        (
            sampled(second, "train", 5),
            "synthesis_sample_images_position_check",
        ),
        (
            "update instruction_kinds set template = jsonb_set(template, '{images}', '5')".into(),
            "instruction_kinds_images",
        ),
    ] {
        refused_by(&owner, sql, constraint).await;
    }
    for sql in [
        "update items set further_images = '{}'",
        "update item_images set position = 3",
        "delete from item_images",
        "update synthesis_sample_images set position = 3",
        "delete from synthesis_sample_images",
    ] {
        kept(&owner, sql).await;
    }
    // What a worker from before would make of it: a plan without further images, an item about the first alone.
    for (sql, says) in [
        (
            "insert into synthesis_samples (id, project_id, run_id, n, image_id, split, kind, template_version, nth)
             select gen_random_uuid(), project_id, run_id, 9, image_id, split, kind, 1, 9 from synthesis_samples",
            "",
        ),
        ("update synthesis_runs set images = null", ""),
        ("update synthesis_runs set images = 2", "lacks images"),
        (
            "insert into synthesis_pairs (project_id, sample_id, n, image_id, split, question, answer, item_id)
             select i.project_id, s.id, 9, i.image_id, i.split, 'q', 'a', i.id
             from items i join synthesis_samples s on s.image_id = i.image_id and s.n = 0 where i.further_images = '{}'",
            "other images",
        ),
    ] {
        let done = sqlx::query(sql).execute(&owner).await;
        match says {
            "" => assert!(done.is_ok(), "{sql}: {done:?}"),
            says => assert!(done.expect_err(sql).to_string().contains(says), "{sql}"),
        }
    }
    // Who serves cannot put an image beside an item that is there.
    let slipped = sqlx::query(
        "insert into item_images (project_id, item_id, position, first_image_id, image_id, split)
         select project_id, id, 3, image_id, image_id, split from items",
    )
    .execute(house.db.app())
    .await
    .unwrap_err();
    assert!(slipped.to_string().contains("permission"), "{slipped}");
}
