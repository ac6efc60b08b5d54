//! Where Alipay+ can be used (protocol section 22, A44).

use cashier_core::wallet_api::{AvailabilityAnswer, RegionMarks};
use serde::Deserialize;

use crate::assumptions::AVAILABLE_REGIONS;

/// What the phones are told about regions, all of them as ISO 3166-1 alpha-2.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegionsConfig {
    /// Home regions of the wallet.
    pub home: Vec<String>,
    /// Regions where merchants take Alipay+.
    pub available: Vec<String>,
    /// Acceptance marks by region.
    pub marks: Vec<RegionMarks>,
}

impl Default for RegionsConfig {
    fn default() -> Self {
        Self { home: Vec::new(), available: AVAILABLE_REGIONS.map(str::to_owned).to_vec(), marks: Vec::new() }
    }
}

impl RegionsConfig {
    /// The first thing wrong with it.
    pub(super) fn check(&self) -> Result<AvailabilityAnswer, String> {
        let mut regions = self.home.iter().chain(&self.available).chain(self.marks.iter().map(|marks| &marks.region));
        if let Some(wrong) = regions.find(|region| !is_region(region)) {
            return Err(format!("`{wrong}` is no region such as JP"));
        }
        let mut logos = self.marks.iter().flat_map(|marks| marks.mpm_logos.iter().chain(&marks.upm_logos));
        if let Some(wrong) = logos.find(|logo| cashier_core::redirect::web_host(&logo.logo_url).is_err()) {
            return Err(format!("`{}` is no https address of a public host", wrong.logo_url));
        }
        Ok(AvailabilityAnswer {
            psp_regions: self.home.clone(),
            available_regions: self.available.clone(),
            region_acceptance_marks: self.marks.clone(),
        })
    }
}

/// Two capital letters.
pub fn is_region(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(toml: &str) -> Result<AvailabilityAnswer, String> {
        toml::from_str::<RegionsConfig>(toml).unwrap().check()
    }

    #[test]
    fn without_settings_the_test_regions_are_available_and_none_is_home() {
        let answer = check("").unwrap();
        assert_eq!((answer.psp_regions.len(), answer.available_regions.len()), (0, 15));
    }

    #[test]
    fn regions_are_two_capital_letters_and_marks_are_served_over_https() {
        assert!(check(r#"home = ["KR"]"#).is_ok());
        for wrong in [r#"home = ["kr"]"#, r#"available = ["JPN"]"#, r#"marks = [{ region = "" }]"#] {
            assert!(check(wrong).unwrap_err().contains("is no region"), "{wrong}");
        }
        let logo = |url: &str| format!(r#"marks = [{{ region = "JP", mpmLogos = [{{ logoName = "A", logoUrl = "{url}" }}] }}]"#);
        assert!(check(&logo("https://marks.example/a.png")).is_ok());
        assert!(check(&logo("http://marks.example/a.png")).is_err());
    }
}
