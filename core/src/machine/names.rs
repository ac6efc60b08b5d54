//! What states are called, in transcripts and wherever they are counted.

use super::Phase;

/// A name for every variant of a type, and the list of them: a new variant without a name does not compile.
macro_rules! names {
    ($of:ty { $($pattern:pat => $name:literal,)* }) => {
        impl $of {
            /// All names there are.
            #[cfg(test)]
            pub(crate) const NAMES: &[&str] = &[$($name,)*];

            /// What it is called.
            pub(crate) fn name(&self) -> &'static str {
                match self { $($pattern => $name,)* }
            }
        }
    };
}
#[cfg(test)]
pub(super) use names;

names! { Phase {
    Phase::Idle => "Idle",
    Phase::Choosing(_) => "Choosing",
    Phase::Identifying(_) => "Identifying",
    Phase::MerchantPage(_) => "MerchantPage",
    Phase::Resolving(_) => "Resolving",
    Phase::Ready(_) => "Ready",
    Phase::StepUp(_) => "StepUp",
    Phase::Storing(_) => "Storing",
    Phase::Confirming(_) => "Confirming",
    Phase::Checking(_) => "Checking",
    Phase::Pending(_) => "Pending",
    Phase::PaidElsewhere(_) => "PaidElsewhere",
    Phase::Settled(_) => "Settled",
    Phase::HandedOver(_) => "HandedOver",
    Phase::Redirecting { .. } => "Redirecting",
    Phase::Done(_) => "Done",
} }
