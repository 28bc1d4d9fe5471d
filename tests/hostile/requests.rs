//! H2: requests made from the grammar of the faces against a running server.
//!
//! `FUNCHAL_HOSTILE_REQUESTS` sets how many, over both databases together; the gate takes 50,000.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;

use odata::edm::{EntityType, EntityTypeId};
use surfaces::face::Face;

use super::grammar::literals::{existing, key_of};
use super::grammar::urls::Urls;
use super::grammar::world::World;
use super::grammar::{batches, bodies, mutation};
use super::http::{Client, Request};
use super::place::{Place, databases};
use super::random::{Random, count, with_seeds};
use super::verdict::{Expectation, describe, fault};

const REQUESTS: usize = 50_000;
const CLIENTS: u64 = 4;
/// Enough to see what is wrong; more only hides it.
const FINDINGS_MAX: usize = 12;

#[test]
fn nothing_that_is_sent_makes_the_server_fail() {
    with_seeds("hostile-requests", send_requests);
}

fn send_requests(seed: u64) {
    let databases = databases();
    let of_client = count("FUNCHAL_HOSTILE_REQUESTS", REQUESTS) / databases.len() / CLIENTS as usize;
    for database in databases {
        let place = Place::start(database);
        let worlds = World::all(&place);
        let findings = Mutex::new(Vec::new());
        let statuses = Mutex::new(BTreeMap::new());
        thread::scope(|scope| {
            for number in 0..CLIENTS {
                let mut sender = Sender {
                    random: Random::new(seed.wrapping_add(number)),
                    client: place.client(),
                    worlds: &worlds,
                    findings: &findings,
                    statuses: &statuses,
                    own: Vec::new(),
                };
                scope.spawn(move || (0..of_client).for_each(|_| sender.send_one()));
            }
        });
        let statuses = statuses.into_inner().unwrap();
        eprintln!("on {database:?}: {statuses:?}");
        let of_valid = statuses.get(&(Expectation::Valid, 200)).copied().unwrap_or_default();
        let findings = findings.into_inner().unwrap();
        assert!(
            findings.is_empty(),
            "on {database:?}, {} findings\n\n{}",
            findings.len(),
            findings.join("\n")
        );
        assert!(of_valid * 5 > of_client, "the generator makes too few valid requests");
        // It still answers as it did.
        assert_eq!(World::all(&place).len(), worlds.len());
    }
}

/// One client with what it has made.
struct Sender<'a> {
    random: Random,
    client: Client,
    worlds: &'a [World],
    findings: &'a Mutex<Vec<String>>,
    /// How often each status came, by what was expected.
    statuses: &'a Mutex<BTreeMap<(Expectation, u16), usize>>,
    /// Face, type and key of entities this client made and may change or delete.
    own: Vec<(Face, EntityTypeId, String)>,
}

