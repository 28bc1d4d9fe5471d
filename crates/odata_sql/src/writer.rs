//! One statement in the making: its parameters, the rows in scope and the joins they have asked for.

use std::sync::Arc;

use odata::edm::{EntityTypeId, Model, NavigationId};
use odata::expression::{Expression, VariableId};
use odata::{Refusal, RefusalKind};

use crate::compiled::{Dialect, Parameter, SqlValue, Statement};
use crate::fragment::{Fragment, Kind};
use crate::mapping::{EntityMapping, Link, Mapping, Storage, Through};
use crate::parameters::without_unused;
use crate::report::ReportCall;
use crate::template::Wanted;

/// Most parameters of one statement; SQLite's own bound is 32,766.
const PARAMETERS_MAX: usize = 30_000;

/// What every part of a compilation needs to know.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub model: &'a Model,
    pub mapping: &'a Mapping,
    pub dialect: Dialect,
}

impl<'a> Context<'a> {
    pub fn entity(&self, id: EntityTypeId) -> &'a EntityMapping {
        &self.mapping.entities[id.0]
    }

    pub fn is_postgres(&self) -> bool {
        self.dialect == Dialect::Postgres
    }
}

/// A row that expressions can name: the level's own, a lambda's, or one joined to either.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub alias: String,
    pub entity: EntityTypeId,
    /// Reached through a navigation that may lead nowhere.
    pub nullable: bool,
    /// Which scope's FROM the row belongs to.
    scope: usize,
}

/// A FROM clause: one table and the joins found necessary so far.
#[derive(Debug)]
struct Scope {
    variable: VariableId,
    row: Row,
    /// What stands behind FROM: a table, or a SELECT in parentheses.
    table: String,
    joins: Vec<JoinedTable>,
}

#[derive(Debug)]
struct JoinedTable {
    base: String,
    reason: JoinReason,
    alias: String,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum JoinReason {
    Source(usize),
    Navigation(NavigationId),
    Pairs,
}

pub(crate) struct Writer<'a> {
    pub context: Context<'a>,
    parameters: Vec<Parameter>,
    scopes: Vec<Scope>,
    alias_count: usize,
    /// Dynamic properties already in the SELECT list, so that an order by one of them is not calculated twice.
    remembered: Vec<(Expression, Fragment)>,
    /// Something was written that has no value for some rows and fails there.
    pub can_fail: bool,
}

