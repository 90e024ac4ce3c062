//! Whose events: people by the name they sign in by, since two may show the same one; rules by their own.

use crate::{Member, Result};
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};
use uuid::Uuid;
use vitrine_domain::Invalid;
use vitrine_domain::api::AuditWho;

/// Whether the user `u` has done something in the project. A shown name never changes: what was done stands under it.
macro_rules! has_done {
    () => {
        "exists (select from audit_events e where e.project_id = $1 and e.actor_id = u.id)"
    };
}

const KNOWN: &str = concat!(
    "select n.word as name, u.name as login, ",
    shared!(),
    " as shared from (",
    distinct!("actor_name"),
    ") n left join users u on u.display_name = n.word and ",
    has_done!(),
    " order by n.word, u.name"
);

const OF_LOGIN: &str = concat!(
    "select u.id from users u where u.name = $2 and ",
    has_done!()
);

const OF_NAME: &str = concat!(
    "select u.id, u.name from users u where u.display_name = $2 and ",
    has_done!(),
    " order by u.name"
);

/// Whether `$2` has done something here without being a person, or is the name of somebody who is here or was, and has done
/// nothing.
const HEARD_OF: &str = "
    select exists (select from audit_events where project_id = $1 and actor_name = $2)
        or exists (select from users u where $2 in (u.name, u.display_name)
            and (exists (select from memberships m where m.project_id = $1 and m.user_id = u.id)
                or exists (select from audit_events e where e.project_id = $1 and e.subject_id = u.id::text)))";

/// What every rule's name begins with ([`crate::Actor::rule`]).
const RULE: &str = "rule: ";

/// In the order of the shown names.
pub(super) async fn known(pool: &PgPool, member: &Member) -> Result<Vec<AuditWho>> {
    let rows = sqlx::query(KNOWN)
        .bind(member.project_id.0)
        .fetch_all(pool)
        .await?;
    let who = rows.iter().map(who_from).collect::<sqlx::Result<_>>()?;
    Ok(who)
}

fn who_from(row: &PgRow) -> sqlx::Result<AuditWho> {
    let name: String = row.try_get("name")?;
    let login: Option<String> = row.try_get("login")?;
    Ok(match login {
        Some(login) => AuditWho {
            shown: match row.try_get("shared")? {
                true => format!("{name} ({login})"),
                false => name,
            },
            who: login,
        },
        None => AuditWho {
            who: name.clone(),
            shown: name,
        },
    })
}

/// The person's id; for what is none's, the name itself, which may be a rule's. Errors: `Invalid` for a name that several show,
/// and for one that is nobody's here.
pub(super) async fn whose(
    pool: &PgPool,
    member: &Member,
    who: String,
) -> Result<(Option<String>, Option<Uuid>)> {
    let signs_in = sqlx::query_scalar::<_, Uuid>(OF_LOGIN)
        .bind(member.project_id.0)
        .bind(&who)
        .fetch_optional(pool)
        .await?;
    if signs_in.is_some() {
        return Ok((None, signs_in));
    }
    let called = sqlx::query_as::<_, (Uuid, String)>(OF_NAME)
        .bind(member.project_id.0)
        .bind(&who)
        .fetch_all(pool)
        .await?;
    match &called[..] {
        [] if who.starts_with(RULE) || heard_of(pool, member, &who).await? => Ok((Some(who), None)),
        [] => Err(Invalid::new(format!(
            "who names “{who}”, who is nobody of this project and no rule; spell it as they sign in"
        ))
        .into()),
        [(id, _)] => Ok((None, Some(*id))),
        several => {
            let logins: Vec<&str> = several.iter().map(|(_, login)| login.as_str()).collect();
            let logins = logins.join(", ");
            let sentence = format!(
                "several people are called “{who}”; ask for one by the name they sign in by: {logins}"
            );
            Err(Invalid::new(sentence).into())
        }
    }
}

async fn heard_of(pool: &PgPool, member: &Member, who: &str) -> Result<bool> {
    Ok(sqlx::query_scalar(HEARD_OF)
        .bind(member.project_id.0)
        .bind(who)
        .fetch_one(pool)
        .await?)
}
