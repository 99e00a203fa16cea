//! Chooses the dispatch backend: tail-called handlers where the compiler turns their calls into jumps, which takes
//! optimization and one of the calling conventions with enough argument registers; the `match` loop elsewhere.
//! `TAIPAN_DISPATCH=match` or `=tail` overrides.

use std::env;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(tail_calls)");
    println!("cargo::rerun-if-env-changed=TAIPAN_DISPATCH");
    let get = |name: &str| env::var(name).unwrap_or_default();
    let supported = matches!(get("CARGO_CFG_TARGET_ARCH").as_str(), "x86_64" | "aarch64")
        && get("CARGO_CFG_TARGET_FAMILY").contains("unix");
    let optimized =
        matches!(get("OPT_LEVEL").as_str(), "2" | "3") && env::var("CARGO_CFG_DEBUG_ASSERTIONS").is_err();
    let tail = match get("TAIPAN_DISPATCH").as_str() {
        "match" => false,
        "tail" => true,
        _ => supported && optimized,
    };
    if tail {
        println!("cargo::rustc-cfg=tail_calls");
    }
    // Compiled loops are handlers like others, in the one machine language that `jit` writes.
    println!("cargo::rustc-check-cfg=cfg(tier2)");
    if tail && get("CARGO_CFG_TARGET_ARCH") == "x86_64" && get("CARGO_CFG_TARGET_FAMILY").contains("unix") {
        println!("cargo::rustc-cfg=tier2");
    }
}
