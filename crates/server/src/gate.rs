//! What is checked on the head of a request before anything else is done.

use auth::{Principal, Refusal};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use surfaces::answer::Method;
use surfaces::errors::ApiError;

use crate::app::App;
use crate::problems::{ALLOWED_METHODS, Problem};
use crate::roots::Root;

/// Checks length of the URL, method, tenant of the path and coding of the body.
pub fn check_head(app: &App, parts: &Parts, root: &Root<'_>, method: Method) -> Result<(), Problem> {
    let url_bytes = parts.uri.path_and_query().map_or(0, |target| target.as_str().len());
    if url_bytes > app.limits.url_bytes_max {
        let most = app.limits.url_bytes_max;
        let message = format!(
            "The URL has {url_bytes} bytes; the server takes at most {most}. Use $batch for long queries."
        );
        return Err(ApiError::new(414, "BadRequest", message).into());
    }
    if method == Method::Other {
        let message = format!("'{}' requests are not allowed.", parts.method);
        let problem = Problem::from(ApiError::new(405, "BadRequest_MethodNotAllowed", message));
        return Err(problem.with_header("Allow", ALLOWED_METHODS));
    }
    if let Some(tenant) = root.tenant
        && app.tenants.resolve(tenant).is_none()
    {
        let message = format!("The tenant '{tenant}' is not served here.");
        return Err(ApiError::new(404, "BadRequest_NotFound", message).into());
    }
    let coding = parts.headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes);
    if coding.is_some_and(|coding| !coding.eq_ignore_ascii_case(b"identity")) {
        let message = "Compressed bodies are not understood; send the body as it is.";
        return Err(ApiError::new(415, "BadRequest", message).at("Content-Encoding").into());
    }
    Ok(())
}

/// A token must be of a tenant that is served here, unless an outside issuer vouches for its own tenants; a path that
/// names a tenant is only for tokens of that tenant.
pub fn check_tenant(app: &App, root: &Root<'_>, principal: &Principal) -> Result<(), Refusal> {
    let named = root.tenant.and_then(|tenant| app.tenants.resolve(tenant));
    let served = app.tenants.0.iter().any(|tenant| tenant.id == principal.tenant_id);
    if !served && !app.trusts_outside_issuers {
        return Err(Refusal::WrongIssuer);
    }
    match named {
        Some(tenant) if tenant.id != principal.tenant_id => Err(Refusal::WrongIssuer),
        _ => Ok(()),
    }
}
