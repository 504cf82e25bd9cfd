//! The table of what hostile input does: the rows of a list, and the tests whose names carry their numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};

use crate::tidy::SourceFile;

/// The list: `number | what | what must happen`, under headings.
pub(crate) const LIST: &str = "server/tests/hostile/rows.txt";

/// The document, and what stands before and after the table in it.
pub(crate) const DOCUMENT: &str = "docs/security.md";
const BEGIN: &str = "<!-- Made by `cargo xtask test hostile`. -->\n";
const END: &str = "<!-- Up to here. -->\n";

/// How many rows there are.
const ROWS: u8 = 42;

/// Stands for the result of a test that the last run did not have.
const NOT_RUN: &str = "not run";

/// A test that proves a row, or a part of one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Proof {
    pub(crate) row: u8,
    /// As the source has it.
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) line: usize,
}

impl Proof {
    /// The name without its number, as words.
    fn words(&self) -> String {
        self.name["row_00_".len()..].trim_start().replace('_', " ")
    }

    /// Whether a report means this test; the title of a browser test may have places that are filled in.
    pub(crate) fn is_reported_as(&self, name: &str) -> bool {
        match self.name.split_once("${") {
            Some((beginning, _)) => name.contains(beginning),
            None => name.ends_with(&self.name),
        }
    }
}

/// The tests that carry a row's number, in the order of the rows.
pub(crate) fn proofs(files: &[SourceFile]) -> Vec<Proof> {
    let mut proofs: Vec<_> = files.iter().flat_map(of_file).collect();
    proofs.sort_by(|a, b| (a.row, &a.path, a.line).cmp(&(b.row, &b.path, b.line)));
    proofs
}

fn of_file(file: &SourceFile) -> impl Iterator<Item = Proof> {
    let name = |line: &str| {
        let line = line.trim_start();
        let rust = line.trim_start_matches("async ").strip_prefix("fn ").filter(|_| file.ending() == "rs");
        let browser = line.strip_prefix("test(").filter(|_| file.ending() == "ts");
        match (rust, browser) {
            (Some(rust), _) => rust.split('(').next().map(ToOwned::to_owned),
            (_, Some(browser)) => {
                let quote = browser.chars().next()?;
                browser[quote.len_utf8()..].split(quote).next().map(ToOwned::to_owned)
            }
            _ => None,
        }
    };
    let numbered = move |(index, line): (usize, &str)| {
        let name = name(line)?;
        let rest = name.strip_prefix("row_").or_else(|| name.strip_prefix("row "))?;
        let row = rest.get(..2)?.parse().ok()?;
        Some(Proof { row, name, path: file.path.clone(), line: index + 1 })
    };
    file.text.lines().enumerate().filter_map(numbered)
}

/// How the tests of a row went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Results {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) unknown: usize,
}

impl Results {
    fn words(self) -> String {
        let counted = [(self.passed, "passed"), (self.failed, "FAILED"), (self.unknown, NOT_RUN)];
        let counted = counted.iter().filter(|(count, _)| *count > 0);
        counted.map(|(count, words)| format!("{count} {words}")).collect::<Vec<_>>().join(", ")
    }
}

/// The table, with these results.
pub(crate) fn table(list: &str, proofs: &[Proof], results: &BTreeMap<u8, String>) -> Result<String> {
    let mut table = String::new();
    for line in list.lines().filter(|line| !line.starts_with("# ") && !line.is_empty()) {
        if let Some(heading) = line.strip_prefix("## ") {
            write!(
                table,
                "\n### {heading}\n\n| row | what, and what must happen | test | result |\n|---|---|---|---|\n"
            )?;
            continue;
        }
        let mut cells = line.splitn(3, " | ");
        let mut cell = || cells.next().with_context(|| format!("{LIST}: {line:?} has not three cells"));
        let (number, what, must) = (cell()?, cell()?, cell()?);
        let number: u8 = number.parse().with_context(|| format!("{LIST}: {line:?} has no number"))?;
        let tests = proofs.iter().filter(|proof| proof.row == number);
        let links = tests.map(|it| format!("[{}](../{}#L{})", it.words(), it.path, it.line));
        let links = links.collect::<Vec<_>>().join("<br>");
        let result = results.get(&number).map_or(NOT_RUN, String::as_str);
        let result = if links.is_empty() { "" } else { result };
        writeln!(table, "| {number} | **{what}**: {must} | {links} | {result} |")?;
    }
    Ok(table + "\n")
}

/// The words of results, for [`table`].
pub(crate) fn in_words(results: &BTreeMap<u8, Results>) -> BTreeMap<u8, String> {
    results.iter().map(|(row, results)| (*row, results.words())).collect()
}

/// The document with another table.
pub(crate) fn with_table(document: &str, table: &str) -> Result<String> {
    let (before, _, after) = parts(document)?;
    Ok(format!("{before}{BEGIN}{table}{END}{after}"))
}

/// What stands before the table, the table, and what stands after it.
fn parts(document: &str) -> Result<(&str, &str, &str)> {
    let place = || format!("{DOCUMENT} has no place for the table: {BEGIN}{END}");
    let (before, rest) = document.split_once(BEGIN).with_context(place)?;
    let (table, after) = rest.split_once(END).with_context(place)?;
    Ok((before, table, after))
}

