//! The words in which an entity is declared: properties, where their values live, navigation, methods.
//!
//! A table is a constant; `model` turns it into the metadata and the mapping of each face.

use std::any::TypeId;
use std::collections::BTreeMap;

use finance::choices::Choice;
use odata_sql::mapping::{Storage, Through};
use odata_sql::report::Report;
use parking_lot::Mutex;

use crate::actions::BoundAction;
use crate::face::Face;
use crate::streams::Streams;
use crate::write::Writer;

/// One value per face, by [`Face::index`]: Graph beta, v1.0, v2.0, our own.
pub type ByFace<T> = [T; Face::COUNT];

/// An entity of all faces, declared once. What a table leaves out is as in [`Entity::BLANK`].
pub struct Entity {
    /// Name of the type, singular: `customerPayment`.
    pub name: &'static str,
    /// Where the type has another name: `dimensionLine` in v1.0.
    pub other_names: &'static [(Face, &'static str)],
    /// Name of the set below a company: `customerPayments`.
    pub set: &'static str,
    /// Where the set has another name: `agedAccountsReceivable` on Graph beta.
    pub other_sets: &'static [(Face, &'static str)],
    /// What each face may do with it; [`NONE`]: the face does not have it. What has no writer is read only, whatever
    /// stands here.
    pub methods: ByFace<Methods>,
    /// Of the rows; what a `report` calculates takes its place.
    pub table: &'static str,
    /// The table is a view.
    pub is_view: bool,
    pub report: Option<&'static Report>,
    /// Which rows of the table are such entities: column and value.
    pub conditions: &'static [(&'static str, i64)],
    /// Further conditions of Graph beta and v1.0, which show fewer records than v2.0.
    pub before_v2: Narrowing,
    /// To-one joins that properties may use by index: table, (own column, joined column).
    pub joins: &'static [(&'static str, &'static [(&'static str, &'static str)])],
    /// In the order in which they are written and validated.
    pub properties: &'static [Property],
    pub navigations: &'static [Navigation],
    /// What orders the rows when a request does not; unique within a company.
    pub default_order: &'static [(&'static str, Storage)],
    /// A read of the whole set needs a filter on one of these, or a parent in the URL (PROTOCOL.md 1.4).
    pub needs_filter_on: &'static [&'static str],
    /// The `id` tells its rows apart only below one parent: where it is the whole key, they are addressed nowhere else,
    /// and writers are told the parent of what they change. Rows are then told apart by `default_order`.
    pub key_within_parent: bool,
    /// Where not empty, v2.0 and what follows it hold `conditions` against lists only: an id, or a filter on one of
    /// these properties, reaches any row of the table (FINANCE.md 2.1). Needs an action of any row.
    pub listed_by: &'static [&'static str],
    /// Who writes it; `None` for what can only be read.
    pub writer: Option<&'static dyn Writer>,
    /// Who reads and writes its stream, for those with one.
    pub streams: Option<&'static dyn Streams>,
    pub actions: &'static [BoundAction],
}

impl Entity {
    /// What an entity is unless its table says otherwise: on the three published faces, with all methods, every row of
    /// its table, in the order of ids.
    pub const BLANK: Entity = Entity {
        name: "",
        other_names: &[],
        set: "",
        other_sets: &[],
        methods: [GPMD, GPMD, GPMD, NONE],
        table: "",
        is_view: false,
        report: None,
        conditions: &[],
        before_v2: SAME,
        joins: &[],
        properties: &[],
        navigations: &[],
        default_order: &[("id", Storage::Uuid)],
        needs_filter_on: &[],
        key_within_parent: false,
        listed_by: &[],
        writer: None,
        streams: None,
        actions: &[],
    };

