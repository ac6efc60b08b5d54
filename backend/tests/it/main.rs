//! The backend against the real simulator, over real sockets and a real database.

mod world;

mod around;
mod confirm;
mod frame;
mod identify_code;
mod inquiry;
mod logs;
mod openapi;
mod orders;
mod own_codes;
mod program;
mod remote;
mod restart;
mod rules;
mod start;
mod step_up;
