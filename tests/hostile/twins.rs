//! Promise 7: the same request in the same state has the same answer on SQLite and PostgreSQL, byte for byte.
//!
//! `FUNCHAL_HOSTILE_TWINS` sets how many reads are compared; needs both databases.

use surfaces::face::Face;
use testkit::Database;

use super::grammar::mutation;
use super::grammar::urls::Urls;
use super::grammar::world::World;
use super::http::{Answer, Request};
use super::place::{Place, databases};
use super::random::{Random, count, with_seeds};

const READS: usize = 2_000;

#[test]
fn both_databases_give_the_same_bytes() {
    if databases().len() == 2 {
        with_seeds("hostile-twins", compare_reads);
    }
}

fn compare_reads(seed: u64) {
    let mut random = Random::new(seed);
    // Ids and clock are the same in both.
    let places = [Place::start(Database::Sqlite), Place::start(Database::Postgres)];
    let mut clients = [places[0].client(), places[1].client()];
    let worlds = World::all(&places[0]);
    for _ in 0..count("FUNCHAL_HOSTILE_TWINS", READS) {
        let world = random.pick(&worlds);
        let mut url = Urls::new(world).read(&mut random);
        if random.chance(30) {
            mutation::damage(&mut random, &mut url);
        }
        let mut request = Request::get(url.encoded(&mut random));
        if world.face != Face::GraphBeta && random.chance(30) {
            let size = 1 + random.below(9);
            request = request.header("Prefer", format!("odata.maxpagesize={size}"));
        }
        let [one, other] = [0, 1].map(|index| {
            let answer = clients[index].ask(&request);
            (answer.status, masked(&answer, &places))
        });
        assert!(
            one == other,
            "{} {:?}\nSQLite:     {one:?}\nPostgreSQL: {other:?}",
            request.target,
            request.headers
        );
    }
}

/// The body without the addresses of the servers, one of which may stand in the request, and the request's own id.
fn masked(answer: &Answer, places: &[Place]) -> String {
    let text =
        places.iter().fold(answer.text().to_owned(), |text, place| text.replace(&place.address, "HOST"));
    let request_id = answer.header("request-id").unwrap_or("no request id");
    text.replace(request_id, "REQUEST")
}
