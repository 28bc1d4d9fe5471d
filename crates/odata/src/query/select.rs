//! `$select` (OData 4.01 URL Conventions 5.1.4).

use crate::edm::{EdmType, EntityTypeId, PropertyId};
use crate::error::Refusal;
use crate::plan::Selected;
use crate::query::context::{ComputedName, Context};
use crate::query::cursor::Cursor;
use crate::query::nested::take_nested_options;
use crate::query::options::SystemOption;

/// Reads the whole of `cursor`; `None` when `*` asks for every property and none is dynamic.
pub(crate) fn parse_select(
    context: &Context,
    mut cursor: Cursor,
    entity_type: EntityTypeId,
    computed: &[ComputedName],
) -> Result<Option<Vec<Selected>>, Refusal> {
    let mut selection = Selection { context, entity_type, computed, items: Vec::new(), everything: false };
    loop {
        cursor.skip_blanks();
        context.spend_select_item()?;
        selection.item(&mut cursor)?;
        if !cursor.take_between_blanks(b',') {
            break;
        }
    }
    cursor.expect_end()?;
    Ok(selection.finish())
}

/// Reads the members of a complex value addressed by the path, as one item.
pub(crate) fn parse_member_select(
    context: &Context,
    mut cursor: Cursor,
    entity_type: EntityTypeId,
    property: PropertyId,
) -> Result<Option<Vec<Selected>>, Refusal> {
    let mut selection =
        Selection { context, entity_type, computed: &[], items: Vec::new(), everything: false };
    let members = selection.members(&mut cursor, property)?;
    cursor.expect_end()?;
    Ok(members.map(|members| vec![Selected::Members(property, members)]))
}

struct Selection<'c, 'a> {
    context: &'c Context<'a>,
    entity_type: EntityTypeId,
    computed: &'c [ComputedName],
    items: Vec<Selected>,
    everything: bool,
}

impl Selection<'_, '_> {
    fn item(&mut self, cursor: &mut Cursor) -> Result<(), Refusal> {
        if cursor.take(b'*') {
            self.everything = true;
            return Ok(());
        }
        let start = cursor.offset;
        let name = cursor.peek_qualified_name();
        cursor.offset += name.len();
        if name.is_empty() {
            return Err(cursor.unexpected("the name of a property was expected"));
        }
        if name.contains('.') {
            return self.operation(cursor, name, start);
        }
        let entity = self.context.model.entity_type(self.entity_type);
        if let Some(property) = entity.find_property(name) {
            return self.property(cursor, property);
        }
        if let Some(navigation) = entity.find_navigation(name) {
            if matches!(cursor.peek(), Some(b'/' | b'(')) {
                let message = format!("What '{name}' shows is chosen in $expand, not in $select.");
                return Err(cursor.bad(start, message));
            }
            self.add(Selected::Navigation(navigation));
            return Ok(());
        }
        let same = |computed: &ComputedName| computed.name.eq_ignore_ascii_case(name);
        if let Some(index) = self.computed.iter().position(same) {
            self.add(Selected::Computed(index));
            return Ok(());
        }
        let type_name = self.context.entity_type_name(self.entity_type);
        Err(cursor.bad(start, format!("Could not find a property named '{name}' on type '{type_name}'.")))
    }

    /// `Namespace.*` and `Namespace.action` ask for actions to be shown, which is done by the metadata level alone;
    /// they add no property.
    fn operation(&mut self, cursor: &mut Cursor, name: &str, start: usize) -> Result<(), Refusal> {
        let entity = self.context.model.entity_type(self.entity_type);
        let (prefix, short) = name.rsplit_once('.').unwrap_or(("", name));
        let all_actions = self.context.is_namespace(name) && cursor.rest().starts_with(".*");
        if all_actions {
            cursor.offset += 2;
            return Ok(());
        }
        if self.context.is_namespace(prefix) && entity.find_action(short).is_some() {
            return Ok(());
        }
        if self.context.is_namespace(prefix) && self.context.model.find_entity_type(short).is_some() {
            return Err(cursor.not_implemented(start, &format!("The type cast '{name}'")));
        }
        Err(cursor.bad(start, format!("'{name}' names nothing that can be selected.")))
    }

