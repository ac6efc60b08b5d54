//! What counts as an answer: the body decides, not the status (wallet API, section 1).

use cashier_core::{
    machine::Answer,
    wallet_api::{PROBLEM_MEDIA_TYPE, Problem},
};
use serde::de::DeserializeOwned;

use super::form::{Expects, Form};
use crate::ports::HttpResponse;

/// The answer, unless the body is nobody's answer to this request: a captive portal's page, half a text, a proxy's error.
pub(super) fn answer(form: &Form, response: &HttpResponse) -> Option<Answer> {
    let media_type = response.header("content-type").and_then(|it| it.split(';').next()).unwrap_or_default().trim();
    let expected = if media_type.eq_ignore_ascii_case(PROBLEM_MEDIA_TYPE) || !(200..300).contains(&response.status) {
        None
    } else {
        match form.expects {
            Expects::Identification => parse(response).map(Answer::Identified),
            Expects::Resolution => parse(response).map(Answer::Resolved),
            Expects::Order => parse(response).map(Answer::Order),
            Expects::History => parse(response).map(Answer::History),
            Expects::StepUp => parse(response).map(Answer::SteppedUp),
            Expects::Attempt => parse(response).map(Answer::Attempt),
            Expects::AuthCode => parse(response).map(Answer::AuthCode),
            Expects::ReferenceQuote => parse(response).map(Answer::ReferenceQuote),
        }
    };
    expected.or_else(|| parse::<Problem>(response).map(Answer::Problem))
}

fn parse<T: DeserializeOwned>(response: &HttpResponse) -> Option<T> {
    serde_json::from_slice(&response.body).ok()
}

#[cfg(test)]
mod tests {
    use cashier_core::{
        machine::Request,
        wallet_api::{AttemptId, ProblemCode},
    };

    use super::*;

    fn read(status: u16, content_type: &str, body: &str) -> Option<Answer> {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        let response = HttpResponse { status, headers, body: body.as_bytes().to_vec() };
        answer(&Form::of(&Request::QueryAttempt(AttemptId::from_random(1))), &response)
    }

    const PROBLEM: &str = r#"{"type":"urn:x","title":"t","status":503,"code":"unavailable","started":false,"request_id":"r"}"#;
    const ATTEMPT: &str = r#"{"id":"00000000000000000000000000000001","state":"unknown"}"#;

    #[test]
    fn a_problem_is_an_answer_whatever_its_status() {
        for status in [200, 400, 503] {
            let answer = read(status, "application/problem+json; charset=utf-8", PROBLEM);
            assert!(matches!(answer, Some(Answer::Problem(problem)) if problem.code == ProblemCode::Unavailable), "{status}");
        }
        assert!(matches!(read(503, "application/json", PROBLEM), Some(Answer::Problem(_))));
    }

    #[test]
    fn an_expected_body_with_a_good_status_is_an_answer() {
        assert!(matches!(read(200, "application/json", ATTEMPT), Some(Answer::Attempt(_))));
    }

    #[test]
    fn anything_else_is_no_answer() {
        for (status, body) in
            [(200, "<html>Log in to Wi-Fi</html>"), (200, ""), (200, &ATTEMPT[..30]), (502, "Bad gateway"), (500, ATTEMPT), (302, "")]
        {
            assert_eq!(read(status, "text/html", body), None, "{status} {body}");
        }
    }
}
