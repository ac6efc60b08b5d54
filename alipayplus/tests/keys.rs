//! Key forms and sizes (protocol section 3, A7).

use cashier_alipayplus::signing::{KeyError, KeyRing, KeyVersion, KeyVersions, PrivateKey, PublicKey, Signer};

/// Made with OpenSSL; far too small to be a secret.
const RSA_1024_PKCS8: &str = "MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBANq2JPKwGORIE6yQy33gW5XpUJP1qJM0ZpOymvaeB0X9ffkftYVtMe1YpUvDf8trdT3NHeIXbz0cu/2npLW3uiwnrlCtQRMUrTZEFOL0D/V4KvOfn+Uf+LJszjsbPmU6IR59G6jm1ggI1TOUX6+nHtKN6hMucEoDYrKnB5uQIJURAgMBAAECgYBJ91e/i7afXZDpx35Kb9oJdQJ/R5FfV1Vplfm6de9XyEcWPZcSLL+52UTtvow1q33XDMuSbwJ71H/vZQbbPeuD6uId+TKjsgkxDmJrnXdaB2FIbjtCU5NQpvQ4Njj0WfeM1gjl2/TVDD7LbaRfa4H2F8PGgsmvmNW+5/rJ/nDWwQJBAP4qHCq1x8YqHf56HxIaLNT6rlnBiASwcWjwRwlSTljnrR/Y3nK62GlM6i10Objg1sWMOLbarnYYFilCSAaWPjUCQQDcSn14JE09RNOHle/p31X7Kc38yDoZgfTZfZZwQFSSFUf+/aEMK0Cc2sJlxFzAoDA/RDtSNJqlHZ1NkEPEvMbtAkEA6XV4peqPdACfyG4YOCJ+56rTl3JjJBuGMKP0PCWz/Yngxg4IVk42FpMlz1ag5qbv4EkqlxtLgQIi6QcO7a33uQJABr1Mq2FI76fsZMiEh34qrj1wLNyfUmp0aDb8ZEDDlZiLFFUEGVA1cNcMfXqNb+M2tqjKu9AaLxUB2/6e5CT2XQJAJCqSHBKXH9wScnEOhvQX/eR2v/DST7nCod+288ctF98D8QTFRW2Ommtww5aC49ty7C6lD9ZkLjbtV91gt+4MMA==";
const RSA_1024_SPKI: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDatiTysBjkSBOskMt94FuV6VCT9aiTNGaTspr2ngdF/X35H7WFbTHtWKVLw3/La3U9zR3iF289HLv9p6S1t7osJ65QrUETFK02RBTi9A/1eCrzn5/lH/iybM47Gz5lOiEefRuo5tYICNUzlF+vpx7SjeoTLnBKA2KypwebkCCVEQIDAQAB";
/// A key of another kind.
const ED25519_PKCS8: &str = "MC4CAQAwBQYDK2VwBCIEIA/R3lpypt3o22Fevw99Gp7r0a0RRdVjZbdiki/Er68E";

#[test]
fn both_text_forms_give_the_same_key() {
    let key = PrivateKey::generate().unwrap();
    let public = key.public_key().to_base64();
    for text in [key.to_base64().unwrap(), key.to_pem().unwrap()] {
        assert_eq!(PrivateKey::parse(&text).unwrap().public_key().to_base64(), public);
        assert_eq!(PrivateKey::parse(&text.replace('\n', "\r\n")).unwrap().public_key().to_base64(), public);
    }
    for text in [public.clone(), format!("  {public}\n"), key.public_key().to_pem()] {
        assert_eq!(PublicKey::parse(&text).unwrap().to_base64(), public);
    }
    assert!(!key.to_base64().unwrap().contains('\n'));
}

#[test]
fn a_private_key_cannot_be_printed() {
    let signer = Signer { key: PrivateKey::generate().unwrap(), version: KeyVersion(1) };
    assert_eq!(format!("{signer:?}"), "Signer { key: PrivateKey(..), version: KeyVersion(1) }");
}

#[test]
fn small_keys_and_keys_of_another_kind_are_refused() {
    assert_eq!(PrivateKey::parse(RSA_1024_PKCS8).unwrap_err(), KeyError::NotRsa("PKCS#8"));
    assert_eq!(PrivateKey::parse(ED25519_PKCS8).unwrap_err(), KeyError::NotRsa("PKCS#8"));
    assert_eq!(PublicKey::parse(RSA_1024_SPKI).unwrap_err(), KeyError::NotRsa("SubjectPublicKeyInfo"));
}

#[test]
fn a_text_that_is_no_key_is_refused_with_what_is_wanted() {
    let key = PrivateKey::generate().unwrap();
    let pem = key.to_pem().unwrap();
    for text in ["not base64!", pem.trim_end().trim_end_matches('-'), &key.public_key().to_pem()] {
        assert_eq!(PrivateKey::parse(text).unwrap_err(), KeyError::Encoding("PRIVATE KEY"), "{text}");
    }
    assert_eq!(PublicKey::parse(&pem).unwrap_err(), KeyError::Encoding("PUBLIC KEY"));
    assert!(PublicKey::parse(&key.to_base64().unwrap()).is_err());
}

#[test]
fn during_a_rotation_two_keys_are_valid_and_the_newest_is_the_default() {
    let [one, two, three] = [(); 3].map(|()| PrivateKey::generate().unwrap().public_key());
    let found = |keys: &KeyVersions, version: Option<u32>| keys.get(version.map(KeyVersion)).map(PublicKey::to_base64);
    // The order in which keys are added does not matter.
    let keys = KeyVersions::new(KeyVersion(2), two.clone()).with(KeyVersion(1), one.clone());
    assert_eq!(found(&keys, None), Some(two.to_base64()));
    assert_eq!(found(&keys, Some(1)), Some(one.to_base64()));
    assert_eq!(found(&keys, Some(0)), None);
    let keys = keys.with(KeyVersion(3), three.clone());
    assert_eq!(found(&keys, None), Some(three.to_base64()));
    assert_eq!(found(&keys, Some(2)), Some(two.to_base64()));
    assert_eq!(found(&keys, Some(1)), None);
    assert!(KeyRing::new().with("A", keys).get("B").is_none());
}
