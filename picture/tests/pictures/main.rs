//! Pictures of codes, as they come from a camera, from the web and from people who mean harm.

mod codes;
mod distort;
mod distorted;
mod files;
mod hostile;
