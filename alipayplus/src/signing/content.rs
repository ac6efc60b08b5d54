//! The bytes that are signed (protocol section 3).

/// `<METHOD> <path>\n<client id>.<time>.<body>`: one space, one LF, two dots, the body byte for byte.
///
/// `path` has a leading slash and neither host nor query; `time` is the literal header value. A response is signed with the
/// method and path of its request and with its own time and body.
pub fn content_to_sign(method: &str, path: &str, client_id: &str, time: &str, body: &[u8]) -> Vec<u8> {
    let mut content = format!("{method} {path}\n{client_id}.{time}.").into_bytes();
    content.extend_from_slice(body);
    content
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::digest::{SHA256, digest};

    use super::*;

    fn sha256(content: &[u8]) -> String {
        digest(&SHA256, content).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_request_has_the_documented_bytes() {
        let content = content_to_sign(
            "POST",
            "/aps/api/v1/payments/userInitiatedPay",
            "SANDBOX_EXAMPLE0001",
            "2026-01-05T09:30:00Z",
            br#"{"codeValue":"281666049Qv7ExampleOrderCode0000001A","customerId":"1234567"}"#,
        );
        assert_eq!(content.len(), 159);
        assert_eq!(sha256(&content), "dc9ff96ddc7d1a12ec4e32796eb7d17ee409249970bfdf5107ee19c9fb78c68a");
    }

    #[test]
    fn a_response_has_the_method_and_path_of_its_request() {
        let content = content_to_sign(
            "POST",
            "/aps/api/v1/payments/notifyPayment",
            "SANDBOX_EXAMPLE0001",
            "2026-01-05T09:30:01Z",
            br#"{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}"#,
        );
        assert_eq!(content.len(), 161);
        assert_eq!(sha256(&content), "7fdd0766c90d39ea3340f13b3fb7f2bdcf8185cd3a5858f99437ad67979e4c20");
    }

    #[test]
    fn an_absent_body_is_empty_and_any_byte_is_kept() {
        assert_eq!(content_to_sign("POST", "/p", "C", "T", b""), b"POST /p\nC.T.");
        assert_eq!(content_to_sign("POST", "/p", "C", "T", b"\r\n\xff "), b"POST /p\nC.T.\r\n\xff ");
    }
}
