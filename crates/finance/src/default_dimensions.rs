//! Default dimensions of records and tables.

use uuid::Uuid;

use crate::choices::choices;

mod write;

pub use write::{DefaultDimensionFacts, DefaultDimensionProperties, DimensionParent, change, create};

choices! {
    /// The kind of record a default dimension of the API belongs to.
    DefaultDimensionParentType {
        #[default]
        Blank = 0, " ";
        Customer = 1, "Customer";
        Item = 2, "Item";
        Vendor = 3, "Vendor";
        Employee = 4, "Employee";
    }
}

choices! {
    /// The rule for the value at posting (FINANCE.md 7.5).
    ValuePosting {
        #[default]
        Blank = 0, " ";
        CodeMandatory = 1, "Code Mandatory";
        SameCode = 2, "Same Code";
        NoCode = 3, "No Code";
    }
}

/// Tables whose records can have default dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DimensionTable {
    Account,
    Customer,
    Vendor,
    BankAccount,
    Item,
    Employee,
}

impl DimensionTable {
    pub const ALL: [DimensionTable; 6] = [
        DimensionTable::Account,
        DimensionTable::Customer,
        DimensionTable::Vendor,
        DimensionTable::BankAccount,
        DimensionTable::Item,
        DimensionTable::Employee,
    ];

    /// The number kept in storage.
    pub const fn value(self) -> i64 {
        match self {
            DimensionTable::Account => 15,
            DimensionTable::Customer => 18,
            DimensionTable::Vendor => 23,
            DimensionTable::Item => 27,
            DimensionTable::BankAccount => 270,
            DimensionTable::Employee => 5200,
        }
    }

    /// What the API calls the kind; blank for those it has no word for.
    pub const fn parent_type(self) -> DefaultDimensionParentType {
        match self {
            DimensionTable::Customer => DefaultDimensionParentType::Customer,
            DimensionTable::Vendor => DefaultDimensionParentType::Vendor,
            DimensionTable::Item => DefaultDimensionParentType::Item,
            DimensionTable::Employee => DefaultDimensionParentType::Employee,
            DimensionTable::Account | DimensionTable::BankAccount => DefaultDimensionParentType::Blank,
        }
    }

    pub fn from_value(value: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.value() == value)
    }
}

/// A dimension value that lines of a record get by default. A blank `number` speaks for the whole table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultDimension {
    pub id: Uuid,
    pub table: DimensionTable,
    pub number: String,
    /// The id of the record; blank for the whole table.
    pub parent_id: Uuid,
    pub dimension_code: String,
    pub dimension_id: Uuid,
    pub dimension_value_code: String,
    pub dimension_value_id: Uuid,
    pub value_posting: ValuePosting,
}

/// Which table wins when several give a default for one dimension on lines of a source code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultDimensionPriority {
    pub id: Uuid,
    pub source_code: String,
    pub table: DimensionTable,
    /// Lower wins.
    pub priority: i64,
}

#[cfg(test)]
mod tests {
    use super::{DefaultDimensionParentType as Parent, DimensionTable};

    #[test]
    fn every_table_has_a_number_and_a_word_of_the_api() {
        let expected = [
            (DimensionTable::Account, 15, Parent::Blank),
            (DimensionTable::Customer, 18, Parent::Customer),
            (DimensionTable::Vendor, 23, Parent::Vendor),
            (DimensionTable::BankAccount, 270, Parent::Blank),
            (DimensionTable::Item, 27, Parent::Item),
            (DimensionTable::Employee, 5200, Parent::Employee),
        ];
        assert_eq!(DimensionTable::ALL.map(|table| (table, table.value(), table.parent_type())), expected);
        for (table, value, _) in expected {
            assert_eq!(DimensionTable::from_value(value), Some(table));
        }
        assert_eq!(DimensionTable::from_value(16), None);
    }
}
