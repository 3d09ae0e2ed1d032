//! What must hold for every page.

use std::collections::BTreeSet;

use rollcall_report::document::Document;
use rollcall_report::html::render;
use roxmltree::{Document as Xml, Node, ParsingOptions};

use crate::fleet::{fleet, organization};
use crate::sample;

/// Calls `check` with each sample page, read back.
pub(crate) fn each_sample(check: impl Fn(&str, &Xml<'_>)) {
    for (name, document) in [
        ("empty", sample::empty()),
        ("three", sample::three()),
        ("thirty", fleet(30)),
        ("awkward", sample::awkward()),
        ("many", fleet(400)),
        ("an organization", organization(120)),
    ] {
        read(&document, |page| check(name, page));
    }
}

/// Renders a document and reads the page back; fails if it is not well-formed.
pub(crate) fn read<T>(document: &Document, look: impl FnOnce(&Xml<'_>) -> T) -> T {
    let page = render(document);
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    look(&Xml::parse_with_options(&page, options).unwrap())
}

pub(crate) fn elements<'a>(page: &'a Xml<'_>, tag: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    page.descendants().filter(move |node| node.has_tag_name(tag))
}

fn ids<'a>(page: &'a Xml<'_>) -> Vec<&'a str> {
    page.descendants().filter_map(|node| node.attribute("id")).collect()
}

/// The text of an element and all below it.
pub(crate) fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

#[test]
fn no_id_stands_twice_on_a_page() {
    each_sample(|name, page| {
        let ids = ids(page);
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{name}");
    });
}

#[test]
fn every_link_leads_to_a_place_on_the_page() {
    each_sample(|name, page| {
        let ids: BTreeSet<&str> = ids(page).into_iter().collect();
        for link in page.descendants().filter_map(|node| node.attribute("href")) {
            let target = link.strip_prefix('#').unwrap_or_else(|| panic!("{name}: {link} leaves the page"));
            assert!(ids.contains(target), "{name}: {link}");
        }
    });
}

#[test]
fn every_pattern_that_the_style_names_is_there() {
    each_sample(|name, page| {
        let ids: BTreeSet<&str> = ids(page).into_iter().collect();
        let style = text(elements(page, "style").next().unwrap());
        let named: Vec<&str> =
            style.split("url(#").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
        assert!(named.len() >= 8, "{named:?}");
        for pattern in named {
            assert!(ids.contains(pattern), "{name}: {pattern}");
        }
    });
}

#[test]
fn a_page_runs_nothing_and_fetches_nothing() {
    let forbidden = ["script", "link", "img", "iframe", "object", "embed", "form", "base", "audio", "video"];
    each_sample(|name, page| {
        for node in page.descendants() {
            assert!(!forbidden.contains(&node.tag_name().name()), "{name}: {node:?}");
            let handler = node.attributes().find(|attribute| attribute.name().starts_with("on"));
            assert_eq!(handler, None, "{name}");
        }
        let style = text(elements(page, "style").next().unwrap());
        assert!(!style.contains("@import") && !style.contains("http") && !style.contains("url(\""), "{name}");
        let policy = elements(page, "meta").find(|meta| meta.attribute("http-equiv").is_some()).unwrap();
        assert!(policy.attribute("content").unwrap().starts_with("default-src 'none';"), "{name}");
    });
}

#[test]
fn every_enrollment_has_one_cell_and_one_place_in_the_evidence() {
    each_sample(|name, page| {
        let below = |id| {
            let sections = page.descendants().filter(move |node| node.attribute("id") == Some(id));
            sections.flat_map(|section| section.descendants())
        };
        let cells: Vec<&str> = below("grid").filter_map(|node| node.attribute("href")).collect();
        let places = below("evidence").filter(|node| node.has_tag_name("tbody"));
        let places: BTreeSet<String> =
            places.filter_map(|node| node.attribute("id")).map(|id| format!("#{id}")).collect();
        assert_eq!(cells.len(), places.len(), "{name}");
        assert_eq!(cells.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), places, "{name}");
    });
}

#[test]
fn every_table_has_a_caption_and_headings_with_a_scope() {
    each_sample(|name, page| {
        for table in elements(page, "table") {
            assert!(table.children().any(|child| child.has_tag_name("caption")), "{name}");
        }
        assert!(elements(page, "th").all(|heading| heading.attribute("scope").is_some()), "{name}");
    });
}

#[test]
fn every_picture_has_a_title_and_a_description_or_is_hidden_from_screen_readers() {
    each_sample(|name, page| {
        for picture in elements(page, "svg")
            .filter(|svg| !svg.ancestors().skip(1).any(|above| above.has_tag_name("svg")))
        {
            let has = |tag| picture.children().any(|child| child.has_tag_name(tag));
            let is_told = picture.attribute("role") == Some("img") && has("title") && has("desc");
            assert!(is_told || picture.attribute("aria-hidden") == Some("true"), "{name}: {picture:?}");
        }
    });
}

#[test]
fn problems_are_open_and_what_is_fine_is_folded_once_there_are_many() {
    let mut document = fleet(30);
    let blind = document.enrollments.iter().find_map(|one| one.standing().blind.clone());
    document.enrollments[28].explanation.standing.blind = blind;
    document.enrollments[29].explanation.standing.stale = true;
    read(&document, |page| {
        for place in page.descendants().filter(|node| node.has_tag_name("tbody") && node.has_attribute("id"))
        {
            let verdict = place
                .descendants()
                .find(|node| node.attribute("class").is_some_and(|class| class.starts_with("k ")))
                .unwrap();
            let hidden = ["blind", "stale"].iter().any(|word| text(verdict).contains(word));
            let is_fine = verdict.attribute("class") == Some("k h") && !hidden;
            let is_open = place
                .ancestors()
                .filter(|node| node.has_tag_name("details"))
                .all(|fold| fold.has_attribute("open"));
            assert_eq!(is_open, !is_fine, "{}", text(verdict));
        }
    });
}
