//! Every page stands in the summary, and every link leads to a page and a heading.

use std::collections::{BTreeSet, HashMap};

use super::{LANGUAGES, pages};

/// The anchors of a page's headings, as mdBook makes them.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut fenced = false;
    let mut anchors = BTreeSet::new();
    for line in page.lines() {
        fenced ^= line.starts_with("```");
        let heading = line.trim_start_matches('#');
        if !fenced && heading.len() < line.len() && heading.starts_with(' ') {
            let heading = heading.trim().to_lowercase();
            let kept = heading.chars().filter_map(|character| match character {
                ' ' => Some('-'),
                '_' | '-' => Some(character),
                _ => character.is_alphanumeric().then_some(character),
            });
            anchors.insert(kept.collect());
        }
    }
    anchors
}

/// The targets of the links of a page to other pages or headings.
fn links(page: &str) -> Vec<String> {
    let mut fenced = false;
    let mut links = Vec::new();
    for line in page.lines() {
        fenced ^= line.starts_with("```");
        if fenced {
            continue;
        }
        for (at, _) in line.match_indices("](") {
            let target = line[at + 2..].split(')').next().unwrap_or_default();
            if !target.contains("://") {
                links.push(target.to_owned());
            }
        }
    }
    links
}

/// The path that a link on the page at `from` means.
fn resolved(from: &str, target: &str) -> String {
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for part in target.split('/') {
        match part {
            ".." => drop(folders.pop()),
            "." => {}
            part => folders.push(part),
        }
    }
    folders.join("/")
}

#[test]
fn every_link_leads_somewhere() {
    let mut wrong = Vec::new();
    for language in LANGUAGES {
        let pages: HashMap<String, String> = pages(language).into_iter().collect();
        for (name, text) in &pages {
            for link in links(text) {
                let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    resolved(name, path)
                };
                let leads = pages
                    .get(&path)
                    .is_some_and(|page| anchor.is_empty() || anchors(page).contains(anchor));
                // mdBook makes index.html of a README.md and leaves links to README.html.
                let renamed = path.ends_with("README.md") && name != "SUMMARY.md";
                if !leads || renamed {
                    wrong.push(format!("docs/{language}/src/{name}: {link}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_stands_in_the_summary() {
    for language in LANGUAGES {
        let pages = pages(language);
        let (_, summary) = pages
            .iter()
            .find(|(name, _)| name == "SUMMARY.md")
            .expect("a summary");
        let listed: BTreeSet<String> = links(summary).into_iter().collect();
        let there = pages.iter().map(|(name, _)| name.clone());
        let there: BTreeSet<String> = there.filter(|name| name != "SUMMARY.md").collect();
        assert_eq!(listed, there, "{language}");
    }
}