    /// The name of the type on a face.
    pub fn type_name(&self, face: Face) -> &'static str {
        let other = self.other_names.iter().find(|(known, _)| *known == face);
        other.map_or(self.name, |(_, name)| name)
    }

    /// The name of the set on a face.
    pub fn set_name(&self, face: Face) -> &'static str {
        let other = self.other_sets.iter().find(|(known, _)| *known == face);
        other.map_or(self.set, |(_, name)| name)
    }

    pub fn methods_on(&self, face: Face) -> Methods {
        let methods = self.methods[face.index()];
        match self.writer {
            Some(_) => methods,
            None => Methods { get: methods.get, ..NONE },
        }
    }

    /// Whether the face has it at all.
    pub fn is_on(&self, face: Face) -> bool {
        self.methods[face.index()].get
    }
}

/// What may be done with a set, named by the letters of the reference: G get, P post, M patch, D delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Methods {
    pub get: bool,
    pub post: bool,
    pub patch: bool,
    pub delete: bool,
}

/// The face does not have the set.
pub const NONE: Methods = Methods { get: false, post: false, patch: false, delete: false };
pub const G: Methods = Methods { get: true, ..NONE };
pub const GM: Methods = Methods { patch: true, ..G };
pub const GMD: Methods = Methods { delete: true, ..GM };
pub const GPMD: Methods = Methods { post: true, ..GMD };

/// Conditions beside those of every face.
#[derive(Clone, Copy)]
pub struct Narrowing {
    pub conditions: &'static [(&'static str, i64)],
    /// Boolean columns that must be true.
    pub flags: &'static [&'static str],
}

/// Nothing narrower than on every face.
pub const SAME: Narrowing = Narrowing { conditions: &[], flags: &[] };

/// Whether a face has a property, and what it may do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Absent,
    ReadOnly,
    Writable,
    /// Written once, when the entity is made.
    Once,
}

/// One row of a property table.
#[derive(Clone, Copy)]
pub struct Property {
    pub name: &'static str,
    pub kind: Kind,
    /// Longest value in characters, strings only.
    pub length_max: Option<u32>,
    /// By [`Face::index`].
    pub access: ByFace<Access>,
    /// Whether it is the key, or a part of it; by [`Face::index`].
    pub key: ByFace<bool>,
}

