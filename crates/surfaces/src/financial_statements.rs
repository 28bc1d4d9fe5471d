//! The entity of the four financial statements, which differ in name only (FINANCE.md 8.3).

/// The entity of a statement; `$amount` is what its amounts are called.
macro_rules! statement_entity {
    ($name:literal, $set:literal, $amount:literal, $report:expr) => {
        $crate::entity::Entity {
            name: $name,
            set: $set,
            other_sets: &[($crate::face::Face::V1, $name)],
            methods: [$crate::entity::NONE, $crate::entity::G, $crate::entity::G, $crate::entity::NONE],
            report: Some($report),
            properties: &[
                $crate::entity::ID.only_v2(),
                $crate::entity::int32("lineNumber", "line_number").key().only_v1(),
                $crate::entity::int32("lineNumber", "line_number").read_only().only_v2(),
                $crate::entity::text("display", "description", 250).read_only(),
                $crate::entity::decimal($amount, "amount").read_only(),
                $crate::entity::text("lineType", "line_type", 30).read_only(),
                $crate::entity::int32("indentation", "indentation").read_only(),
                $crate::entity::date("dateFilter", "date_filter").read_only(),
            ],
            default_order: &[("line_number", odata_sql::mapping::Storage::Integer)],
            ..$crate::entity::Entity::BLANK
        }
    };
}

pub(crate) use statement_entity;
