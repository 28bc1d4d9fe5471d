//! Member paths of an expression: variables, navigation, properties, `any`/`all`, `$count`.

use smallvec::SmallVec;

use crate::edm::{EdmType, EntityTypeId, NavigationId, PropertyId};
use crate::error::Refusal;
use crate::expression::{Expression, ExpressionKind, NavigationPath, PropertyPath, VariableId};
use crate::plan::IT;
use crate::query::context::Variable;
use crate::query::expressions::{Parser, Typed, checked_condition};

/// How far a path has come.
struct Walk {
    base: VariableId,
    navigations: Vec<NavigationId>,
    entity_type: EntityTypeId,
}

impl<'a> Parser<'_, 'a> {
    /// `true` when a bare name is a variable, property, navigation or dynamic property here.
    pub(super) fn names_something(&self, name: &str) -> bool {
        let entity = self.context.model.entity_type(self.scope.entity_type(self.scope.row));
        self.scope.find(name).is_some()
            || entity.find_property(name).is_some()
            || entity.find_navigation(name).is_some()
            || self.scope.computed.iter().any(|computed| computed.name.eq_ignore_ascii_case(name))
    }

    /// A path from a variable or from the row itself.
    pub(super) fn path(&mut self, at: usize) -> Result<Typed, Refusal> {
        let base = match self.take_base(at)? {
            Some(base) => {
                if !self.cursor.take(b'/') {
                    return Err(self
                        .cursor
                        .bad(at, "A row as a whole cannot be compared; name a property of it."));
                }
                base
            }
            None => self.scope.row,
        };
        let mut walk = Walk { base, navigations: Vec::new(), entity_type: self.scope.entity_type(base) };
        loop {
            let start = self.cursor.offset;
            let name = self.cursor.peek_qualified_name();
            if name.is_empty() {
                return Err(self.cursor.unexpected("the name of a property was expected"));
            }
            self.cursor.offset += name.len();
            if name.contains('.') {
                return Err(self
                    .cursor
                    .not_implemented(start, &format!("The segment '{name}' in an expression")));
            }
            let entity = self.context.model.entity_type(walk.entity_type);
            if let Some(property) = entity.find_property(name) {
                return self.property(walk, property, at);
            }
            let Some(id) = entity.find_navigation(name) else { return self.computed(&walk, name, at, start) };
            let navigation = entity.navigation(id);
            walk.navigations.push(id);
            walk.entity_type = navigation.target;
            let more = self.cursor.take(b'/');
            match (navigation.collection, more) {
                (true, true) => return self.over_collection(walk, at),
                (true, false) => {
                    let message = format!("'{name}' is a collection; any, all or $count must follow it.");
                    return Err(self.cursor.bad(start, message));
                }
                (false, true) => {}
                (false, false) => {
                    let path = NavigationPath { base: walk.base, navigations: walk.navigations };
                    return self.typed(ExpressionKind::Navigation(path), None, at, 0);
                }
            }
        }
    }

    /// `$it`, `$this` or a lambda variable; `None` for a bare name.
    fn take_base(&mut self, at: usize) -> Result<Option<VariableId>, Refusal> {
        if self.cursor.take(b'$') {
            let name = self.cursor.peek_name();
            self.cursor.offset += name.len();
            return match name {
                "it" if self.scope.nested => Err(self.cursor.not_implemented(at, "'$it' inside $expand")),
                "it" => Ok(Some(IT)),
                "this" => Ok(Some(self.scope.row)),
                "root" => Err(self.cursor.not_implemented(at, "'$root'")),
                _ => Err(self.cursor.bad(at, format!("'${name}' has no meaning here."))),
            };
        }
        let name = self.cursor.peek_name();
        let found = self.scope.find(name);
        if found.is_some() {
            self.cursor.offset += name.len();
        }
        Ok(found)
    }

    fn property(&mut self, walk: Walk, property: PropertyId, at: usize) -> Result<Typed, Refusal> {
        let model = self.context.model;
        let declared = model.entity_type(walk.entity_type).property(property);
        let mut edm_type = declared.edm_type;
        if !declared.filterable {
            let message = format!("The property '{}' cannot be used in an expression.", declared.name);
            return Err(self.cursor.bad(at, message));
        }
        let mut member = None;
        if self.cursor.take(b'/') {
            let start = self.cursor.offset;
            let name = self.cursor.peek_name();
            let EdmType::Complex(id) = edm_type else {
                let message = format!("The property '{}' has no members.", declared.name);
                return Err(self.cursor.bad(start, message));
            };
            let complex = model.complex_type(id);
            let index = complex.find_member(name).ok_or_else(|| {
                let type_name = model.type_name(edm_type);
                self.cursor
                    .bad(start, format!("Could not find a property named '{name}' on type '{type_name}'."))
            })?;
            self.cursor.offset += name.len();
            edm_type = complex.members[index].edm_type;
            member = Some(index);
        }
        let path = PropertyPath { base: walk.base, navigations: walk.navigations, property, member };
        self.typed(ExpressionKind::Property(path), Some(edm_type), at, 0)
    }

    /// A dynamic property of `$compute`, replaced by its expression, or the refusal for a name that is nothing.
    fn computed(&self, walk: &Walk, name: &str, at: usize, start: usize) -> Result<Typed, Refusal> {
        let own_row = walk.base == IT && walk.navigations.is_empty();
        let found = self.scope.computed.iter().find(|computed| computed.name == name);
        let found = found
            .or_else(|| self.scope.computed.iter().find(|computed| computed.name.eq_ignore_ascii_case(name)));
        let Some(computed) = found.filter(|_| own_row) else {
            let type_name = self.context.entity_type_name(walk.entity_type);
            let message = format!("Could not find a property named '{name}' on type '{type_name}'.");
            return Err(self.cursor.bad(start, message));
        };
        self.context.spend_nodes(computed.nodes)?;
        self.check_depth(computed.depth)?;
        let mut expression = computed.expression.clone();
        // Its own lambda variables move below those that are open here.
        expression.shift_variables(self.scope.variables.len() - 1);
        Ok(Typed { expression, at, depth: computed.depth })
    }

    /// What follows a collection: `any(…)`, `all(…)` or `$count`.
    fn over_collection(&mut self, walk: Walk, at: usize) -> Result<Typed, Refusal> {
        let start = self.cursor.offset;
        let collection = NavigationPath { base: walk.base, navigations: walk.navigations };
        if self.cursor.take(b'$') {
            if self.cursor.take_word("count") {
                return self.count(collection, walk.entity_type, at);
            }
            return Err(self.cursor.bad(start, "Only $count, any and all can follow a collection."));
        }
        let all = self.cursor.take_word("all");
        if !all && !self.cursor.take_word("any") {
            return Err(self.cursor.bad(start, "Only $count, any and all can follow a collection."));
        }
        if self.context.model.rules.strict {
            return Err(self.cursor.not_implemented(start, "A lambda expression"));
        }
        self.lambda(all, collection, walk.entity_type, at)
    }

    fn lambda(
        &mut self,
        all: bool,
        collection: NavigationPath,
        entity_type: EntityTypeId,
        at: usize,
    ) -> Result<Typed, Refusal> {
        let variable = self.scope.next_variable();
        let done = |predicate, collection| ExpressionKind::Lambda { all, collection, variable, predicate };
        self.cursor.expect(b'(')?;
        self.cursor.skip_blanks();
        if !all && self.cursor.take(b')') {
            return self.typed(done(None, collection), Some(EdmType::Boolean), at, 0);
        }
        let name = self.cursor.peek_name();
        if name.is_empty() {
            return Err(self.cursor.unexpected("the name of a lambda variable was expected"));
        }
        if self.scope.find(name).is_some() {
            let message = format!("The lambda variable '{name}' is already in use.");
            return Err(self.cursor.bad(self.cursor.offset, message));
        }
        self.cursor.offset += name.len();
        self.cursor.expect(b':')?;
        self.scope.variables.push(Variable { name, entity_type });
        let predicate = self.expression()?;
        self.scope.variables.pop();
        self.cursor.expect(b')')?;
        let depth = predicate.depth;
        let condition = checked_condition(self, predicate)?;
        self.typed(done(Some(Box::new(condition)), collection), Some(EdmType::Boolean), at, depth)
    }

    /// `/$count`, possibly with `($filter=…)`; names inside belong to the counted rows.
    fn count(
        &mut self,
        collection: NavigationPath,
        entity_type: EntityTypeId,
        at: usize,
    ) -> Result<Typed, Refusal> {
        let variable = self.scope.next_variable();
        let mut filter = None;
        let mut depth = 0;
        if self.cursor.take(b'(') {
            self.cursor.skip_blanks();
            let start = self.cursor.offset;
            self.cursor.take(b'$');
            let option = self.cursor.peek_name();
            self.cursor.offset += option.len();
            if option.eq_ignore_ascii_case("search") {
                return Err(self.cursor.not_implemented(start, "$search of a counted collection"));
            }
            if !option.eq_ignore_ascii_case("filter") {
                return Err(self.cursor.bad(start, "Only $filter can narrow a counted collection."));
            }
            self.cursor.expect(b'=')?;
            let row = std::mem::replace(&mut self.scope.row, variable);
            self.scope.variables.push(Variable { name: "", entity_type });
            let condition = self.expression()?;
            self.scope.variables.pop();
            self.scope.row = row;
            self.cursor.expect(b')')?;
            depth = condition.depth;
            filter = Some(Box::new(checked_condition(self, condition)?));
        }
        let kind = ExpressionKind::Count { collection, variable, filter };
        self.typed(kind, Some(EdmType::Int64), at, depth)
    }
}