impl<'a> Writer<'a> {
    /// Starts a statement over the rows of `entity`, which get the alias `t0` and are `$it`.
    pub fn new(context: Context<'a>, entity: EntityTypeId) -> Writer<'a> {
        let mut writer = Writer::blank(context);
        writer.open(odata::plan::IT, entity);
        writer
    }

    /// As [`Writer::new`], over the rows of a report that is called with what the request gives.
    pub fn calling(
        context: Context<'a>,
        entity: EntityTypeId,
        call: Option<Arc<ReportCall>>,
        wanted: impl FnOnce(&mut Writer<'a>) -> Result<Wanted, Refusal>,
    ) -> Result<Writer<'a>, Refusal> {
        let mut writer = Writer::blank(context);
        // The level's own row is the first of all aliases, whatever finding the wanted rows takes.
        let alias = writer.next_alias();
        let wanted = if context.entity(entity).report.is_some() { wanted(&mut writer)? } else { Wanted::Any };
        let table = writer.table(context.entity(entity), call, &wanted);
        writer.open_over(odata::plan::IT, entity, alias, table);
        Ok(writer)
    }

    fn blank(context: Context<'a>) -> Writer<'a> {
        Writer {
            context,
            parameters: Vec::new(),
            scopes: Vec::new(),
            alias_count: 0,
            remembered: Vec::new(),
            can_fail: false,
        }
    }

    /// The level's own row.
    pub fn it(&self) -> Row {
        self.scopes[0].row.clone()
    }

    /// Opens a FROM clause for the rows of `entity`, to be known as `variable`.
    pub fn open(&mut self, variable: VariableId, entity: EntityTypeId) -> Row {
        let alias = self.next_alias();
        let table = self.table(self.context.entity(entity), None, &Wanted::Any);
        self.open_over(variable, entity, alias, table)
    }

    fn open_over(&mut self, variable: VariableId, entity: EntityTypeId, alias: String, table: String) -> Row {
        let row = Row { alias, entity, nullable: false, scope: self.scopes.len() };
        self.scopes.push(Scope { variable, row: row.clone(), table, joins: Vec::new() });
        row
    }

    /// Ends the innermost FROM clause: `table alias LEFT JOIN …`.
    pub fn close(&mut self) -> String {
        let from = self.from(self.scopes.len() - 1);
        self.scopes.pop();
        from
    }

    /// The FROM clause of the level itself.
    pub fn level_from(&self) -> String {
        self.from(0)
    }

    fn from(&self, scope: usize) -> String {
        let scope = &self.scopes[scope];
        let mut text = format!("{} {}", scope.table, scope.row.alias);
        for join in &scope.joins {
            text.push_str(&join.text);
        }
        text
    }

    pub fn next_alias(&mut self) -> String {
        self.alias_count += 1;
        format!("t{}", self.alias_count - 1)
    }

    /// Number of a parameter; those that are not literals share one number.
    fn number(&mut self, parameter: Parameter) -> usize {
        let known = match parameter {
            Parameter::Value(_) => None,
            _ => self.parameters.iter().position(|other| *other == parameter),
        };
        match known {
            Some(index) => index + 1,
            None => {
                self.parameters.push(parameter);
                self.parameters.len()
            }
        }
    }

    /// Text that stands for a parameter of the given storage.
    pub fn bind(&mut self, parameter: Parameter, storage: Storage) -> String {
        let number = self.number(parameter);
        match self.context.dialect {
            Dialect::Sqlite => format!("?{number}"),
            Dialect::Postgres => format!("${number}::{}", postgres_type(storage)),
        }
    }

    /// A literal of the request.
    pub fn bind_value(&mut self, value: SqlValue, kind: Kind) -> Fragment {
        let text = self.bind(Parameter::Value(value), kind.storage());
        Fragment::atom(text, kind, false)
    }

    /// A number of the request that `left` is to equal.
    pub fn bind_equal(&mut self, left: &Fragment, value: i64) -> Fragment {
        let mut fragment = self.bind_value(SqlValue::Integer(value), left.kind);
        if left.is_column && self.context.dialect == Dialect::Sqlite {
            // SQLite puts a bare parameter in the place of the column in all other conditions, where a function fails
            // if it is out of range, though no row has it. What has an affinity it leaves alone.
            fragment.text = format!("CAST({} AS INTEGER)", fragment.text);
        }
        fragment
    }

    /// `column` is one of the values of a list parameter.
    pub fn is_one_of(&mut self, column: &str, parameter: Parameter, storage: Storage) -> String {
        let number = self.number(parameter);
        match self.context.dialect {
            Dialect::Sqlite => format!("{column} IN rarray(?{number})"),
            Dialect::Postgres => format!("{column} = ANY(${number}::{}[])", postgres_type(storage)),
        }
    }

    /// The column that names the company of a row.
    pub fn company_column(&self, row: &Row) -> String {
        let column = if self.context.entity(row.entity).is_company { "id" } else { "company_id" };
        format!("{}.{column}", row.alias)
    }

    /// What makes a row of the table one of the entity, beside the company.
    pub fn own_conditions(&self, row: &Row) -> Vec<String> {
        let entity = self.context.entity(row.entity);
        let numbers =
            entity.conditions.iter().map(|(column, value)| format!("{}.{column} = {value}", row.alias));
        // A bare boolean column is a condition in both dialects.
        numbers.chain(entity.flags.iter().map(|column| format!("{}.{column}", row.alias))).collect()
    }

    /// Conditions under which `target` is what the navigation leads to from `base`.
    pub fn link_conditions(&self, base: &Row, link: &Link, target: &Row) -> Vec<String> {
        let mut conditions = Vec::new();
        if !matches!(link, Link::All) {
            conditions.push(format!("{} = {}", self.company_column(target), self.company_column(base)));
        }
        if let Link::Columns { local, foreign, .. } = link {
            let condition = format!("{}.{foreign} = {}.{local}", target.alias, base.alias);
            if !conditions.contains(&condition) {
                conditions.push(condition);
            }
        }
        if let Link::Through { local, foreign, through, .. } = link {
            let value = format!("{}.{local}", base.alias);
            let company = self.company_column(base);
            conditions.push(paired(&format!("{}.{foreign}", target.alias), through, &company, &value));
        }
        conditions.extend(self.own_conditions(target));
        conditions
    }

    /// The row that `base/navigation/…` leads to, joined once however often it is named. All navigations must be
    /// single-valued.
    pub fn row_at(&mut self, base: VariableId, navigations: &[NavigationId]) -> Result<Row, Refusal> {
        let scope = self.scopes.iter().rev().find(|scope| scope.variable == base);
        let mut row = scope.map(|scope| scope.row.clone()).ok_or_else(|| {
            Refusal::new(RefusalKind::BadRequest, "The expression names a variable that is not in scope.")
        })?;
        for navigation in navigations {
            row = self.follow(&row, *navigation);
        }
        Ok(row)
    }

    /// The row a single-valued navigation leads to, joined once.
    pub fn follow(&mut self, base: &Row, navigation: NavigationId) -> Row {
        let target = self.context.model.entity_type(base.entity).navigation(navigation).target;
        let reason = JoinReason::Navigation(navigation);
        let mut row = Row { alias: String::new(), entity: target, nullable: true, scope: base.scope };
        if let Some(alias) = self.joined(base, reason) {
            row.alias = alias;
            return row;
        }
        row.alias = self.next_alias();
        let link = &self.context.entity(base.entity).links[navigation.0];
        let conditions = self.link_conditions(base, link, &row);
        let table = self.table(self.context.entity(target), None, &Wanted::Any);
        self.join(base, reason, &table, &row.alias, &conditions);
        row
    }

    /// Alias of the table behind `joins[index]` of the row's entity.
    pub fn source_join(&mut self, base: &Row, index: usize) -> String {
        let reason = JoinReason::Source(index);
        if let Some(alias) = self.joined(base, reason) {
            return alias;
        }
        let alias = self.next_alias();
        let join = &self.context.entity(base.entity).joins[index];
        // `companies` has no company above it; its own id plays that part.
        let company = if join.table == "companies" { "id" } else { "company_id" };
        let mut conditions = vec![format!("{alias}.{company} = {}", self.company_column(base))];
        for (own, foreign) in &join.on {
            conditions.push(format!("{alias}.{foreign} = {}.{own}", base.alias));
        }
        self.join(base, reason, join.table, &alias, &conditions);
        alias
    }

    fn joined(&self, base: &Row, reason: JoinReason) -> Option<String> {
        let joins = &self.scopes[base.scope].joins;
        let found = joins.iter().find(|join| join.base == base.alias && join.reason == reason);
        found.map(|join| join.alias.clone())
    }

    fn join(&mut self, base: &Row, reason: JoinReason, table: &str, alias: &str, conditions: &[String]) {
        // A table reached from everywhere, without a company in common, is joined on nothing.
        let on = if conditions.is_empty() { "TRUE".to_owned() } else { conditions.join(" AND ") };
        let text = format!(" LEFT JOIN {table} {alias} ON {on}");
        let (base_alias, alias) = (base.alias.clone(), alias.to_owned());
        self.scopes[base.scope].joins.push(JoinedTable { base: base_alias, reason, alias, text });
    }

    /// Joins the level's own rows to the pairs that lead to them from the rows of the level above: a row comes once
    /// for each of those.
    pub fn join_pairs(&mut self, foreign: &str, through: &Through, storage: Storage) {
        let company = self.bind(Parameter::Company, Storage::Uuid);
        let near = self.is_one_of(through.near, Parameter::ParentLinks, storage);
        let base = self.it().alias;
        let text =
            format!(" JOIN {} {PAIRS} ON {PAIRS}.far = {base}.{foreign}", through.pairs(&company, &near));
        self.scopes[0].joins.push(JoinedTable {
            base,
            reason: JoinReason::Pairs,
            alias: PAIRS.to_owned(),
            text,
        });
    }

    pub fn remember(&mut self, expression: Expression, value: Fragment) {
        self.remembered.push((expression, value));
    }

    /// The SQL already made for the same expression.
    pub fn recall(&self, expression: &Expression) -> Option<Fragment> {
        self.remembered.iter().find(|(known, _)| known == expression).map(|(_, value)| value.clone())
    }

    /// Ends the statement.
    pub fn finish(self, text: String) -> Result<Statement, Refusal> {
        let statement = without_unused(text, self.parameters);
        if statement.parameters.len() > PARAMETERS_MAX {
            let message = format!("The request holds more than {PARAMETERS_MAX} values.");
            return Err(Refusal::new(RefusalKind::LimitExceeded, message));
        }
        Ok(statement)
    }
}

/// The alias of what [`Writer::join_pairs`] joins.
pub(crate) const PAIRS: &str = "pairs";

/// `column` is one of the values paired with `value`.
pub(crate) fn paired(column: &str, through: &Through, company: &str, value: &str) -> String {
    let pairs = through.pairs(company, &format!("{} = {value}", through.near));
    format!("{column} IN (SELECT {PAIRS}.far FROM {pairs} {PAIRS})")
}

pub(crate) fn postgres_type(storage: Storage) -> &'static str {
    match storage {
        Storage::Uuid => "uuid",
        Storage::Text | Storage::Date => "text",
        Storage::Integer | Storage::Decimal | Storage::Instant | Storage::Enum => "bigint",
        Storage::Boolean => "boolean",
    }
}
