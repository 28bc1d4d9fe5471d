//! What the fuzz targets share: the real models of the three faces, and compiling what was planned.

use std::sync::LazyLock;

use odata_sql::PageRules;
use odata_sql::compiled::Dialect;
use surfaces::face::Face;
use surfaces::model::FaceModel;

/// The three faces as the server has them.
pub static FACES: LazyLock<[FaceModel; Face::COUNT]> =
    LazyLock::new(|| Face::ALL.map(|face| FaceModel::new(face, false)));

/// Plans a request and, when that succeeds, compiles it for both databases.
pub fn plan_and_compile(face: &FaceModel, path: &str, query: Option<&str>) {
    let Ok(plan) = odata::plan(&face.model, path, query, &odata::Limits::default()) else { return };
    let page = PageRules {
        page_rows_default: 20_000,
        page_rows_max: 20_000,
        client_max_page_size: None,
        top_is_page_size: face.model.rules.top_is_page_size,
    };
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let _ = odata_sql::compile(&face.model, &face.mapping, &plan, dialect, &page);
    }
}
