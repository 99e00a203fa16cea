//! `tail.rs` and `match_loop.rs`: the handlers, once as functions that call each other and once as the arms of a
//! `match`; and `codes.rs`, the numbers that the second dispatches on.

use askama::Template;
use opcode_dsl::model::Model;

use crate::handlers::{self, Handler, Variant};
use crate::rendered;

/// Handlers of cold variants get numbers from here on.
const FIRST_SLOW: u16 = 256;

#[derive(Template)]
#[template(path = "tail.rs.j2")]
struct TailFile<'m> {
    handlers: Vec<Handler<'m>>,
}

/// `tail.rs`.
pub fn tail(model: &Model) -> String {
    rendered(&TailFile { handlers: handlers::all(model) })
}

#[derive(Template)]
#[template(path = "match_loop.rs.j2")]
struct MatchLoopFile<'m> {
    handlers: Vec<Handler<'m>>,
}

/// `match_loop.rs`, an expression that is included where `code` and the registers are in scope.
pub fn match_loop(model: &Model) -> String {
    rendered(&MatchLoopFile { handlers: handlers::all(model) })
}

#[derive(Template)]
#[template(path = "codes.rs.j2")]
struct CodesFile<'m> {
    numbers: Vec<(Handler<'m>, u16)>,
}

/// `codes.rs`.
pub fn codes(model: &Model) -> String {
    let mut slow = FIRST_SLOW..;
    let number = |handler: &Handler<'_>| match handler.variant {
        Variant::Hot => handler.instruction.number,
        Variant::Slow => slow.next().unwrap_or(u16::MAX),
    };
    let handlers = handlers::all(model);
    let numbers: Vec<u16> = handlers.iter().map(number).collect();
    rendered(&CodesFile { numbers: handlers.into_iter().zip(numbers).collect() })
}
