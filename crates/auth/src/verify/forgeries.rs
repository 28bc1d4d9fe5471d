//! RELIABILITY.md S1: forged tokens, by kind. None is accepted, and no kind of wrong signature can be told
//! from another.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::{bearer_token, own_token};
use crate::audiences::Audiences;
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::test_support::{NOW, TENANT, good_claims, good_header, key, ring, rsa_signature, signed};

/// One forged token: its kind, its text, the refusal it must meet.
struct Forgery {
    kind: String,
    token: String,
    refusal: Refusal,
}

fn judge(token: &str) -> Result<Principal, Refusal> {
    let header = format!("Bearer {token}");
    bearer_token(Some(header.as_bytes()))
        .and_then(|token| own_token(&ring(), &Audiences::standard(), token, NOW))
}

fn encoded(value: &Map<String, Value>) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap())
}

fn good_token() -> String {
    signed(&bytes(&good_header()), &bytes(&good_claims()), &key(0))
}

fn bytes(value: &Map<String, Value>) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

/// A good token with one header member set (or removed, for null), signed by the right key.
fn with_header(name: &str, value: Value) -> String {
    let mut header = good_header();
    match value {
        Value::Null => header.remove(name),
        value => header.insert(name.to_owned(), value),
    };
    signed(&bytes(&header), &bytes(&good_claims()), &key(0))
}

/// A good token with one claim set (or removed, for null), signed by the right key.
fn with_claim(name: &str, value: Value) -> String {
    let mut claims = good_claims();
    match value {
        Value::Null => claims.remove(name),
        value => claims.insert(name.to_owned(), value),
    };
    signed(&bytes(&good_header()), &bytes(&claims), &key(0))
}

fn forgery(kind: impl ToString, token: String, refusal: Refusal) -> Forgery {
    Forgery { kind: kind.to_string(), token, refusal }
}

fn algorithms() -> Vec<Forgery> {
    let mut found = Vec::new();
    for spelling in ["none", "None", "NONE", "nOnE", "NoNe", " none", "none ", ""] {
        let mut header = good_header();
        header.insert("alg".to_owned(), json!(spelling));
        let message = format!("{}.{}", encoded(&header), encoded(&good_claims()));
        found.push(forgery(
            format!("alg {spelling:?}, no signature"),
            format!("{message}."),
            Refusal::BadSignature,
        ));
        let signature = URL_SAFE_NO_PAD.encode(rsa_signature(message.as_bytes(), &key(0)));
        let token = format!("{message}.{signature}");
        found.push(forgery(format!("alg {spelling:?}, good signature"), token, Refusal::BadSignature));
    }
    for name in [
        "HS256", "HS384", "HS512", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
        "EdDSA", "rs256", "RS256 ", "RSA-OAEP", "dir",
    ] {
        found.push(forgery(format!("alg {name:?}"), with_header("alg", json!(name)), Refusal::BadSignature));
    }
    for value in [json!(null), json!(256), json!(["RS256"]), json!({ "name": "RS256" }), json!(true)] {
        found.push(forgery(format!("alg {value}"), with_header("alg", value), Refusal::BadSignature));
    }
    found
}

/// HS256 with everything public about the key as the shared secret.
fn shared_secrets() -> Vec<Forgery> {
    let set = ring().jwks(&crate::test_support::origin(), TENANT, NOW);
    let modulus = set["keys"][0]["n"].as_str().unwrap().to_owned();
    let secrets = [
        ("modulus as text", modulus.clone().into_bytes()),
        ("modulus as bytes", URL_SAFE_NO_PAD.decode(&modulus).unwrap()),
        ("key set", set.to_string().into_bytes()),
        ("key", set["keys"][0].to_string().into_bytes()),
        ("kid", key(0).kid.into_bytes()),
        ("nothing", Vec::new()),
    ];
    let forge = |(name, secret): (&str, Vec<u8>)| {
        let mut header = good_header();
        header.insert("alg".to_owned(), json!("HS256"));
        let message = format!("{}.{}", encoded(&header), encoded(&good_claims()));
        let secret = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &secret);
        let tag = aws_lc_rs::hmac::sign(&secret, message.as_bytes());
        let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag));
        forgery(format!("HS256 with {name}"), token, Refusal::BadSignature)
    };
    secrets.into_iter().map(forge).collect()
}

