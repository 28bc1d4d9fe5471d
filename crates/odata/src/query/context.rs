//! What every grammar of one request shares: the model, the limits with what is spent of them, and the aliases.

use std::cell::Cell;

use smallvec::{SmallVec, smallvec};

use crate::edm::{EntityTypeId, Model};
use crate::error::{Refusal, RefusalKind};
use crate::expression::{Expression, VariableId};
use crate::limits::Limits;
use crate::plan::IT;

/// One request's surroundings.
pub(crate) struct Context<'a> {
    pub model: &'a Model,
    pub limits: &'a Limits,
    /// Parameter aliases, `@name` and decoded text.
    pub aliases: &'a [(String, String)],
    nodes: Cell<usize>,
    expand_items: Cell<usize>,
    select_items: Cell<usize>,
    search_terms: Cell<usize>,
}

impl<'a> Context<'a> {
    pub fn new(model: &'a Model, limits: &'a Limits, aliases: &'a [(String, String)]) -> Self {
        let zero = || Cell::new(0);
        Context {
            model,
            limits,
            aliases,
            nodes: zero(),
            expand_items: zero(),
            select_items: zero(),
            search_terms: zero(),
        }
    }

    /// The alias `@name` and its text; `None` when the request gives it no value, which then is null.
    pub fn alias_named(&self, name: &str) -> Option<(&'a str, &'a str)> {
        let (name, text) = self.aliases.iter().find(|(known, _)| known.strip_prefix('@') == Some(name))?;
        Some((name, text))
    }

    pub fn spend_nodes(&self, count: usize) -> Result<(), Refusal> {
        spend(&self.nodes, count, self.limits.expression_nodes_max, "parts in its expressions")
    }

    /// Nodes counted so far.
    pub fn nodes_spent(&self) -> usize {
        self.nodes.get()
    }

    pub fn spend_expand_item(&self) -> Result<(), Refusal> {
        spend(&self.expand_items, 1, self.limits.expand_items_max, "items in $expand")
    }

    pub fn spend_select_item(&self) -> Result<(), Refusal> {
        spend(&self.select_items, 1, self.limits.select_items_max, "items in $select")
    }

    pub fn spend_search_term(&self) -> Result<(), Refusal> {
        spend(&self.search_terms, 1, self.limits.search_terms_max, "terms in $search")
    }

    /// Name of an entity type as messages write it.
    pub fn entity_type_name(&self, id: EntityTypeId) -> String {
        format!("{}.{}", self.model.namespace, self.model.entity_type(id).name)
    }

    /// `true` when `prefix` is the namespace of the model, in any case.
    pub fn is_namespace(&self, prefix: &str) -> bool {
        self.model.namespace.eq_ignore_ascii_case(prefix)
    }
}

fn spend(spent: &Cell<usize>, count: usize, max: usize, what: &str) -> Result<(), Refusal> {
    spent.set(spent.get().saturating_add(count));
    if spent.get() > max {
        return Err(limit_exceeded(format!("The request has more than {max} {what}.")));
    }
    Ok(())
}

pub(crate) fn limit_exceeded(message: String) -> Refusal {
    Refusal::new(RefusalKind::LimitExceeded, message)
}

/// A dynamic property of `$compute`, ready to be put where its name stands.
pub(crate) struct ComputedName {
    pub name: String,
    pub expression: Expression,
    /// Height and size of the expression, for the limits.
    pub depth: usize,
    pub nodes: usize,
}

/// The rows that names in an expression can start from. Position = [`VariableId`]; the first is the level's own row.
#[derive(Clone)]
pub(crate) struct Scope<'a> {
    pub variables: SmallVec<[Variable<'a>; 4]>,
    /// The row that a bare name belongs to: the level's own, or the counted one in a filter of `$count`.
    pub row: VariableId,
    pub computed: &'a [ComputedName],
    /// Inside `$expand`, where `$it` would be a row of another level.
    pub nested: bool,
}

#[derive(Clone, Copy)]
pub(crate) struct Variable<'a> {
    /// Empty for rows that have no name of their own.
    pub name: &'a str,
    pub entity_type: EntityTypeId,
}

impl<'a> Scope<'a> {
    pub fn new(entity_type: EntityTypeId, computed: &'a [ComputedName], nested: bool) -> Self {
        Scope { variables: smallvec![Variable { name: "", entity_type }], row: IT, computed, nested }
    }

    /// The id the next lambda variable gets.
    pub fn next_variable(&self) -> VariableId {
        VariableId(self.variables.len())
    }

    /// A lambda variable by name, the innermost first.
    pub fn find(&self, name: &str) -> Option<VariableId> {
        self.variables.iter().rposition(|variable| !name.is_empty() && variable.name == name).map(VariableId)
    }

    pub fn entity_type(&self, id: VariableId) -> EntityTypeId {
        self.variables[id.0].entity_type
    }
}
