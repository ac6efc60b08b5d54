//! What a host looks like to somebody who glances at it.

/// What a name looks like: international labels decoded, characters replaced by the ones they are mistaken for.
pub(super) fn skeleton(host: &str) -> String {
    let mut skeleton = String::with_capacity(host.len());
    let mut add = |c: char| {
        let c = mistaken_for(c);
        // Two letters that read like one.
        let single = match c {
            'n' if skeleton.ends_with('r') => 'm',
            'v' if skeleton.ends_with('v') => 'w',
            _ => return skeleton.push(c),
        };
        skeleton.pop();
        skeleton.push(single);
    };
    if host.is_ascii() && !host.as_bytes().windows(4).any(|four| four == b"xn--") {
        host.chars().for_each(&mut add);
    } else {
        idna::domain_to_unicode(host).0.chars().for_each(&mut add);
    }
    skeleton
}

fn mistaken_for(c: char) -> char {
    match c {
        // Nearly all of them.
        'a'..='h' | 'j'..='z' | '.' | '-' => c,
        '0' | 'о' | 'ο' | 'ö' | 'ó' | 'ò' | 'ô' | 'õ' | 'ø' => 'o',
        '1' | 'i' | 'і' | 'ι' | 'í' | 'ì' | 'î' | 'ï' | 'ı' | 'ł' => 'l',
        'а' | 'α' | 'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ą' => 'a',
        'с' | 'ç' | 'ć' | 'č' => 'c',
        'е' | 'ε' | 'é' | 'è' | 'ê' | 'ë' | 'ę' => 'e',
        'р' | 'ρ' => 'p',
        'у' | 'υ' | 'ý' | 'ÿ' => 'y',
        'х' | 'χ' => 'x',
        'к' | 'κ' => 'k',
        'ѕ' | 'ş' | 'š' | '5' => 's',
        'ԛ' => 'q',
        'ո' | 'ñ' | 'ń' => 'n',
        'ü' | 'ú' | 'ù' | 'û' => 'u',
        'ԁ' => 'd',
        'һ' => 'h',
        'ј' => 'j',
        'м' => 'm',
        'т' | 'τ' => 't',
        'в' => 'b',
        'ѵ' | 'ν' => 'v',
        'ԝ' | 'ω' => 'w',
        'ɡ' => 'g',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_have_one_skeleton() {
        for (name, other) in [
            ("acquirer.example", "acqu1rer.example"),
            ("modern.test", "rnodem.test"),
            ("wave.test", "vvave.test"),
            ("alipay.test", "аlipay.test"),
            ("soda.test", "50da.test"),
        ] {
            assert_eq!(skeleton(name), skeleton(other), "{name} {other}");
        }
        assert_ne!(skeleton("shop.test"), skeleton("chop.test"));
        assert_eq!(skeleton("xn--lipay-3ve.test"), skeleton("alipay.test"));
    }
}
