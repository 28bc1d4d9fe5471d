//! Expressions of `$filter` and `$orderby`, well typed.

use odata::edm::{EdmType, EntityTypeId, Property};
use odata_sql::report::ParameterKind;

use super::literals::literal;
use super::world::World;
use crate::hostile::random::Random;

const COMPARISONS: &[&str] = &["eq", "ne", "lt", "le", "gt", "ge"];
const DEPTH_MAX: usize = 3;
/// What a report may be asked for: lengths of a period, and days.
const PERIODS: &[&str] = &["30D", "1M", "2W", "1Q", "1Y", "<1M>"];
const REPORT_DATES: &[&str] = &["2026-01-01", "2026-03-10", "2024-02-29", "1999-12-31", "2030-06-15"];

/// Makes expressions about one entity type.
pub struct Expressions<'a> {
    pub world: &'a World,
    /// Whether some part may divide by zero or leave its range.
    pub has_arithmetic: bool,
    variables: usize,
}

impl<'a> Expressions<'a> {
    pub fn new(world: &'a World) -> Expressions<'a> {
        Expressions { world, has_arithmetic: false, variables: 0 }
    }

    /// What a `$filter` may say of an entity of this type: a condition, with what its report takes beside it.
    pub fn filter(&mut self, random: &mut Random, entity: EntityTypeId, depth: usize) -> String {
        let condition = self.condition(random, entity, "", depth);
        let given = self.parameters(random, entity);
        match (given.is_empty(), random.chance(50)) {
            (true, _) => condition,
            (false, true) => format!("{} and ({condition})", given.join(" and ")),
            (false, false) => format!("({condition}) and {}", given.join(" and ")),
        }
    }

    /// Some of the parameters of the report behind a type, each given in a way it can be.
    fn parameters(&self, random: &mut Random, entity: EntityTypeId) -> Vec<String> {
        let report = self.world.model.mapping.entities[entity.0].report;
        let mut given = Vec::new();
        for parameter in report.map_or(&[][..], |report| report.parameters) {
            if random.chance(50) {
                continue;
            }
            let name = parameter.property;
            let date = *random.pick(REPORT_DATES);
            given.push(match parameter.kind {
                ParameterKind::Text => format!("{name} eq '{}'", random.pick(PERIODS)),
                ParameterKind::Date => format!("{name} eq {date}"),
                ParameterKind::Dates => {
                    format!("{name} {} {date}", random.pick(&["eq", "ge", "gt", "le", "lt"]))
                }
            });
        }
        given
    }

    /// Whether a property of a type is no more than the name of a parameter of its report.
    fn is_parameter(&self, entity: EntityTypeId, property: &Property) -> bool {
        let report = self.world.model.mapping.entities[entity.0].report;
        report.is_some_and(|report| report.parameters.iter().any(|known| known.property == property.name))
    }

    /// A condition on an entity of this type; `prefix` is empty or ends in `/`.
    fn condition(&mut self, random: &mut Random, entity: EntityTypeId, prefix: &str, depth: usize) -> String {
        if depth >= DEPTH_MAX {
            return self.comparison(random, entity, prefix, depth);
        }
        match random.below(100) {
            0..20 => {
                let word = *random.pick(&["and", "or"]);
                let left = self.condition(random, entity, prefix, depth + 1);
                let right = self.condition(random, entity, prefix, depth + 1);
                if random.chance(50) {
                    format!("({left}) {word} ({right})")
                } else {
                    format!("{left} {word} {right}")
                }
            }
            20..26 => format!("not ({})", self.condition(random, entity, prefix, depth + 1)),
            26..30 => format!("({})", self.condition(random, entity, prefix, depth + 1)),
            30..42 => self.text_test(random, entity, prefix, depth),
            42..50 => self.list(random, entity, prefix).unwrap_or_else(|| "true".into()),
            50..58 => self.lambda(random, entity, prefix, depth).unwrap_or_else(|| "1 eq 1".into()),
            _ => self.comparison(random, entity, prefix, depth),
        }
    }

    fn comparison(
        &mut self,
        random: &mut Random,
        entity: EntityTypeId,
        prefix: &str,
        depth: usize,
    ) -> String {
        let Some((path, edm_type)) = self.path(random, entity, prefix) else { return "true eq true".into() };
        let operators = match edm_type {
            EdmType::Boolean | EdmType::Enum(_) | EdmType::Guid => &COMPARISONS[..2],
            _ => COMPARISONS,
        };
        let operator = *random.pick(operators);
        let left = self.operand(random, path, edm_type, depth);
        if random.chance(4) {
            return format!("{left} {} null", random.pick(&["eq", "ne"]));
        }
        let right = literal(random, self.world, edm_type).unwrap_or_else(|| "null".into());
        if random.chance(10) {
            format!("{right} {operator} {left}")
        } else {
            format!("{left} {operator} {right}")
        }
    }

    /// The path itself or a function of it that has the same type.
    fn operand(&mut self, random: &mut Random, path: String, edm_type: EdmType, depth: usize) -> String {
        if depth >= DEPTH_MAX || random.chance(70) {
            return path;
        }
        match edm_type {
            EdmType::String => match random.below(5) {
                0 => format!("tolower({path})"),
                1 => format!("toupper({path})"),
                2 => format!("trim({path})"),
                3 => format!("substring({path},{})", random.below(5)),
                _ => format!("concat({path},'x')"),
            },
            EdmType::Decimal => match random.below(5) {
                0 => format!("round({path})"),
                1 => format!("floor({path})"),
                2 => format!("ceiling({path})"),
                _ => {
                    self.has_arithmetic = true;
                    let word = *random.pick(&["add", "sub", "mul", "div", "mod", "divby"]);
                    format!("({path} {word} {})", random.pick(&["1", "2", "0.5", "-3", "0", "7.25"]))
                }
            },
            EdmType::Int32 | EdmType::Int64 => {
                self.has_arithmetic = true;
                format!("({path} {} {})", random.pick(&["add", "sub", "mul", "div", "mod"]), random.below(9))
            }
            _ => path,
        }
    }

    fn text_test(&mut self, random: &mut Random, entity: EntityTypeId, prefix: &str, depth: usize) -> String {
        let Some(path) = self.path_of(random, entity, prefix, EdmType::String) else { return "true".into() };
        let left = self.operand(random, path.clone(), EdmType::String, depth);
        let text = literal(random, self.world, EdmType::String).unwrap_or_default();
        match random.below(7) {
            0 => format!("startswith({left},{text})"),
            1 => format!("endswith({left},{text})"),
            2 => format!("length({left}) {} {}", random.pick(COMPARISONS), random.below(20)),
            3 => format!("indexof({left},{text}) {} {}", random.pick(COMPARISONS), random.below(5)),
            4 => match self.path_of(random, entity, prefix, EdmType::Date) {
                Some(date) => {
                    let part = *random.pick(&["year", "month", "day"]);
                    format!("{part}({date}) {} {}", random.pick(COMPARISONS), random.below(2030))
                }
                None => format!("contains({left},{text})"),
            },
            _ => format!("contains({left},{text})"),
        }
    }

    fn list(&mut self, random: &mut Random, entity: EntityTypeId, prefix: &str) -> Option<String> {
        let (path, edm_type) = self.path(random, entity, prefix)?;
        let items: Option<Vec<String>> =
            (0..1 + random.below(4)).map(|_| literal(random, self.world, edm_type)).collect();
        Some(format!("{path} in ({})", items?.join(",")))
    }

    /// `any` or `all` over a collection of other entities.
    fn lambda(
        &mut self,
        random: &mut Random,
        entity: EntityTypeId,
        prefix: &str,
        depth: usize,
    ) -> Option<String> {
        let navigations = &self.world.edm().entity_type(entity).navigations;
        let collections: Vec<_> = navigations.iter().filter(|navigation| navigation.collection).collect();
        let navigation = (*random.choose(&collections)?).clone();
        self.variables += 1;
        let variable = format!("x{}", self.variables);
        let path = format!("{prefix}{}", navigation.name);
        if random.chance(15) {
            return Some(format!("{path}/any()"));
        }
        let inner = self.condition(random, navigation.target, &format!("{variable}/"), depth + 1);
        Some(format!("{path}/{}({variable}:{inner})", random.pick(&["any", "all"])))
    }

    /// A path to a value that can be filtered on, and its type.
    pub fn path(
        &mut self,
        random: &mut Random,
        entity: EntityTypeId,
        prefix: &str,
    ) -> Option<(String, EdmType)> {
        let edm = self.world.edm();
        if random.chance(12) {
            let navigations = &edm.entity_type(entity).navigations;
            let single: Vec<_> = navigations.iter().filter(|navigation| !navigation.collection).collect();
            if let Some(navigation) = random.choose(&single) {
                let prefix = format!("{prefix}{}/", navigation.name);
                return self.own_path(random, navigation.target, &prefix, &|_| true);
            }
        }
        self.own_path(random, entity, prefix, &|_| true)
    }

    fn path_of(
        &mut self,
        random: &mut Random,
        entity: EntityTypeId,
        prefix: &str,
        edm_type: EdmType,
    ) -> Option<String> {
        let fits = |property: &Property| property.edm_type == edm_type;
        self.own_path(random, entity, prefix, &fits).map(|(path, _)| path)
    }

    fn own_path(
        &mut self,
        random: &mut Random,
        entity: EntityTypeId,
        prefix: &str,
        fits: &dyn Fn(&Property) -> bool,
    ) -> Option<(String, EdmType)> {
        let edm = self.world.edm();
        let properties = &edm.entity_type(entity).properties;
        let usable: Vec<_> =
            properties.iter().filter(|property| property.filterable && fits(property)).collect();
        // Of the addressed rows a parameter is given, not asked for; behind a path it is a value like others.
        let is_own = prefix.is_empty();
        let usable: Vec<_> =
            usable.into_iter().filter(|property| !is_own || !self.is_parameter(entity, property)).collect();
        let property = *random.choose(&usable)?;
        match property.edm_type {
            EdmType::Complex(id) => {
                // Complex values are compared member by member, and only the outermost ones have members to compare.
                let is_simple = |member: &&Property| {
                    !matches!(member.edm_type, EdmType::Complex(_) | EdmType::ComplexCollection(_))
                };
                let members: Vec<_> = edm.complex_type(id).members.iter().filter(is_simple).collect();
                let member = random.choose(&members)?;
                Some((format!("{prefix}{}/{}", property.name, member.name), member.edm_type))
            }
            EdmType::ComplexCollection(_) | EdmType::Stream => None,
            edm_type => Some((format!("{prefix}{}", property.name), edm_type)),
        }
    }
}
