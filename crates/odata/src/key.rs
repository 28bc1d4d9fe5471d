//! The key of an entity: the values of the key properties of its type.

use smallvec::SmallVec;

use crate::Value;

/// The values that tell an entity from others of its type, in the order of [`crate::edm::EntityType::key`].
#[derive(Clone, Debug, PartialEq)]
pub struct Key(SmallVec<[Value; 1]>);

impl Key {
    pub fn parts(&self) -> &[Value] {
        &self.0
    }

    /// The value of a key of one part.
    pub fn only(&self) -> Option<&Value> {
        match self.parts() {
            [value] => Some(value),
            _ => None,
        }
    }
}

impl From<Value> for Key {
    fn from(value: Value) -> Key {
        Key(SmallVec::from_iter([value]))
    }
}

impl FromIterator<Value> for Key {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Key {
        Key(values.into_iter().collect())
    }
}