impl Sender<'_> {
    fn send_one(&mut self) {
        let worlds = self.worlds;
        let world = self.random.pick(worlds);
        let (request, expectation) = match self.random.below(100) {
            0..72 => self.read(world),
            72..92 => (self.write(world), Expectation::Any),
            _ => {
                let inside: Vec<Request> =
                    (0..1 + self.random.below(5)).map(|_| self.inside_batch(world)).collect();
                (batches::of(&mut self.random, world, &inside), Expectation::Any)
            }
        };
        let (request, expectation) = self.maybe_wild(request, expectation);
        self.judge(world, &request, expectation);
    }

    fn read(&mut self, world: &World) -> (Request, Expectation) {
        let random = &mut self.random;
        let mut url = Urls::new(world).read(random);
        if random.chance(45) {
            mutation::damage(random, &mut url);
        }
        (Request::get(url.encoded(random)), url.expectation)
    }

    fn inside_batch(&mut self, world: &World) -> Request {
        if self.random.chance(60) { self.read(world).0 } else { self.write(world) }
    }

    /// POST of anything; PATCH and DELETE of what this client made, or of what does not exist.
    fn write(&mut self, world: &World) -> Request {
        let random = &mut self.random;
        let types = &world.edm().entity_types;
        let wanted = |entity: &EntityType, is_odd| {
            entity.capabilities.insertable || (is_odd && !entity.key.is_empty())
        };
        let insertable: Vec<usize> =
            (0..types.len()).filter(|index| wanted(&types[*index], random.chance(10))).collect();
        let entity = EntityTypeId(*random.pick(&insertable));
        let own: Vec<_> = self.own.iter().filter(|(face, ..)| *face == world.face).cloned().collect();
        let (entity, id) = match random.choose(&own) {
            Some((_, entity, id)) if random.chance(80) => (*entity, id.clone()),
            _ => (entity, random.guid().to_string()),
        };
        let set = format!("{}/{}", world.company, types[entity.0].set_name);
        let body = match random.below(10) {
            0..5 => serde_json::Value::Object(bodies::valid(random, world, entity)).to_string().into_bytes(),
            5..8 => bodies::nearly_valid(random, world, entity).into_bytes(),
            _ => bodies::wild(random, world, entity),
        };
        let (method, target) = match random.below(10) {
            0..5 => ("POST", self.parent(world, entity).unwrap_or(set)),
            5..9 => ("PATCH", format!("{set}({id})")),
            _ => ("DELETE", format!("{set}({id})")),
        };
        let mut request = Request::new(method, target).header("Content-Type", "application/json");
        if method != "DELETE" {
            request.body = Some(body);
        }
        if method != "POST" && self.random.chance(80) {
            request = request.header("If-Match", "*");
        }
        request
    }

    /// Payments are made in a journal.
    fn parent(&mut self, world: &World, entity: EntityTypeId) -> Option<String> {
        let is_payment = world.edm().entity_type(entity).name == "customerPayment";
        let journals = world.edm().find_entity_type("customerPaymentJournal").filter(|_| is_payment)?;
        let journal = existing(&mut self.random, world, journals)?;
        Some(format!("{}/customerPaymentJournals({journal})/customerPayments", world.company))
    }

    fn maybe_wild(&mut self, mut request: Request, mut expectation: Expectation) -> (Request, Expectation) {
        match self.random.below(100) {
            // A damaged path of a DELETE or PATCH could meet what other clients lean on.
            0..15 if request.method == "GET" || request.method == "POST" => {
                mutation::make_wild(&mut self.random, &mut request);
                expectation = Expectation::Any;
            }
            15..22 => {
                mutation::add_header(&mut self.random, &mut request);
                expectation = Expectation::Any;
            }
            _ => {}
        }
        (request, expectation)
    }

    fn judge(&mut self, world: &World, request: &Request, expectation: Expectation) {
        let finding = match self.client.send(request) {
            Ok(answer) => {
                *self.statuses.lock().unwrap().entry((expectation, answer.status)).or_insert(0) += 1;
                if answer.status == 201 {
                    self.remember(world, request, &answer.json());
                }
                // What HTTP itself refuses, and the server's own pages, have no face.
                let is_framing = matches!(answer.status, 400 | 405)
                    && answer.body.is_empty()
                    && answer.header("request-id").is_none();
                let fault = fault(world.face, request, &answer, expectation).filter(|_| !is_framing);
                fault.map(|fault| describe(request, &answer, &fault))
            }
            Err(error) => Some(format!("no answer: {error}\n{request:?}\n")),
        };
        let mut findings = self.findings.lock().unwrap();
        if findings.len() < FINDINGS_MAX {
            findings.extend(finding);
        }
    }

    fn remember(&mut self, world: &World, request: &Request, made: &serde_json::Value) {
        let types = &world.edm().entity_types;
        let path = request.target.split('?').next().unwrap_or_default();
        let entity = types.iter().position(|known| path.ends_with(&format!("/{}", known.set_name)));
        let key = entity.and_then(|entity| key_of(&types[entity], made));
        if let (Some(entity), Some(key)) = (entity, key) {
            self.own.push((world.face, EntityTypeId(entity), key));
        }
    }
}
