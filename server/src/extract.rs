//! What handlers ask for, and its refusals in our envelope: the person, the membership, ids, bodies, queries.

use crate::error::{ApiError, Result};
use crate::session;
use crate::state::AppState;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Query, RawPathParams, Request};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use tower_sessions::Session;
use vitrine_domain::User;
use vitrine_domain::api::ErrorCode;
use vitrine_domain::patch::{a_list, listed, none_such, stray};
use vitrine_domain::plain::plain;
use vitrine_store::Actor;

/// Where the request came from; none inside tests.
pub struct Address(pub Option<String>);

impl FromRequestParts<AppState> for Address {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let named = match state.behind_proxy {
            true => forwarded(&parts.headers),
            false => None,
        };
        let address = named.or(peer.map(|c| c.0.ip()));
        Ok(Address(address.map(|a| a.to_string())))
    }
}

/// Whom the nearest proxy says it speaks for. What stands before that in the header anybody may have written.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// The person signed in. Errors: `SignInNeeded`.
pub struct SignedIn {
    pub user: User,
    pub actor: Actor,
    pub session: Session,
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let session = Session::from_request_parts(parts, state)
            .await
            .map_err(|(_, sentence)| ApiError::internal(sentence))?;
        let Ok(Address(address)) = Address::from_request_parts(parts, state).await;
        let user = session::person(state, &session)
            .await?
            .ok_or_else(ApiError::sign_in_needed)?;
        Ok(SignedIn {
            actor: Actor::person(&user, address),
            user,
            session,
        })
    }
}

/// The person signed in as a member of the project `{slug}`. Errors: `NotFound` for everyone else.
pub struct InProject(pub vitrine_store::Member);

impl FromRequestParts<AppState> for InProject {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let signed_in = SignedIn::from_request_parts(parts, state).await?;
        let slug = param(parts, "slug").await?;
        Ok(InProject(
            state.store.member(&signed_in.actor, &slug).await?,
        ))
    }
}

/// The address's `{id}`. What is no id names nothing: `NotFound`.
pub struct Id<T>(pub T);

impl<T: FromStr> FromRequestParts<AppState> for Id<T> {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self> {
        let id = param(parts, "id").await?;
        id.parse().map(Id).map_err(|_| ApiError::not_found())
    }
}

/// The address's `{name}`.
pub struct Name(pub String);

impl FromRequestParts<AppState> for Name {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self> {
        param(parts, "name").await.map(Name)
    }
}

async fn param(parts: &mut Parts, name: &str) -> Result<String> {
    let params = RawPathParams::from_request_parts(parts, &())
        .await
        .map_err(|_| ApiError::not_found())?;
    params
        .iter()
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
        .ok_or_else(ApiError::not_found)
}

/// A JSON body, for what says itself which names it knows; all others are read by [`Exactly`]. Errors: `Invalid` with what is
/// wrong, `TooLarge`.
pub struct Body<T>(pub T);

impl<T: Serialize + DeserializeOwned> FromRequest<AppState> for Body<T> {
    type Rejection = ApiError;
    async fn from_request(request: Request, state: &AppState) -> Result<Self> {
        read(request, state).await.map(|read| Body(read.record))
    }
}

/// A record, as it was given and as it is written.
struct Read<T> {
    record: T,
    given: Value,
    kept: Value,
}

/// Errors: also for a list where the record has named fields.
async fn read<T>(request: Request, state: &AppState) -> Result<Read<T>>
where
    T: Serialize + DeserializeOwned,
{
    let axum::Json(given) = axum::Json::<Value>::from_request(request, state)
        .await
        .map_err(|rejection| unreadable(&rejection))?;
    let axum::Json(record) = axum::Json::<T>::from_bytes(given.to_string().as_bytes())
        .map_err(|rejection| unreadable(&rejection))?;
    let kept = serde_json::to_value(&record).unwrap_or_default();
    match listed(&given, &kept) {
        Some(place) => Err(a_list(&place).into()),
        None => Ok(Read {
            record,
            given,
            kept,
        }),
    }
}

