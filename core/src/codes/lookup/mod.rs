//! Tables that are asked "which of your entries fits this text?" without a walk over all of them.

mod beginnings;
mod hosts;

pub(super) use beginnings::{Beginnings, Key};
pub(super) use hosts::Hosts;
