//! Batches of other requests, in JSON and in parts.

use serde_json::{Map, Value, json};

use super::world::World;
use crate::hostile::http::Request;
use crate::hostile::random::Random;

/// The path of `$batch`.
pub fn path(world: &World) -> &str {
    let company = world.company.as_str();
    let root = company.split("/companies").next().unwrap_or(company);
    root.trim_end_matches("/financials")
}

/// One request that holds these.
pub fn of(random: &mut Random, world: &World, requests: &[Request]) -> Request {
    let target = format!("{}/$batch", path(world));
    if random.chance(60) || world.face.is_graph() {
        json_batch(random, world, target, requests)
    } else {
        parts(target, requests)
    }
}

fn json_batch(random: &mut Random, world: &World, target: String, requests: &[Request]) -> Request {
    let root = path(world);
    let items: Vec<Value> = requests
        .iter()
        .enumerate()
        .map(|(index, request)| {
            let url = request.target.strip_prefix(root).unwrap_or(&request.target);
            let mut item = json!({ "id": index.to_string(), "method": request.method, "url": url });
            if let Some(body) = &request.body {
                let body: Value = serde_json::from_slice(body).unwrap_or_else(|_| "broken".into());
                item["body"] = body;
                item["headers"] = json!({ "Content-Type": "application/json", "If-Match": "*" });
            }
            if index > 0 && random.chance(20) {
                item["dependsOn"] = json!([random.pick(&["0", "1", "9", ""])]);
            }
            item
        })
        .collect();
    let body = Map::from_iter([("requests".to_owned(), Value::Array(items))]);
    Request::new("POST", target).json(&Value::Object(body))
}

fn parts(target: String, requests: &[Request]) -> Request {
    let mut body = String::new();
    for request in requests {
        body.push_str(
            "--batch_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n",
        );
        body.push_str(&format!("{} {} HTTP/1.1\r\n", request.method, request.target));
        if let Some(content) = &request.body {
            let content = String::from_utf8_lossy(content);
            body.push_str(&format!(
                "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{content}\r\n",
                content.len()
            ));
        } else {
            body.push_str("\r\n");
        }
    }
    body.push_str("--batch_1--\r\n");
    let mut request =
        Request::new("POST", target).header("Content-Type", "multipart/mixed; boundary=batch_1");
    request.body = Some(body.into_bytes());
    request
}