/// A JSON body of which nothing is passed over: what the record has no field for is refused, at any depth, unless it is null or
/// an empty list. Errors: as of [`Body`]. What is stored is read as ever.
pub struct Exactly<T>(pub T);

impl<T: Serialize + DeserializeOwned> FromRequest<AppState> for Exactly<T> {
    type Rejection = ApiError;
    async fn from_request(request: Request, state: &AppState) -> Result<Self> {
        let read = read::<T>(request, state).await?;
        match stray(&holding(read.given), &read.kept) {
            Some(name) => Err(none_such(&name).into()),
            None => Ok(Exactly(read.record)),
        }
    }
}

/// Without names that hold nothing: a record may leave out such ones of its own when it is written, and nobody asks for
/// anything by them.
fn holding(given: Value) -> Value {
    match given {
        Value::Object(all) => {
            let holds =
                |v: &Value| !v.is_null() && v.as_array().is_none_or(|list| !list.is_empty());
            let all = all.into_iter().filter(|(_, v)| holds(v));
            Value::Object(all.map(|(name, v)| (name, holding(v))).collect())
        }
        Value::Array(all) => Value::Array(all.into_iter().map(holding).collect()),
        other => other,
    }
}

fn unreadable(rejection: &JsonRejection) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let sentence = format!(
            "the request is larger than {} KB",
            crate::router::JSON_BYTES / 1024
        );
        return ApiError::new(ErrorCode::TooLarge, sentence);
    }
    ApiError::new(ErrorCode::Invalid, told(&rejection.body_text()))
}

/// What axum says before the reader's own words.
const BEFORE: [&str; 2] = [
    "Failed to deserialize the JSON body into the target type: ",
    "Failed to deserialize query string: ",
];

/// Of what axum says of a body or a query that it could not read.
fn told(said: &str) -> String {
    if said.starts_with("Expected request with") {
        return "send JSON, with `content-type: application/json`".into();
    }
    if let Some(why) = said.strip_prefix("Failed to parse the request body as JSON: ") {
        return format!("this is not JSON that can be read: {why}");
    }
    let why = (BEFORE.iter()).find_map(|before| said.strip_prefix(before));
    plain(why.unwrap_or(said))
}

/// The query, which knows its names: a list that a misspelt one does not narrow would look like its answer. Errors: `Invalid` with
/// what is wrong.
pub struct Ask<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Ask<T> {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        Query::from_request_parts(parts, state)
            .await
            .map(|Query(ask)| Ask(ask))
            .map_err(|r: QueryRejection| ApiError::new(ErrorCode::Invalid, told(&r.body_text())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_axum_says_the_reader_s_words_are_told() {
        for (said, words) in [
            (
                "Failed to deserialize the JSON body into the target type: missing field `modality` at line 1 column 2",
                "this is incomplete: modality is missing",
            ),
            (
                "Failed to deserialize query string: limit: invalid digit found in string",
                "limit is wrong: invalid digit found in string",
            ),
            (
                "Expected request with `Content-Type: application/json`",
                "send JSON, with `content-type: application/json`",
            ),
            (
                "Failed to parse the request body as JSON: x: EOF while parsing a value at line 1 column 5",
                "this is not JSON that can be read: x: EOF while parsing a value at line 1 column 5",
            ),
        ] {
            assert_eq!(told(said), words);
        }
    }

    #[test]
    fn only_the_nearest_proxy_is_believed() {
        let from = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("x-forwarded-for", value.parse().unwrap());
            }
            forwarded(&headers).map(|a| a.to_string())
        };
        assert_eq!(from(&["10.0.0.1, 192.0.2.7"]), Some("192.0.2.7".into()));
        assert_eq!(
            from(&["10.0.0.1", "2001:db8::1"]),
            Some("2001:db8::1".into())
        );
        assert_eq!(from(&["10.0.0.1, me"]), None);
        assert_eq!(from(&[]), None);
    }
}
