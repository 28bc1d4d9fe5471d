//! URLs of reads, right in every way.

use odata::edm::{EdmType, EntityTypeId};

use super::expressions::Expressions;
use super::literals::{existing, key_of};
use super::world::World;
use crate::hostile::http::encode;
use crate::hostile::random::Random;
use crate::hostile::verdict::Expectation;

/// A path and its options, not yet encoded.
#[derive(Clone, Debug)]
pub struct Url {
    pub path: String,
    pub options: Vec<(String, String)>,
    pub expectation: Expectation,
}

impl Url {
    pub fn encoded(&self, random: &mut Random) -> String {
        // What clients leave as it is differs: some encode quotes, parentheses and commas, some do not.
        let also = *random.pick(&["", "'", "'()", "'(),:"]);
        let options: Vec<String> = self
            .options
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value, &format!("{also};"))))
            .collect();
        // Without a slash at its start it would be no target of HTTP at all.
        let path = format!("/{}", encode(self.path.strip_prefix('/').unwrap_or(&self.path), ""));
        if options.is_empty() { path } else { format!("{path}?{}", options.join("&")) }
    }
}

/// Makes URLs of one face.
pub struct Urls<'a> {
    world: &'a World,
}

impl<'a> Urls<'a> {
    pub fn new(world: &'a World) -> Urls<'a> {
        Urls { world }
    }

    /// A read of something below the company, or of the company itself.
    pub fn read(&self, random: &mut Random) -> Url {
        let company = self.world.model.company_type;
        let mut url =
            Url { path: self.world.company.clone(), options: Vec::new(), expectation: Expectation::Valid };
        if random.chance(3) {
            self.entity_options(random, company, &mut url);
            return url;
        }
        let sets = &self.world.edm().entity_type(company).navigations;
        let set = random.pick(sets);
        url.path.push_str(&format!("/{}", set.name));
        let key = self.key(random, set.target);
        // Some are addressed below their parent only.
        let entity = self.world.model.entities[set.target.0];
        let has_one_part = self.world.edm().entity_type(set.target).only_key().is_some();
        let is_addressed_here = !entity.is_some_and(|entity| entity.key_within_parent && has_one_part);
        match key {
            Some(key) if is_addressed_here && random.chance(55) => {
                url.path.push_str(&key);
                self.below_entity(random, set.target, &mut url);
            }
            _ => {
                let needs_filter = !self.world.edm().entity_type(set.target).needs_filter_on.is_empty();
                self.collection(random, set.target, needs_filter, &mut url);
            }
        }
        url
    }

    /// The key of an entity that exists, in one of the forms a path takes.
    fn key(&self, random: &mut Random, entity: EntityTypeId) -> Option<String> {
        let entity_type = self.world.edm().entity_type(entity);
        if entity_type.key.len() > 1 {
            let key = key_of(entity_type, random.choose(&self.world.entities[entity.0])?)?;
            let parts: Vec<&str> = key.split(',').collect();
            return Some(match random.below(3) {
                0 => format!("({key})"),
                1 => format!("({})", parts.iter().rev().copied().collect::<Vec<_>>().join(", ")),
                _ => {
                    let values = parts.iter().filter_map(|part| Some(part.split_once('=')?.1));
                    format!("({})", values.collect::<Vec<_>>().join(","))
                }
            });
        }
        let key = existing(random, self.world, entity)?;
        let key = if random.chance(10) { key.to_uppercase() } else { key };
        Some(match random.below(if self.world.face.is_graph() { 4 } else { 2 }) {
            0 => format!("({key})"),
            1 => format!("(id={key})"),
            2 => format!("('{key}')"),
            _ => format!("/{key}"),
        })
    }

    fn below_entity(&self, random: &mut Random, entity: EntityTypeId, url: &mut Url) {
        let edm_type = self.world.edm().entity_type(entity);
        match random.below(10) {
            0..5 => self.entity_options(random, entity, url),
            5..7 => {
                let property = random.pick(&edm_type.properties);
                url.path.push_str(&format!("/{}", property.name));
                if random.chance(40) && !is_structured(property.edm_type) {
                    url.path.push_str("/$value");
                }
                url.expectation = Expectation::ValidOrMissing;
            }
            _ => match random.choose(&edm_type.navigations) {
                Some(navigation) if navigation.collection => {
                    url.path.push_str(&format!("/{}", navigation.name));
                    self.collection(random, navigation.target, false, url);
                }
                Some(navigation) => {
                    url.path.push_str(&format!("/{}", navigation.name));
                    self.entity_options(random, navigation.target, url);
                    url.expectation = Expectation::ValidOrMissing;
                }
                None => self.entity_options(random, entity, url),
            },
        }
    }

    fn collection(&self, random: &mut Random, entity: EntityTypeId, needs_filter: bool, url: &mut Url) {
        let is_count = random.chance(10);
        if is_count {
            url.path.push_str("/$count");
        }
        if needs_filter || random.chance(60) {
            let mut expressions = Expressions::new(self.world);
            let filter = expressions.filter(random, entity, 0);
            if expressions.has_arithmetic && url.expectation == Expectation::Valid {
                url.expectation = Expectation::ValidOrArithmetic;
            }
            url.options.push((self.option(random, "filter"), filter));
        }
        if is_count {
            return;
        }
        if random.chance(30) {
            let order = self.order(random, entity);
            url.options.extend(order.map(|order| (self.option(random, "orderby"), order)));
        }
        if random.chance(30) {
            url.options.push((self.option(random, "top"), (1 + random.below(50)).to_string()));
        }
        if random.chance(15) {
            url.options.push((self.option(random, "skip"), random.below(30).to_string()));
        }
        if random.chance(20) {
            url.options.push((self.option(random, "count"), (*random.pick(&["true", "false"])).to_owned()));
        }
        self.entity_options(random, entity, url);
    }

    fn order(&self, random: &mut Random, entity: EntityTypeId) -> Option<String> {
        let mut expressions = Expressions::new(self.world);
        let mut keys = Vec::new();
        for _ in 0..1 + random.below(3) {
            let (path, _) = expressions.path(random, entity, "")?;
            keys.push(format!("{path}{}", random.pick(&["", " asc", " desc"])));
        }
        Some(keys.join(","))
    }

    fn entity_options(&self, random: &mut Random, entity: EntityTypeId, url: &mut Url) {
        if random.chance(30) {
            url.options.push((self.option(random, "select"), self.select(random, entity)));
        }
        if random.chance(25) {
            let expand = self.expand(random, entity, 0);
            url.options.extend(expand.map(|expand| (self.option(random, "expand"), expand)));
        }
    }

    fn select(&self, random: &mut Random, entity: EntityTypeId) -> String {
        let properties = &self.world.edm().entity_type(entity).properties;
        let names: Vec<&str> =
            (0..1 + random.below(4)).map(|_| random.pick(properties).name.as_str()).collect();
        names.join(",")
    }

    fn expand(&self, random: &mut Random, entity: EntityTypeId, depth: usize) -> Option<String> {
        let navigations = &self.world.edm().entity_type(entity).navigations;
        let navigation = random.choose(navigations)?;
        let mut options = Vec::new();
        if random.chance(30) {
            options.push(format!("$select={}", self.select(random, navigation.target)));
        }
        if navigation.collection && random.chance(30) {
            let filter = Expressions::new(self.world).filter(random, navigation.target, 3);
            options.push(format!("$filter={filter}"));
        }
        if navigation.collection && random.chance(30) {
            options.push(format!("$top={}", 1 + random.below(5)));
        }
        if depth < 2 && random.chance(40) {
            let inner = self.expand(random, navigation.target, depth + 1);
            options.extend(inner.map(|inner| format!("$expand={inner}")));
        }
        let options = if options.is_empty() { String::new() } else { format!("({})", options.join(";")) };
        Some(format!("{}{options}", navigation.name))
    }

    /// System options work with and without `$`.
    fn option(&self, random: &mut Random, name: &str) -> String {
        if random.chance(15) { name.to_owned() } else { format!("${name}") }
    }
}

fn is_structured(edm_type: EdmType) -> bool {
    matches!(edm_type, EdmType::Complex(_) | EdmType::ComplexCollection(_))
}
