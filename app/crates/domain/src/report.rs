//! Collects problems up to a limit and counts the rest, so that a hostile document can't grow the answer.

use crate::limits::MAX_PROBLEMS;
use crate::problem::{Problem, Severity};
use crate::suggest::did_you_mean;

/// Problems beyond this many come without a search for the word that was meant.
const MAX_HINTED: usize = 50;

/// Problems found so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    problems: Vec<Problem>,
    more: usize,
    more_errors: bool,
    errors: usize,
}

impl Report {
    pub(crate) fn push(&mut self, problem: Problem) {
        self.errors += usize::from(problem.is_error());
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.more += 1;
            self.more_errors |= problem.is_error();
        }
    }

    /// How many problems are listed so far: a mark for [`Self::name_since`].
    pub(crate) fn len(&self) -> usize {
        self.problems.len()
    }

    /// Puts the name of a node before everything found since a mark.
    pub(crate) fn name_since(&mut self, mark: usize, id: &str) {
        for problem in self.problems.iter_mut().skip(mark) {
            problem.message = format!("`{id}`: {}", problem.message);
        }
    }

    /// "Did you mean …" while the list is short: a person reads the first ones, and the search is long.
    pub(crate) fn did_you_mean<'a>(&self, word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
        if self.problems.len() < MAX_HINTED {
            did_you_mean(word, candidates)
        } else {
            String::new()
        }
    }

    /// Whether any error was found, listed or counted.
    pub(crate) fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// The list in document order; when it was cut, the last entry says by how many.
    pub(crate) fn finish(mut self) -> Vec<Problem> {
        self.problems.sort_by(|a, b| document_order(&a.path, &b.path));
        if self.more > 0 {
            let severity = if self.more_errors {
                Severity::Error
            } else {
                Severity::Warning
            };
            let more = self.more;
            self.problems.push(
                Problem {
                    severity,
                    ..Problem::error("", "too_many_problems", format!("and {more} more problems"))
                }
                .hint("Solve the ones above first."),
            );
        }
        self.problems
    }
}

impl Extend<Problem> for Report {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, problems: I) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }
}

/// `/nodes/2` before `/nodes/10`, and nodes before edges.
fn document_order(a: &str, b: &str) -> std::cmp::Ordering {
    fn key(token: &str) -> (u8, u64, &str) {
        match (token.parse::<u64>(), token) {
            (Ok(number), _) => (1, number, ""),
            (Err(_), "nodes") => (2, 0, token),
            (Err(_), "edges") => (3, 0, token),
            (Err(_), _) => (0, 0, token),
        }
    }
    a.split('/').map(key).cmp(b.split('/').map(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_in_document_order_and_says_what_it_left_out() {
        let mut report = Report::default();
        for index in (0..MAX_PROBLEMS + 7).rev() {
            report.push(Problem::warning(format!("/nodes/{index}"), "x", ""));
        }
        report.push(Problem::error("/edges/0", "y", ""));
        assert!(report.has_errors());
        let list = report.finish();
        assert_eq!(list.len(), MAX_PROBLEMS + 1);
        assert_eq!(list[0].path, "/nodes/7");
        assert_eq!(list[1].path, "/nodes/8");
        assert_eq!(list[MAX_PROBLEMS].message, "and 8 more problems");
        assert_eq!(list[MAX_PROBLEMS].severity, Severity::Error);
    }
}
