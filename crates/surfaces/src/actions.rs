//! The words in which an action of an entity is declared: faces, parameters, result.

use odata_sql::mapping::Storage;

use crate::entity::{ByFace, ChoiceType};
use crate::face::Face;
use crate::write::Action;

/// An action bound to one entity, as a row of the entity's table.
#[derive(Clone, Copy)]
pub struct BoundAction {
    pub name: &'static str,
    pub faces: ByFace<bool>,
    /// What the body may hold.
    pub parameters: &'static [Parameter],
    /// What it answers with beside 204.
    pub result: Option<ResultShape>,
    /// Takes the id of any row of the entity's table, whatever kind of row the face shows: `journals/{id}/post` posts a
    /// batch of any kind. With `--strict` only where the originals do: on v2.0 and our own face.
    pub of_any_row: bool,
    pub run: &'static dyn Action,
}

/// An action without parameters on every face that has the entity; narrow it with [`BoundAction::on`].
pub const fn action(name: &'static str, run: &'static dyn Action) -> BoundAction {
    BoundAction { name, faces: [true; Face::COUNT], parameters: &[], result: None, of_any_row: false, run }
}

impl BoundAction {
    /// On Graph beta, v1.0, v2.0, our own face.
    pub const fn on(mut self, graph: bool, v1: bool, v2: bool, own: bool) -> Self {
        self.faces = [graph, v1, v2, own];
        self
    }

    pub const fn taking(mut self, parameters: &'static [Parameter]) -> Self {
        self.parameters = parameters;
        self
    }

    /// Answers 200 with one complex value.
    pub const fn returning(mut self, shape: &'static Shape) -> Self {
        self.result = Some(ResultShape::One(shape));
        self
    }

    /// Answers 200 with a collection of complex values.
    pub const fn returning_many(mut self, shape: &'static Shape) -> Self {
        self.result = Some(ResultShape::Many(shape));
        self
    }

    pub const fn of_any_row(mut self) -> Self {
        self.of_any_row = true;
        self
    }
}

/// A complex type of parameters and results.
pub struct Shape {
    /// Name of the type: `application`.
    pub name: &'static str,
    pub members: &'static [Parameter],
}

/// Result of an action.
#[derive(Clone, Copy)]
pub enum ResultShape {
    One(&'static Shape),
    Many(&'static Shape),
}

/// A named value of a body or of a result.
#[derive(Clone, Copy)]
pub struct Parameter {
    pub name: &'static str,
    pub kind: ParameterKind,
    /// Longest value in characters, strings only.
    pub length_max: Option<u32>,
    /// Must be sent, and not as null.
    pub required: bool,
}

#[derive(Clone, Copy)]
pub enum ParameterKind {
    Simple(Storage),
    Int32,
    /// An enumeration where the face has them, its label as text elsewhere.
    Choice(&'static ChoiceType),
    Complex(&'static Shape),
    Collection(&'static Shape),
}

impl Parameter {
    const fn new(name: &'static str, kind: ParameterKind) -> Self {
        Parameter { name, kind, length_max: None, required: false }
    }

    pub const fn text(name: &'static str, length_max: u32) -> Self {
        let mut parameter = Parameter::new(name, ParameterKind::Simple(Storage::Text));
        parameter.length_max = Some(length_max);
        parameter
    }

    pub const fn guid(name: &'static str) -> Self {
        Parameter::new(name, ParameterKind::Simple(Storage::Uuid))
    }

    pub const fn decimal(name: &'static str) -> Self {
        Parameter::new(name, ParameterKind::Simple(Storage::Decimal))
    }

    pub const fn date(name: &'static str) -> Self {
        Parameter::new(name, ParameterKind::Simple(Storage::Date))
    }

    pub const fn boolean(name: &'static str) -> Self {
        Parameter::new(name, ParameterKind::Simple(Storage::Boolean))
    }

    pub const fn int32(name: &'static str) -> Self {
        Parameter::new(name, ParameterKind::Int32)
    }

    pub const fn int64(name: &'static str) -> Self {
        Parameter::new(name, ParameterKind::Simple(Storage::Integer))
    }

    pub const fn choice(name: &'static str, choice: &'static ChoiceType) -> Self {
        Parameter::new(name, ParameterKind::Choice(choice))
    }

    pub const fn complex(name: &'static str, shape: &'static Shape) -> Self {
        Parameter::new(name, ParameterKind::Complex(shape))
    }

    /// A collection of complex values.
    pub const fn many(name: &'static str, shape: &'static Shape) -> Self {
        Parameter::new(name, ParameterKind::Collection(shape))
    }

    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}
