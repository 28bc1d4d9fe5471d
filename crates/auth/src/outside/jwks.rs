//! Reading the discovery document and the key set of an outside issuer.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde_json::Value;

use super::TENANT_PLACE;
use super::fetch::{Fetch, FetchError, is_allowed};

/// Most keys read from a set; Entra ID publishes about ten.
const KEYS_MAX: usize = 200;
/// Sizes of an RSA modulus taken, in bytes: 2048 to 8192 bits.
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// A key as an outside issuer publishes it.
pub(super) struct PublishedKey {
    pub key: DecodingKey,
    /// Entra ID says for each key whose tokens it signs, with `{tenantid}` where the tenant goes.
    pub issuer: Option<String>,
}

/// Fetches discovery document and key set. The document must name the issuer it was asked for (OpenID Connect
/// Discovery section 4.3).
pub(super) async fn fetch_keys<F: Fetch>(
    fetch: &F,
    template: &str,
) -> Result<HashMap<String, Arc<PublishedKey>>, FetchError> {
    let base = template.replace(TENANT_PLACE, "common");
    let address = format!("{}/.well-known/openid-configuration", base.trim_end_matches('/'));
    let document = json(&address, &fetch.get(&address).await?)?;
    let issuer = document["issuer"].as_str().unwrap_or_default().replace("{tenantId}", TENANT_PLACE);
    if issuer != template {
        return Err(FetchError::new(&address, "the document names another issuer"));
    }
    let keys_address = document["jwks_uri"].as_str().unwrap_or_default();
    if !is_allowed(keys_address) {
        return Err(FetchError::new(&address, "the address of the keys is not https"));
    }
    let set = json(keys_address, &fetch.get(keys_address).await?)?;
    let listed = set["keys"].as_array().ok_or_else(|| FetchError::new(keys_address, "there are no keys"))?;
    Ok(usable_keys(listed))
}

/// The keys that can verify RS256, by name. A name listed twice names no key.
fn usable_keys(listed: &[Value]) -> HashMap<String, Arc<PublishedKey>> {
    let mut keys: HashMap<String, Option<Arc<PublishedKey>>> = HashMap::new();
    for entry in listed.iter().take(KEYS_MAX) {
        let Some(kid) = entry["kid"].as_str().filter(|kid| !kid.is_empty()) else { continue };
        if let Some(key) = usable_key(entry) {
            keys.entry(kid.to_owned()).and_modify(|seen| *seen = None).or_insert(Some(Arc::new(key)));
        }
    }
    keys.into_iter().filter_map(|(kid, key)| Some((kid, key?))).collect()
}

fn usable_key(entry: &Value) -> Option<PublishedKey> {
    let is = |name: &str, value: &str| entry[name].as_str() == Some(value);
    let is_or_absent = |name: &str, value: &str| entry.get(name).is_none() || is(name, value);
    if !is("kty", "RSA") || !is_or_absent("use", "sig") || !is_or_absent("alg", "RS256") {
        return None;
    }
    let (modulus, exponent) = (entry["n"].as_str()?, entry["e"].as_str()?);
    let modulus_bytes = URL_SAFE_NO_PAD.decode(modulus).ok()?;
    let exponent_bytes = URL_SAFE_NO_PAD.decode(exponent).ok()?;
    let exponent_is_odd = exponent_bytes.last().is_some_and(|last| last % 2 == 1);
    if !MODULUS_BYTES.contains(&modulus_bytes.len()) || !exponent_is_odd || exponent_bytes == [1] {
        return None;
    }
    let key = DecodingKey::from_rsa_components(modulus, exponent).ok()?;
    let issuer = entry["issuer"].as_str().map(|issuer| issuer.replace("{tenantId}", TENANT_PLACE));
    Some(PublishedKey { key, issuer })
}

fn json(address: &str, body: &[u8]) -> Result<Value, FetchError> {
    serde_json::from_slice(body).map_err(|_| FetchError::new(address, "the document is not JSON"))
}
