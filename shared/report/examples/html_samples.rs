//! Writes sample HTML reports to `target/report-samples`, to look at and to check with `tests/axe`.

#![expect(clippy::unwrap_used, reason = "shared with the tests")]

#[path = "../tests/html/fleet.rs"]
mod fleet;
#[path = "../tests/html/sample.rs"]
mod sample;

use rollcall_report::html::render;

fn main() -> std::io::Result<()> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/report-samples");
    std::fs::create_dir_all(folder)?;
    for (name, document) in [
        ("0", sample::empty()),
        ("3", sample::three()),
        ("awkward", sample::awkward()),
        ("10", fleet::fleet(10)),
        ("30", fleet::fleet(30)),
        ("3000", fleet::fleet(3000)),
        ("3000-restless", fleet::restless(3000)),
        ("9000", fleet::organization(3000)),
    ] {
        let page = render(&document);
        println!("{name}: {} bytes", page.len());
        std::fs::write(format!("{folder}/{name}.html"), page)?;
    }
    Ok(())
}