/// The results that a document's table has, of the rows that have as many tests now as then.
pub(crate) fn earlier(document: &str, proofs: &[Proof]) -> Result<BTreeMap<u8, String>> {
    let (_, table, _) = parts(document)?;
    let rows = table.lines().filter_map(|line| {
        let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let row: u8 = cells.first()?.parse().ok()?;
        let tests = proofs.iter().filter(|proof| proof.row == row).count();
        (line.matches("](").count() == tests).then(|| (row, cells.last().unwrap_or(&"").to_string()))
    });
    Ok(rows.collect())
}

/// What is wrong with the rows, their tests and the table.
pub(crate) fn breaches(list: &str, document: &str, proofs: &[Proof]) -> Vec<String> {
    let proved: BTreeSet<u8> = proofs.iter().map(|proof| proof.row).collect();
    let missing = (1..=ROWS).filter(|row| !proved.contains(row));
    let mut breaches: Vec<_> = missing.map(|row| format!("{LIST}: row {row} has no test")).collect();
    let strangers = proofs.iter().filter(|proof| !(1..=ROWS).contains(&proof.row));
    breaches.extend(strangers.map(|it| format!("{}:{}: there is no row {}", it.path, it.line, it.row)));
    let mut names = BTreeSet::new();
    let twice = proofs.iter().filter(|proof| !names.insert(&proof.name));
    breaches.extend(twice.map(|it| format!("{}:{}: another test is {} too", it.path, it.line, it.name)));
    breaches.extend(check_table(list, document, proofs).err().map(|error| format!("{error:#}")));
    breaches
}

fn check_table(list: &str, document: &str, proofs: &[Proof]) -> Result<()> {
    let numbers = list.lines().filter_map(|line| line.split(" | ").next()?.parse::<u8>().ok());
    ensure!(numbers.eq(1..=ROWS), "{LIST} has not the rows 1 to {ROWS}, each once and in order");
    let current = with_table(document, &table(list, proofs, &earlier(document, proofs)?)?)?;
    ensure!(
        current == document,
        "{DOCUMENT}: the table is not that of the tests; `cargo xtask rows` mends it"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> SourceFile {
        SourceFile { path: path.to_owned(), text: text.to_owned() }
    }

    fn list() -> String {
        let rows: Vec<_> = (1..=ROWS).map(|row| format!("{row} | what | must")).collect();
        rows.join("\n")
    }

    fn all() -> Vec<Proof> {
        let tests: Vec<_> = (1..=ROWS).map(|row| format!("fn row_{row:02}_holds() {{}}")).collect();
        proofs(&[file("a.rs", &tests.join("\n"))])
    }

    fn document(proofs: &[Proof]) -> String {
        let results = [(7, "1 passed".to_owned())].into();
        with_table(&format!("words\n{BEGIN}{END}more\n"), &table(&list(), proofs, &results).unwrap()).unwrap()
    }

    #[test]
    fn tests_are_found_by_their_number_with_their_line() {
        let rust =
            file("a.rs", "\n    async fn row_07_it_holds() {\nfn other() {}\nlet row_08_x = fn_row();\n");
        let browser =
            file("b.ts", "test('row 02: it shows', async () => {\n  test(`row 03: of ${name}`, () => {\n");
        let found = proofs(&[rust, browser]);
        let told: Vec<_> = found.iter().map(|it| (it.row, it.words(), it.line)).collect();
        let words = ["it shows", "of ${name}", "it holds"].map(ToOwned::to_owned);
        let [first, second, third] = words;
        assert_eq!(told, [(2, first, 1), (3, second, 2), (7, third, 2)]);
        assert!(found[2].is_reported_as("module::row_07_it_holds"));
        assert!(found[1].is_reported_as("flood.spec.ts › row 03: of everything"));
        assert!(!found[0].is_reported_as("row 02: it shows more"));
    }

    #[test]
    fn a_table_of_what_is_there_is_right() {
        let proofs = all();
        assert_eq!(breaches(&list(), &document(&proofs), &proofs), Vec::<String>::new());
    }

    #[test]
    fn a_row_without_a_test_and_a_link_that_leads_elsewhere_are_found() {
        let mut proofs = all();
        let document = document(&proofs);
        proofs[4].line += 1;
        let found = breaches(&list(), &document, &proofs);
        assert!(found.len() == 1 && found[0].contains("`cargo xtask rows`"), "{found:?}");
        proofs.remove(4);
        assert!(breaches(&list(), &document, &proofs)[0].ends_with("row 5 has no test"));
        assert!(breaches("1 | a | b\n", &document, &all())[0].contains("has not the rows"));
    }

    #[test]
    fn two_tests_of_one_name_are_found() {
        let tests = proofs(&[file("a.rs", "fn row_01_a() {}\n"), file("b.rs", "fn row_01_a() {}\n")]);
        assert!(
            breaches(&list(), "", &tests).iter().any(|breach| breach.contains("another test is row_01_a"))
        );
    }

    #[test]
    fn results_stay_as_long_as_their_tests_do() {
        let mut proofs = all();
        let document = document(&proofs);
        assert_eq!(earlier(&document, &proofs).unwrap()[&7], "1 passed");
        proofs.retain(|proof| proof.row != 7);
        assert_eq!(earlier(&document, &proofs).unwrap().get(&7), None);
        let results = Results { passed: 2, failed: 1, unknown: 0 };
        assert_eq!(results.words(), "2 passed, 1 FAILED");
    }
}