impl Expression {
    /// Adds `by` to every lambda variable of the expression; `$it` stays.
    pub(crate) fn shift_variables(&mut self, by: usize) {
        if by > 0 {
            self.for_each_variable(&mut |variable| variable.0 += if *variable == IT { 0 } else { by });
        }
    }

    fn for_each_variable(&mut self, change: &mut impl FnMut(&mut VariableId)) {
        let mut inner: SmallVec<[&mut Expression; 4]> = SmallVec::new();
        match &mut self.kind {
            ExpressionKind::Literal(_) => {}
            ExpressionKind::Property(path) => change(&mut path.base),
            ExpressionKind::Navigation(path) => change(&mut path.base),
            ExpressionKind::Not(operand) | ExpressionKind::Negate(operand) => inner.push(operand),
            ExpressionKind::Binary { left, right, .. } => inner.extend([&mut **left, &mut **right]),
            ExpressionKind::In { left, list } => {
                inner.push(left);
                inner.extend(list);
            }
            ExpressionKind::Call { arguments, .. } => inner.extend(arguments),
            ExpressionKind::Lambda { collection, variable, predicate: below, .. }
            | ExpressionKind::Count { collection, variable, filter: below } => {
                change(&mut collection.base);
                change(variable);
                inner.extend(below.as_deref_mut());
            }
        }
        for expression in inner {
            expression.for_each_variable(change);
        }
    }
}
