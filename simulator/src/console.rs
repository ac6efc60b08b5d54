//! The merchant's console: static files, nothing from outside, a policy that allows nothing else.

use std::sync::Arc;

use axum::{
    Router,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::server::App;

const INDEX: &str = include_str!("../console/index.html");
const STYLE: &str = include_str!("../console/style.css");
const SCRIPT: &str = include_str!("../console/app.js");
const ICON: &str = include_str!("../console/icon.svg");

pub(crate) fn routes() -> Router<Arc<App>> {
    let file = |media_type: &'static str, text: &'static str| get(move || async move { ([(header::CONTENT_TYPE, media_type)], text) });
    Router::new()
        .route("/", get(|| async { html(StatusCode::OK, INDEX.to_owned(), "'none'") }))
        .route("/style.css", file("text/css; charset=utf-8", STYLE))
        .route("/app.js", file("text/javascript; charset=utf-8", SCRIPT))
        .route("/icon.svg", file("image/svg+xml", ICON))
}

/// A page that loads from the simulator only and runs nothing inline. `form_action`: where its forms may lead.
pub(crate) fn html(status: StatusCode, page: String, form_action: &str) -> Response {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action {form_action}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy.as_str()),
        // Not `no-referrer`: with it a browser posts the own forms with `Origin: null`.
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, page).into_response()
}

/// Text for the inside of an element or a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_is_text() {
        assert_eq!(escape("<a href=\"x\" onclick='y'>&"), "&lt;a href=&quot;x&quot; onclick=&#39;y&#39;&gt;&amp;");
    }

    #[test]
    fn pages_have_nothing_inline_and_nothing_from_elsewhere() {
        for page in
            [INDEX, include_str!("../console/amount.html"), include_str!("../console/scan.html"), include_str!("../console/limit.html")]
        {
            assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick"), "{page}");
            assert!(!page.contains("//"), "{page}");
            assert!(page.match_indices("<script").all(|(at, _)| page[at..].starts_with("<script src=\"/app.js\" type=\"module\">")));
        }
    }
}