fn key_names() -> Vec<Forgery> {
    let mut found = vec![
        forgery(
            "another key under our name",
            signed(&bytes(&good_header()), &bytes(&good_claims()), &key(3)),
            Refusal::BadSignature,
        ),
        forgery("elliptic curve signature", elliptic_curve_token(), Refusal::BadSignature),
    ];
    let kid = key(0).kid;
    let names = [
        json!(null),
        json!(""),
        json!(" "),
        json!("unknown"),
        json!(key(3).kid),
        json!("../../../../dev/null"),
        json!("/dev/null"),
        json!("file:///proc/self/environ"),
        json!("' OR '1'='1"),
        json!("x' UNION SELECT 'key' --"),
        json!("$(id)"),
        json!("{{7*7}}"),
        json!(format!("{kid}\u{0}")),
        json!(format!(" {kid}")),
        json!(kid.to_lowercase()),
        json!(&kid[..kid.len() - 1]),
        json!("k".repeat(4000)),
        json!(0),
        json!([kid]),
        json!({ "kid": kid }),
    ];
    for name in names {
        let kind = format!("kid {}", name.to_string().chars().take(40).collect::<String>());
        found.push(forgery(kind, with_header("kid", name), Refusal::BadSignature));
    }
    found
}

fn elliptic_curve_token() -> String {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let message = format!("{}.{}", encoded(&good_header()), encoded(&good_claims()));
    let random = aws_lc_rs::rand::SystemRandom::new();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(pair.sign(&random, message.as_bytes()).unwrap()))
}

/// Tokens that bring or point to their own key, signed by it.
fn brought_keys() -> Vec<Forgery> {
    let stranger = crate::KeyRing::from_records([key(3)]).unwrap();
    let jwk = stranger.jwks(&crate::test_support::origin(), TENANT, NOW)["keys"][0].take();
    let members = [
        ("jwk", jwk),
        ("jku", json!("https://evil.example/keys")),
        ("jku", json!("http://127.0.0.1:8080/common/discovery/v2.0/keys")),
        ("x5u", json!("https://evil.example/chain.pem")),
        ("x5c", json!(["MIIB"])),
        ("x5t", json!("AAAA")),
    ];
    let mut found = Vec::new();
    for (name, value) in members {
        for kid in [key(0).kid, key(3).kid] {
            let mut header = good_header();
            header.insert(name.to_owned(), value.clone());
            header.insert("kid".to_owned(), json!(kid));
            let token = signed(&bytes(&header), &bytes(&good_claims()), &key(3));
            found.push(forgery(format!("own key by {name}"), token, Refusal::BadSignature));
        }
    }
    found
}