    fn property(&mut self, cursor: &mut Cursor, property: PropertyId) -> Result<(), Refusal> {
        let start = cursor.offset;
        let declared = self.context.model.entity_type(self.entity_type).property(property);
        if cursor.take(b'/') {
            let mut members = Vec::new();
            self.member(cursor, property, &mut members)?;
            self.add_members(property, members);
            return Ok(());
        }
        let Some(options) = take_nested_options(cursor)? else {
            self.items.retain(|item| !matches!(item, Selected::Members(known, _) if *known == property));
            self.add(Selected::Property(property));
            return Ok(());
        };
        for option in options.names() {
            let collection = matches!(declared.edm_type, EdmType::ComplexCollection(_));
            if collection {
                let what = format!("The option {} inside $select of a collection", option.name());
                return Err(cursor.not_implemented(start, &what));
            }
            if option != SystemOption::Select {
                let message = format!("The option {} does not go with '{}'.", option.name(), declared.name);
                return Err(cursor.bad(start, message));
            }
        }
        let Some(mut nested) = options.get(SystemOption::Select) else { return Ok(()) };
        let members = self.members(&mut nested, property)?;
        nested.expect_end()?;
        match members {
            Some(members) => self.add_members(property, members),
            None => self.add(Selected::Property(property)),
        }
        Ok(())
    }

    /// A list of members; `None` for `*`.
    fn members(&mut self, cursor: &mut Cursor, property: PropertyId) -> Result<Option<Vec<usize>>, Refusal> {
        let mut members = Vec::new();
        let mut everything = false;
        loop {
            cursor.skip_blanks();
            self.context.spend_select_item()?;
            if cursor.take(b'*') {
                everything = true;
            } else {
                self.member(cursor, property, &mut members)?;
            }
            if !cursor.take_between_blanks(b',') {
                return Ok((!everything).then_some(members));
            }
        }
    }

    fn member(
        &self,
        cursor: &mut Cursor,
        property: PropertyId,
        members: &mut Vec<usize>,
    ) -> Result<(), Refusal> {
        let start = cursor.offset;
        let model = self.context.model;
        let declared = model.entity_type(self.entity_type).property(property);
        let name = cursor.peek_name();
        let id = match declared.edm_type {
            EdmType::Complex(id) => id,
            EdmType::ComplexCollection(_) => {
                return Err(cursor.not_implemented(start, "Selecting members in a collection"));
            }
            _ => return Err(cursor.bad(start, format!("The property '{}' has no members.", declared.name))),
        };
        let Some(index) = model.complex_type(id).find_member(name) else {
            let type_name = model.type_name(declared.edm_type);
            let message = format!("Could not find a property named '{name}' on type '{type_name}'.");
            return Err(cursor.bad(start, message));
        };
        cursor.offset += name.len();
        if !members.contains(&index) {
            members.push(index);
        }
        Ok(())
    }

    fn add(&mut self, item: Selected) {
        if !self.items.contains(&item) {
            self.items.push(item);
        }
    }

    /// Joins members with those chosen before; the whole property, once chosen, stays whole.
    fn add_members(&mut self, property: PropertyId, members: Vec<usize>) {
        if self.items.contains(&Selected::Property(property)) {
            return;
        }
        let known = self.items.iter_mut().find_map(|item| match item {
            Selected::Members(known, members) if *known == property => Some(members),
            _ => None,
        });
        match known {
            Some(known) => {
                known.extend(members.iter().filter(|member| !known.contains(member)).collect::<Vec<_>>())
            }
            None => self.items.push(Selected::Members(property, members)),
        }
    }

    fn finish(self) -> Option<Vec<Selected>> {
        if !self.everything {
            return Some(self.items);
        }
        if self.computed.is_empty() {
            return None;
        }
        let count = self.context.model.entity_type(self.entity_type).properties.len();
        let declared = (0..count).map(|index| Selected::Property(PropertyId(index)));
        Some(declared.chain((0..self.computed.len()).map(Selected::Computed)).collect())
    }
}
