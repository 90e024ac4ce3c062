//! What is known of an image in words: its captions, and its boxes, those of the curated set among them.

use crate::rows::{json, to_json};
use crate::{Member, Result, Store, audit};
use serde_json::json;
use sqlx::{PgConnection, Row};
use vitrine_domain::{ContextBox, ImageContext, ImageId, Invalid, ProjectId, Region, Role};

const MOST_CAPTIONS: usize = 20;
const CAPTION_CHARS: usize = 1_000;
const MOST_BOXES: usize = 200;

impl Store {
    /// As it was written; without what the curated set adds.
    pub async fn image_context_get(&self, member: &Member, image: ImageId) -> Result<ImageContext> {
        let row = sqlx::query(
            "select coalesce(c.captions, '{}') as captions, coalesce(c.boxes, '[]') as boxes
             from images m left join image_contexts c on c.image_id = m.id
             where m.project_id = $1 and m.id = $2",
        )
        .bind(member.project_id.0)
        .bind(image.0)
        .fetch_one(&self.pool)
        .await?;
        Ok(ImageContext {
            captions: row.try_get("captions")?,
            boxes: json(&row, "boxes")?,
        })
    }

    /// Who reviews may write it, by hand or from an import; the whole of it. Errors: `NotFound`, also for an image
    /// that was purged.
    pub async fn image_context_set(
        &self,
        member: &Member,
        image: ImageId,
        context: &ImageContext,
    ) -> Result<ImageContext> {
        member.need(Role::may_review, "describe an image")?;
        let context = checked(context)?;
        let mut tx = self.begin().await?;
        sqlx::query(
            "select 1 from images where project_id = $1 and id = $2 and purged_at is null for key share",
        )
        .bind(member.project_id.0)
        .bind(image.0)
        .fetch_one(&mut *tx)
        .await?;
        sqlx::query(
            "insert into image_contexts (project_id, image_id, captions, boxes, updated_by) values ($1, $2, $3, $4, $5)
             on conflict (image_id) do update set captions = excluded.captions, boxes = excluded.boxes,
                updated_by = excluded.updated_by, updated_at = now()",
        )
        .bind(member.project_id.0)
        .bind(image.0)
        .bind(&context.captions)
        .bind(to_json(&context.boxes))
        .bind(&member.actor.name)
        .execute(&mut *tx)
        .await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "image_context.set",
            ("image", &image.to_string()),
            json!({"captions": context.captions.len(), "boxes": context.boxes.len()}),
        )
        .await?;
        tx.commit().await?;
        Ok(context)
    }
}

fn checked(context: &ImageContext) -> Result<ImageContext, Invalid> {
    if context.captions.len() > MOST_CAPTIONS || context.boxes.len() > MOST_BOXES {
        return Err(Invalid::new(format!(
            "an image has at most {MOST_CAPTIONS} captions and {MOST_BOXES} boxes"
        )));
    }
    let mut captions = Vec::with_capacity(context.captions.len());
    for caption in &context.captions {
        // A line each, as a teacher reads them.
        let caption = caption.split_whitespace().collect::<Vec<_>>().join(" ");
        if !(1..=CAPTION_CHARS).contains(&caption.chars().count()) {
            return Err(Invalid::new(format!(
                "a caption has 1 to {CAPTION_CHARS} characters"
            )));
        }
        captions.push(caption);
    }
    for b in &context.boxes {
        let [x1, y1, x2, y2] = b.xyxy;
        let inside = b
            .xyxy
            .iter()
            .all(|v| v.is_finite() && (0.0..=1.0).contains(v));
        let name = b.category.trim();
        if name.is_empty()
            || name.len() > 200
            || name.contains('\n')
            || !inside
            || x1 >= x2
            || y1 >= y2
        {
            return Err(Invalid::new(format!(
                "the box “{}” needs a category and must lie inside the image, coordinates 0 to 1, upper left corner first",
                b.category
            )));
        }
    }
    Ok(ImageContext {
        captions,
        boxes: context.boxes.clone(),
    })
}

/// With the boxes that reviewers drew: those of the image's current triplets, in the order of their making.
pub(crate) async fn whole_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    image: ImageId,
) -> Result<ImageContext> {
    let row = sqlx::query(
        "select coalesce(c.captions, '{}') as captions, coalesce(c.boxes, '[]') as boxes,
            coalesce((select jsonb_agg(e.region order by t.id)
                from items i join triplets t on t.item_id = i.id and t.superseded_at is null
                   cross join jsonb_array_elements(t.regions) as e (region)
                where i.project_id = m.project_id and i.image_id = m.id), '[]') as regions
         from images m left join image_contexts c on c.image_id = m.id
         where m.project_id = $1 and m.id = $2",
    )
    .bind(project.0)
    .bind(image.0)
    .fetch_one(tx)
    .await?;
    let mut boxes: Vec<ContextBox> = json(&row, "boxes")?;
    let regions: Vec<Region> = json(&row, "regions")?;
    for region in regions {
        let xyxy = region.bbox();
        let drawn = ContextBox {
            category: region.label,
            xyxy,
        };
        // A point has no extent to tell of.
        if xyxy[0] < xyxy[2] && xyxy[1] < xyxy[3] && !boxes.contains(&drawn) {
            boxes.push(drawn);
        }
    }
    Ok(ImageContext {
        captions: row.try_get("captions")?,
        boxes,
    })
}