fn headers() -> Vec<Forgery> {
    let mut found = Vec::new();
    for (name, value) in [
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("typ", json!(null)),
        ("typ", json!("")),
        ("typ", json!("id+jwt")),
        ("typ", json!("dpop+jwt")),
        ("typ", json!("JWE")),
        ("typ", json!(["JWT"])),
        ("typ", json!(1)),
    ] {
        found.push(forgery(format!("{name} {value}"), with_header(name, value), Refusal::Malformed));
    }
    let kid = key(0).kid;
    let texts = [
        ("doubled alg", format!(r#"{{"alg":"none","typ":"JWT","alg":"RS256","kid":"{kid}"}}"#)),
        ("doubled kid", format!(r#"{{"alg":"RS256","typ":"JWT","kid":"x","kid":"{kid}"}}"#)),
        ("doubled kid, escaped", format!(r#"{{"alg":"RS256","typ":"JWT","\u006bid":"x","kid":"{kid}"}}"#)),
        ("array", format!(r#"["RS256","{kid}"]"#)),
        ("text", r#""RS256""#.to_owned()),
        ("nothing", String::new()),
        ("null", "null".to_owned()),
        ("cut", r#"{"alg":"RS256""#.to_owned()),
        ("comment", format!(r#"{{"alg":"RS256",/**/"typ":"JWT","kid":"{kid}"}}"#)),
        ("trailing", format!(r#"{{"alg":"RS256","typ":"JWT","kid":"{kid}"}} {{}}"#)),
        ("byte order mark", format!("\u{feff}{{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}}")),
    ];
    for (kind, text) in texts {
        let token = signed(text.as_bytes(), &bytes(&good_claims()), &key(0));
        found.push(forgery(format!("header: {kind}"), token, Refusal::Malformed));
    }
    found
}

fn claims() -> Vec<Forgery> {
    let tenant = TENANT.to_string();
    let issuer = |tail: &str| json!(format!("http://127.0.0.1:8080{tail}"));
    let personal = "9188040d-6c67-4c5b-b112-36a304b66dad";
    let cases = [
        ("exp", json!(NOW - 300), Refusal::Expired),
        ("exp", json!(0), Refusal::Expired),
        ("exp", json!(i64::MIN), Refusal::Expired),
        ("exp", json!(NOW.to_string()), Refusal::Malformed),
        ("exp", json!(1e300), Refusal::Malformed),
        ("exp", json!(u64::MAX), Refusal::Malformed),
        ("exp", json!([NOW + 60]), Refusal::Malformed),
        ("exp", json!(true), Refusal::Malformed),
        ("nbf", json!(NOW + 301), Refusal::NotYetValid),
        ("nbf", json!(i64::MAX), Refusal::NotYetValid),
        ("nbf", json!("0"), Refusal::Malformed),
        ("iat", json!(NOW + 301), Refusal::NotYetValid),
        ("aud", json!("https://graph.microsoft.com.evil.example"), Refusal::WrongAudience),
        ("aud", json!("https://graph.microsoft.com//"), Refusal::WrongAudience),
        ("aud", json!("HTTPS://GRAPH.MICROSOFT.COM"), Refusal::WrongAudience),
        ("aud", json!("https://management.azure.com"), Refusal::WrongAudience),
        ("aud", json!(""), Refusal::WrongAudience),
        ("aud", json!(["https://graph.microsoft.com"]), Refusal::WrongAudience),
        ("aud", json!(1), Refusal::WrongAudience),
        ("iss", json!("https://sts.windows.net/"), Refusal::WrongIssuer),
        ("iss", json!(""), Refusal::WrongIssuer),
        ("iss", json!(format!("/{tenant}/v2.0")), Refusal::WrongIssuer),
        ("iss", issuer(&format!("/{personal}/v2.0")), Refusal::WrongIssuer),
        ("iss", issuer(&format!("/{tenant}/v2.0/")), Refusal::WrongIssuer),
        ("iss", issuer(&format!("/x/{tenant}/v2.0")), Refusal::WrongIssuer),
        ("iss", issuer(&format!("/{tenant}/v1.0")), Refusal::WrongIssuer),
        ("iss", json!([format!("http://127.0.0.1:8080/{tenant}/v2.0")]), Refusal::Malformed),
        ("tid", json!("00000000-0000-0000-0000-000000000001"), Refusal::WrongIssuer),
        ("tid", json!(personal), Refusal::WrongIssuer),
        ("tid", json!(""), Refusal::WrongIssuer),
        ("tid", json!("common"), Refusal::WrongIssuer),
        ("tid", json!(format!("{{{tenant}}}")), Refusal::WrongIssuer),
        ("tid", json!(1), Refusal::Malformed),
        ("nonce", json!("abc"), Refusal::IdToken),
        ("at_hash", json!("abc"), Refusal::IdToken),
        ("c_hash", json!(""), Refusal::IdToken),
        ("scp", json!(["Financials.ReadWrite.All"]), Refusal::Malformed),
        ("roles", json!("Financials.ReadWrite.All"), Refusal::Malformed),
        ("roles", json!([["Financials.ReadWrite.All"]]), Refusal::Malformed),
        ("azp", json!(""), Refusal::ClaimMissing),
        ("funchal_companies", json!("x"), Refusal::Malformed),
        ("funchal_companies", json!(["x"]), Refusal::Malformed),
        ("funchal_companies", json!([1]), Refusal::Malformed),
    ];
    let mut found: Vec<Forgery> = cases
        .into_iter()
        .map(|(name, value, refusal)| forgery(format!("{name} {value}"), with_claim(name, value), refusal))
        .collect();
    for name in ["exp", "nbf", "iat", "aud", "iss", "tid", "azp", "sub", "oid"] {
        found.push(forgery(format!("no {name}"), with_claim(name, json!(null)), Refusal::ClaimMissing));
    }
    let mut foreign = good_claims();
    foreign.insert("tid".to_owned(), json!(personal));
    foreign.insert("iss".to_owned(), issuer(&format!("/{personal}/v2.0")));
    let token = signed(&bytes(&good_header()), &bytes(&foreign), &key(0));
    found.push(forgery("personal account", token, Refusal::PersonalAccount));
    found
}

/// Payloads that are signed by the right key and still not one plain set of claims.
fn payloads() -> Vec<Forgery> {
    let text = String::from_utf8(bytes(&good_claims())).unwrap();
    let inner = &text[1..];
    let texts = [
        ("doubled roles", format!(r#"{{"roles":[],{inner}"#).into_bytes()),
        ("doubled exp", format!(r#"{{"exp":99999999999,{inner}"#).into_bytes()),
        ("doubled exp, escaped", format!(r#"{{"\u0065xp":99999999999,{inner}"#).into_bytes()),
        ("doubled tid", format!(r#"{{"tid":"x",{inner}"#).into_bytes()),
        ("trailing", format!("{text}{text}").into_bytes()),
        ("array", format!("[{text}]").into_bytes()),
        ("text", b"\"x\"".to_vec()),
        ("nothing", Vec::new()),
        ("control character", format!("{{\"x\":\"\u{1}\",{inner}").into_bytes()),
        ("not UTF-8", [br#"{"x":""#.as_slice(), b"\xff\"}"].concat()),
        ("deep", format!("{{\"x\":{}", "[".repeat(5000)).into_bytes()),
    ];
    let forge = |(kind, payload): (&str, Vec<u8>)| {
        let token = signed(&bytes(&good_header()), &payload, &key(0));
        forgery(format!("payload: {kind}"), token, Refusal::Malformed)
    };
    texts.into_iter().map(forge).collect()
}

fn shapes() -> Vec<Forgery> {
    let good = good_token();
    let parts: Vec<&str> = good.split('.').collect();
    let (header, payload, signature) = (parts[0], parts[1], parts[2]);
    let raw = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let other = with_claim("oid", json!("other"));
    let other_signature = other.rsplit('.').next().unwrap();
    let cut = |length: usize| format!("{header}.{payload}.{}", URL_SAFE_NO_PAD.encode(&raw[..length]));
    let again = |bytes: Vec<u8>| format!("{header}.{payload}.{}", URL_SAFE_NO_PAD.encode(bytes));
    let bad_signature = vec![
        ("no signature", format!("{header}.{payload}.")),
        ("signature of another token", format!("{header}.{payload}.{other_signature}")),
        (
            "payload under another signature",
            format!("{header}.{}.{signature}", other.split('.').nth(1).unwrap()),
        ),
        ("half a signature", cut(128)),
        ("last byte missing", cut(255)),
        ("one byte more", again([raw.clone(), vec![0]].concat())),
        ("one byte in front", again([vec![0], raw.clone()].concat())),
        ("doubled signature", again([raw.clone(), raw.clone()].concat())),
        ("zero", again(vec![0; 256])),
        ("all ones", again(vec![0xff; 256])),
        ("reversed", again(raw.iter().rev().copied().collect())),
        ("padded", format!("{header}.{payload}.{}", URL_SAFE.encode(&raw))),
        ("other alphabet", format!("{header}.{payload}.{}", STANDARD.encode([0xfb; 256]))),
        ("white space", format!("{header}.{payload}.{}\t{}", &signature[..9], &signature[9..])),
        ("percent", format!("{header}.{payload}.{signature}%3D")),
    ];
    let malformed = vec![
        ("one part", header.to_owned()),
        ("two parts", format!("{header}.{payload}")),
        ("four parts", format!("{good}.{signature}")),
        ("five parts", format!("{good}.{header}.{payload}")),
        ("leading dot", format!(".{good}")),
        ("only dots", "..".to_owned()),
        ("swapped parts", format!("{payload}.{header}.{signature}")),
        ("padded payload", format!("{header}.{payload}=.{signature}")),
        ("padded header", format!("{header}==.{payload}.{signature}")),
        ("blank in payload", format!("{header}.{payload} .{signature}")),
        ("two tokens", format!("{good},{good}")),
        ("quoted", format!("\"{good}\"")),
        ("megabyte", format!("{header}.{}.{signature}", "A".repeat(1 << 20))),
        ("megabyte of dots", ".".repeat(1 << 20)),
        ("not ASCII", format!("{header}.{payload}é.{signature}")),
        ("garbage", "garbage".to_owned()),
    ];
    let with = |refusal| move |(kind, token): (&str, String)| forgery(kind, token, refusal);
    let mut found: Vec<Forgery> = bad_signature.into_iter().map(with(Refusal::BadSignature)).collect();
    found.extend(malformed.into_iter().map(with(Refusal::Malformed)));
    found
}

fn every_kind() -> Vec<Forgery> {
    [algorithms(), shared_secrets(), key_names(), brought_keys(), headers(), claims(), payloads(), shapes()]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn no_kind_of_forgery_is_accepted() {
    assert!(judge(&good_token()).is_ok());
    let forgeries = every_kind();
    let kinds: BTreeSet<_> = forgeries.iter().map(|forgery| forgery.kind.as_str()).collect();
    assert!(kinds.len() >= 60, "{} kinds", kinds.len());
    for Forgery { kind, token, refusal } in &forgeries {
        assert_eq!(judge(token).unwrap_err(), *refusal, "{kind}");
    }
}

#[test]
fn no_bit_of_a_valid_token_can_be_flipped() {
    let good = good_token();
    let second_dot = good.rfind('.').unwrap();
    let mut tried = 0;
    for position in 0..good.len() {
        for bit in 0..8 {
            let mut bytes = good.clone().into_bytes();
            bytes[position] ^= 1 << bit;
            let header = [b"Bearer ", bytes.as_slice()].concat();
            let verdict = bearer_token(Some(&header))
                .and_then(|token| own_token(&ring(), &Audiences::standard(), token, NOW));
            let refusal = verdict.unwrap_err();
            let changed = bytes[position];
            if position > second_dot && changed.is_ascii() && changed != b'.' {
                assert_eq!(refusal, Refusal::BadSignature, "bit {bit} of byte {position}");
            } else {
                let expected = matches!(refusal, Refusal::BadSignature | Refusal::Malformed);
                assert!(expected, "bit {bit} of byte {position}: {refusal:?}");
            }
            tried += 1;
        }
    }
    assert!(tried >= 5_000, "{tried} tokens");
}

#[test]
fn spare_bits_behind_the_last_byte_are_not_a_second_spelling() {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let good = good_token();
    let (rest, last) = good.split_at(good.len() - 1);
    let mut accepted = 0;
    for letter in ALPHABET {
        let token = format!("{rest}{}", char::from(*letter));
        accepted += usize::from(judge(&token).is_ok());
        assert_eq!(judge(&token).is_ok(), last.as_bytes() == [*letter]);
    }
    assert_eq!(accepted, 1);
}

#[test]
fn every_wrong_signature_reads_the_same_on_every_face() {
    use crate::refusal::Dialect;
    let origin = crate::test_support::origin();
    for dialect in [Dialect::Graph, Dialect::BusinessCentral] {
        let signature_kinds = [algorithms(), shared_secrets(), key_names(), brought_keys()];
        let mut answers = Vec::new();
        for Forgery { token, .. } in signature_kinds.iter().flatten() {
            answers.push(judge(token).unwrap_err().answer(dialect, &origin, None));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0].status, 401);
        assert!(answers[0].www_authenticate.is_some());
    }
}

proptest::proptest! {
    #![proptest_config(seeds::config(module_path!()))]

    #[test]
    fn no_bytes_are_a_token(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let header = [b"Bearer ", bytes.as_slice()].concat();
        let verdict = bearer_token(Some(&header))
            .and_then(|token| own_token(&ring(), &Audiences::standard(), token, NOW));
        proptest::prop_assert!(verdict.is_err());
    }

    #[test]
    fn unsigned_claims_of_any_shape_learn_nothing(payload in "\\PC{0,80}") {
        let header = URL_SAFE_NO_PAD.encode(bytes(&good_header()));
        let token = format!("{header}.{}.{}", URL_SAFE_NO_PAD.encode(&payload), "A".repeat(342));
        proptest::prop_assert_eq!(judge(&token), Err(Refusal::BadSignature));
    }
}