/// Type and origin of a property's value.
#[derive(Clone, Copy)]
pub enum Kind {
    Column(&'static str, Storage),
    /// A column of a join; empty when nothing is joined.
    Joined(usize, &'static str, Storage),
    /// A column of a join, and of another join when nothing is joined.
    JoinedOr(usize, &'static str, Storage, usize, &'static str),
    Int32(&'static str),
    /// A choice of `finance`: an enumeration in v2.0, its label as text elsewhere.
    Choice(&'static str, &'static ChoiceType),
    /// A choice that stays text on every face (an option of the original that is no enumeration).
    Label(&'static str, &'static ChoiceType),
    /// A scalar over the row, in SQL with placeholders (see [`odata_sql::mapping::Source::Computed`]): calculated where
    /// the property is read, filtered on or ordered by, and nowhere else.
    Computed(Computed, &'static str),
    /// A guid column shown as text.
    GuidText(&'static str),
    /// `{document id}-{line number}`, from two columns: the key of a document's line on Graph and v1.0.
    LineKey(&'static str, &'static str),
    Constant(&'static str),
    /// The postal address of Graph and v1.0: two address lines, city, county, country code, post code.
    Address([&'static str; 6]),
    /// A complex value of texts: name of its type, then name, column and length of each member.
    Texts(&'static str, &'static [(&'static str, &'static str, u32)]),
    /// The unit of measure of v1.0, from a join to its table.
    UnitOfMeasure(usize),
    /// The `dimensions` of v1.0: pairs of a line, read from their own table.
    Dimensions,
    /// What [`Entity::streams`] reads and writes.
    Stream,
}

/// Type of a computed value.
#[derive(Clone, Copy)]
pub enum Computed {
    Stored(Storage),
    Int32,
    /// The value of a member of the choice; shown as [`Kind::Choice`] is.
    Choice(&'static ChoiceType),
}

/// A choice of `finance` as the wire needs it.
pub struct ChoiceType {
    /// Name of the enumeration type: `customerBlocked`.
    pub name: &'static str,
    /// Value and label of each member.
    pub members: fn() -> &'static [(i64, &'static str)],
}

type Members = &'static [(i64, &'static str)];

/// The members of a choice as value and label, made once for each type.
pub fn members_of<C: Choice>() -> Members {
    static KNOWN: Mutex<BTreeMap<TypeId, Members>> = Mutex::new(BTreeMap::new());
    let make = || {
        let members: Vec<_> = C::ALL.iter().map(|choice| (choice.value(), choice.label())).collect();
        &*Vec::leak(members)
    };
    KNOWN.lock().entry(TypeId::of::<C>()).or_insert_with(make)
}

impl Property {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Property {
            name,
            kind,
            length_max: None,
            access: [Access::Writable; Face::COUNT],
            key: [false; Face::COUNT],
        }
    }

    pub const fn length(mut self, characters: u32) -> Self {
        self.length_max = Some(characters);
        self
    }

    pub const fn read_only(mut self) -> Self {
        self.access = [Access::ReadOnly; Face::COUNT];
        self
    }

    pub const fn key(mut self) -> Self {
        self.key = [true; Face::COUNT];
        self.read_only()
    }

    /// In v1.0 a part of the key, which is sent when the entity is made and never changes.
    pub const fn key_part_in_v1(mut self) -> Self {
        self.key[1] = true;
        self
    }

    /// Access by face, in the order Graph beta, v1.0, v2.0; our own face follows v2.0 unless [`Property::own`] says
    /// otherwise.
    pub const fn on(mut self, graph: Access, v1: Access, v2: Access) -> Self {
        self.access = [graph, v1, v2, v2];
        self
    }

    /// Access on our own face.
    pub const fn own(mut self, access: Access) -> Self {
        self.access[3] = access;
        self
    }

    /// Only on our own face, with the access it had so far.
    pub const fn only_own(mut self) -> Self {
        self.access[0] = Access::Absent;
        self.access[1] = Access::Absent;
        self.access[2] = Access::Absent;
        self
    }

    /// Only in v2.0 and on our own face, with the access it had so far.
    pub const fn only_v2(mut self) -> Self {
        self.access[0] = Access::Absent;
        self.access[1] = Access::Absent;
        self
    }

    /// Only in Graph beta and v1.0.
    pub const fn not_v2(mut self) -> Self {
        self.access[2] = Access::Absent;
        self.access[3] = Access::Absent;
        self
    }

    pub const fn only_v1(mut self) -> Self {
        self.access[0] = Access::Absent;
        self.access[2] = Access::Absent;
        self.access[3] = Access::Absent;
        self
    }

    /// Only in Graph beta, with the access it had so far.
    pub const fn only_graph(mut self) -> Self {
        self.access[1] = Access::Absent;
        self.access[2] = Access::Absent;
        self.access[3] = Access::Absent;
        self
    }

    pub const fn not_v1(mut self) -> Self {
        self.access[1] = Access::Absent;
        self
    }

    pub const fn not_graph(mut self) -> Self {
        self.access[0] = Access::Absent;
        self
    }

    pub fn access_on(&self, face: Face) -> Access {
        self.access[face.index()]
    }

    /// Whether it is the key, or a part of it.
    pub fn is_key_on(&self, face: Face) -> bool {
        self.key[face.index()]
    }

    /// Whether it shows the id of the row itself.
    pub fn is_row_id(&self) -> bool {
        matches!(self.kind, Kind::Column("id", Storage::Uuid))
    }

    /// Whether it is a key that the service makes.
    pub fn is_own_id_on(&self, face: Face) -> bool {
        self.is_key_on(face) && self.access_on(face) == Access::ReadOnly
    }
}

/// The key every entity has.
pub const ID: Property = guid("id", "id").key();
/// When the row was written last.
pub const LAST_MODIFIED: Property =
    Property::new("lastModifiedDateTime", Kind::Column("modified_at", Storage::Instant)).read_only();

pub const fn guid(name: &'static str, column: &'static str) -> Property {
    Property::new(name, Kind::Column(column, Storage::Uuid))
}

pub const fn text(name: &'static str, column: &'static str, length_max: u32) -> Property {
    Property::new(name, Kind::Column(column, Storage::Text)).length(length_max)
}

pub const fn int32(name: &'static str, column: &'static str) -> Property {
    Property::new(name, Kind::Int32(column))
}

pub const fn int64(name: &'static str, column: &'static str) -> Property {
    Property::new(name, Kind::Column(column, Storage::Integer))
}

pub const fn decimal(name: &'static str, column: &'static str) -> Property {
    Property::new(name, Kind::Column(column, Storage::Decimal))
}

pub const fn boolean(name: &'static str, column: &'static str) -> Property {
    Property::new(name, Kind::Column(column, Storage::Boolean))
}

pub const fn date(name: &'static str, column: &'static str) -> Property {
    Property::new(name, Kind::Column(column, Storage::Date))
}

pub const fn instant(name: &'static str, column: &'static str) -> Property {
    Property::new(name, Kind::Column(column, Storage::Instant))
}

pub const fn choice(name: &'static str, column: &'static str, choice: &'static ChoiceType) -> Property {
    Property::new(name, Kind::Choice(column, choice))
}

pub const fn label(name: &'static str, column: &'static str, choice: &'static ChoiceType) -> Property {
    Property::new(name, Kind::Label(column, choice))
}

pub const fn constant(name: &'static str, value: &'static str) -> Property {
    Property::new(name, Kind::Constant(value)).read_only()
}

pub const fn joined_text(name: &'static str, join: usize, column: &'static str, length_max: u32) -> Property {
    Property::new(name, Kind::Joined(join, column, Storage::Text)).length(length_max)
}

pub const fn joined_guid(name: &'static str, join: usize, column: &'static str) -> Property {
    Property::new(name, Kind::Joined(join, column, Storage::Uuid))
}

/// Text of one join, or of another when nothing is joined.
pub const fn joined_text_or(
    name: &'static str,
    join: usize,
    column: &'static str,
    other_join: usize,
    other_column: &'static str,
) -> Property {
    Property::new(name, Kind::JoinedOr(join, column, Storage::Text, other_join, other_column))
}

/// A value calculated from the row by SQL, read-only. Sums are brought back to whole numbers: `CAST(… AS BIGINT)`.
pub const fn computed(name: &'static str, storage: Storage, sql: &'static str) -> Property {
    Property::new(name, Kind::Computed(Computed::Stored(storage), sql)).read_only()
}

/// A small whole number calculated from the row by SQL, read-only.
pub const fn computed_int32(name: &'static str, sql: &'static str) -> Property {
    Property::new(name, Kind::Computed(Computed::Int32, sql)).read_only()
}

/// A choice whose value is calculated from the row by SQL, read-only.
pub const fn computed_choice(name: &'static str, choice: &'static ChoiceType, sql: &'static str) -> Property {
    Property::new(name, Kind::Computed(Computed::Choice(choice), sql)).read_only()
}

/// A guid shown as text.
pub const fn guid_text(name: &'static str, column: &'static str) -> Property {
    Property::new(name, Kind::GuidText(column)).read_only()
}

/// The key `{document id}-{line number}` of a document's line. Where only some faces have it, say so after this.
pub const fn line_key(name: &'static str, document: &'static str, line_number: &'static str) -> Property {
    Property::new(name, Kind::LineKey(document, line_number)).length(50).key()
}

pub const fn address(name: &'static str, columns: [&'static str; 6]) -> Property {
    Property::new(name, Kind::Address(columns)).not_v2()
}

/// A complex value of texts, on the faces that have complex values.
pub const fn texts(
    name: &'static str,
    type_name: &'static str,
    members: &'static [(&'static str, &'static str, u32)],
) -> Property {
    Property::new(name, Kind::Texts(type_name, members)).only_v1()
}

pub const fn unit_of_measure(name: &'static str, join: usize) -> Property {
    Property::new(name, Kind::UnitOfMeasure(join)).only_v1()
}

pub const fn stream(name: &'static str) -> Property {
    Property::new(name, Kind::Stream)
}

pub const fn dimensions(name: &'static str) -> Property {
    Property::new(name, Kind::Dimensions).only_v1()
}

/// A navigation property between two entities.
#[derive(Clone, Copy)]
pub struct Navigation {
    pub name: &'static str,
    /// Name of the target's type.
    pub target: &'static str,
    pub collection: bool,
    pub local: &'static str,
    pub foreign: &'static str,
    /// Of both columns; of `local` where something stands between.
    pub storage: Storage,
    /// The pairs that lead from `local` to `foreign`, which are not equal.
    pub through: Option<Through>,
    /// Entities of other types lead to such rows as well, by the same column: the one at hand must be looked for.
    pub is_shared: bool,
    /// By [`Face::index`].
    pub faces: ByFace<bool>,
    /// Property of this type that equals the target's key.
    pub referential: Option<&'static str>,
    /// The opposite navigation.
    pub partner: Option<&'static str>,
}

/// To the one entity whose `id` stands in the column `local`, which shows as the property `referential`.
pub const fn to_one(
    name: &'static str,
    target: &'static str,
    local: &'static str,
    referential: &'static str,
) -> Navigation {
    Navigation {
        name,
        target,
        collection: false,
        local,
        foreign: "id",
        storage: Storage::Uuid,
        through: None,
        is_shared: false,
        faces: [true; Face::COUNT],
        referential: Some(referential),
        partner: None,
    }
}

/// To all entities whose column `foreign` holds this one's `id`.
pub const fn to_many(name: &'static str, target: &'static str, foreign: &'static str) -> Navigation {
    Navigation {
        name,
        target,
        collection: true,
        local: "id",
        foreign,
        storage: Storage::Uuid,
        through: None,
        is_shared: false,
        faces: [true; Face::COUNT],
        referential: None,
        partner: None,
    }
}

impl Navigation {
    /// By other columns than the id of one side.
    pub const fn by(mut self, local: &'static str, foreign: &'static str, storage: Storage) -> Self {
        self.local = local;
        self.foreign = foreign;
        self.storage = storage;
        self
    }

    /// By pairs in another table: of the column `local` here, of this storage, to the column `foreign` there.
    pub const fn through(
        mut self,
        local: &'static str,
        storage: Storage,
        foreign: &'static str,
        through: Through,
    ) -> Self {
        self.local = local;
        self.foreign = foreign;
        self.storage = storage;
        self.through = Some(through);
        self
    }

    /// To what entities of other types lead to as well, by the same column.
    pub const fn shared(mut self) -> Self {
        self.is_shared = true;
        self
    }

    /// To one entity that no property of this one names.
    pub const fn unnamed(mut self) -> Self {
        self.referential = None;
        self
    }

    /// On Graph beta, v1.0, v2.0; our own face follows v2.0. A navigation to what a face does not have is not there
    /// anyway.
    pub const fn on(mut self, graph: bool, v1: bool, v2: bool) -> Self {
        self.faces = [graph, v1, v2, v2];
        self
    }

    /// Only on our own face.
    pub const fn only_own(mut self) -> Self {
        self.faces = [false, false, false, true];
        self
    }

    pub const fn partner(mut self, name: &'static str) -> Self {
        self.partner = Some(name);
        self
    }
}
