//! Where Alipay+ can be used, and its acceptance marks (protocol section 22).

use serde::{Deserialize, Serialize};

/// `GET /availability`: for one region, or for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct AvailabilityAnswer {
    /// Home regions of the wallet, ISO 3166-1 alpha-2: there it pays in its own way.
    pub psp_regions: Vec<String>,
    /// Regions where merchants take Alipay+.
    pub available_regions: Vec<String>,
    /// What is shown there.
    pub region_acceptance_marks: Vec<RegionMarks>,
}

/// The marks of one region.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct RegionMarks {
    /// ISO 3166-1 alpha-2.
    pub region: String,
    /// Where the merchant presents the code.
    pub mpm_logos: Vec<Logo>,
    /// Where the user presents the code.
    pub upm_logos: Vec<Logo>,
}

/// A mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Logo {
    /// For who cannot see it.
    pub logo_name: String,
    /// https.
    pub logo_url: String,
}

impl Logo {
    /// How high it stands at the bottom of the scan page, in pixels of its picture; the width follows (protocol section 20).
    pub const fn height(white_background: bool) -> u32 {
        if white_background { 112 } else { 128 }
    }
}

/// Who shows the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PaymentScenario {
    /// The user.
    #[serde(rename = "PAYMENT_SCENARIO_UPM")]
    Upm,
    /// The merchant.
    #[serde(rename = "PAYMENT_SCENARIO_MPM")]
    Mpm,
}

/// `GET /acceptance-marks`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AcceptanceMarks {
    /// None twice.
    pub logos: Vec<Logo>,
}

impl AvailabilityAnswer {
    /// The marks of a scenario: in `region`, or without one in any; none twice.
    pub fn marks(&self, scenario: PaymentScenario, region: Option<&str>) -> AcceptanceMarks {
        let mut logos: Vec<Logo> = Vec::new();
        for marks in self.region_acceptance_marks.iter().filter(|marks| region.is_none_or(|region| marks.region == region)) {
            let shown = match scenario {
                PaymentScenario::Upm => &marks.upm_logos,
                PaymentScenario::Mpm => &marks.mpm_logos,
            };
            for logo in shown {
                if !logos.contains(logo) {
                    logos.push(logo.clone());
                }
            }
        }
        AcceptanceMarks { logos }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logo(name: &str) -> Logo {
        Logo { logo_name: name.into(), logo_url: format!("https://marks.example/{name}.png") }
    }

    #[test]
    fn marks_are_those_of_a_scenario_and_a_region_and_none_comes_twice() {
        let marks = |region: &str, mpm: &[&str], upm: &[&str]| RegionMarks {
            region: region.into(),
            mpm_logos: mpm.iter().map(|name| logo(name)).collect(),
            upm_logos: upm.iter().map(|name| logo(name)).collect(),
        };
        let region_acceptance_marks = vec![marks("JP", &["a", "b"], &[]), marks("KR", &["b", "c"], &["d"])];
        let answer = AvailabilityAnswer { region_acceptance_marks, ..AvailabilityAnswer::default() };
        let names = |scenario, region| {
            let marks = answer.marks(scenario, region);
            marks.logos.into_iter().map(|logo| logo.logo_name).collect::<String>()
        };
        assert_eq!(names(PaymentScenario::Mpm, Some("JP")), "ab");
        assert_eq!(names(PaymentScenario::Mpm, None), "abc");
        assert_eq!(names(PaymentScenario::Upm, None), "d");
        assert_eq!(names(PaymentScenario::Mpm, Some("FR")), "");
    }
}
