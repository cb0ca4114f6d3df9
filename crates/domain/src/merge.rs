//! Two people change the same record at once (R315): what only one of them changed holds, and what both changed
//! differently is for people to decide.

use std::fmt::Display;

use crate::violation::{Violation, Violations};

/// Whose version of a value holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Mine,
    Theirs,
    /// Both changed it, and not to the same.
    Neither,
}

/// `before` is what both had seen, `theirs` what was saved meanwhile, `mine` what is about to be saved.
pub fn holds<T: PartialEq + ?Sized>(before: &T, theirs: &T, mine: &T) -> Holds {
    if mine == before {
        Holds::Theirs
    } else if theirs == before || theirs == mine {
        Holds::Mine
    } else {
        Holds::Neither
    }
}

/// One field as it is after both. What both changed stays mine, and `clashes` tells what is stored.
pub fn field<T: Copy + PartialEq + Display>(
    name: &str,
    before: T,
    theirs: T,
    mine: T,
    clashes: &mut Violations,
) -> T {
    match holds(&before, &theirs, &mine) {
        Holds::Mine => mine,
        Holds::Theirs => theirs,
        Holds::Neither => {
            clashes.push(Violation::changed_meanwhile(name, theirs.to_string()));
            mine
        }
    }
}

/// The same of a list that is decided on as a whole, because its items mean something only together.
pub fn whole(
    name: &str,
    before: &[String],
    theirs: &[String],
    mine: &[String],
    clashes: &mut Violations,
) -> Vec<String> {
    match holds(before, theirs, mine) {
        Holds::Mine => mine.to_vec(),
        Holds::Theirs => theirs.to_vec(),
        Holds::Neither => {
            clashes.push(Violation::changed_meanwhile(name, theirs.join(", ")));
            mine.to_vec()
        }
    }
}

/// The same of what is either so or not: two who change it change it alike.
pub fn flag(before: bool, theirs: bool, mine: bool) -> bool {
    if holds(&before, &theirs, &mine) == Holds::Theirs { theirs } else { mine }
}

/// An item of a list that both changed, or that one changed and the other took off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash<T> {
    pub before: Option<T>,
    pub theirs: Option<T>,
    pub mine: Option<T>,
}

/// A list as it is after both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged<T> {
    /// In my order, then what they added. Of a clash it holds my version.
    pub items: Vec<T>,
    pub clashes: Vec<Clash<T>>,
}

/// Merges two versions of a list whose items are known by a key; items without one are the same when all of them is. `join` merges two versions
/// of one item part by part, and gives none when both changed the same part.
pub fn lists<T: Clone + PartialEq, K: PartialEq>(
    before: &[T],
    theirs: &[T],
    mine: &[T],
    key: impl Fn(&T) -> Option<K>,
    join: impl Fn(&T, &T, &T) -> Option<T>,
) -> Merged<T> {
    let find = |list: &[T], item: &T| {
        let wanted = key(item);
        list.iter().find(|one| key(one) == wanted && (wanted.is_some() || *one == item)).cloned()
    };
    let mut merged = Merged { items: Vec::new(), clashes: Vec::new() };
    for item in mine {
        let (was, is) = (find(before, item), find(theirs, item));
        let (kept, clash) = match holds(&was.as_ref(), &is.as_ref(), &Some(item)) {
            Holds::Mine => (Some(item.clone()), false),
            Holds::Theirs => (is.clone(), false),
            Holds::Neither => {
                let joined = was.as_ref().zip(is.as_ref()).and_then(|(was, is)| join(was, is, item));
                (Some(joined.clone().unwrap_or_else(|| item.clone())), joined.is_none())
            }
        };
        merged.items.extend(kept);
        if clash {
            merged.clashes.push(Clash { before: was, theirs: is, mine: Some(item.clone()) });
        }
    }
    for item in theirs.iter().filter(|item| find(mine, item).is_none()) {
        match find(before, item) {
            None => merged.items.push(item.clone()),
            // They changed what I took off.
            Some(was) if was != *item => {
                merged.clashes.push(Clash { before: Some(was), theirs: Some(item.clone()), mine: None });
            }
            Some(_) => {}
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Before, theirs, mine; the merged list, and how many clashes.
    type Case = (
        &'static [&'static str],
        &'static [&'static str],
        &'static [&'static str],
        &'static [&'static str],
        usize,
    );

    /// A letter in front is the key, the digits are the parts.
    fn merged(before: &[&str], theirs: &[&str], mine: &[&str]) -> (Vec<String>, usize) {
        let owned = |list: &[&str]| list.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        let parts = |item: &String| item.chars().skip(1).collect::<Vec<_>>();
        let join = |was: &String, is: &String, item: &String| {
            let mut joined = item.chars().take(1).collect::<String>();
            for ((was, is), mine) in parts(was).iter().zip(parts(is)).zip(parts(item)) {
                match holds(was, &is, &mine) {
                    Holds::Mine => joined.push(mine),
                    Holds::Theirs => joined.push(is),
                    Holds::Neither => return None,
                }
            }
            Some(joined)
        };
        let merged = lists(
            &owned(before),
            &owned(theirs),
            &owned(mine),
            |item| item.chars().next().filter(|key| key.is_alphabetic()),
            join,
        );
        (merged.items, merged.clashes.len())
    }

    #[test]
    fn r315_a_field_is_taken_from_whoever_changed_it() {
        for (before, theirs, mine, after, clashes) in [
            ("a", "a", "a", "a", 0),
            ("a", "b", "a", "b", 0),
            ("a", "a", "c", "c", 0),
            ("a", "b", "b", "b", 0),
            ("a", "b", "c", "c", 1),
        ] {
            let mut problems = Violations::new();
            assert_eq!(field("name", before, theirs, mine, &mut problems), after);
            let told: Vec<_> = problems.as_slice().iter().map(|one| (one.code, one.text("now"))).collect();
            assert_eq!(told, vec![("changed_meanwhile", Some(theirs)); clashes], "{before} {theirs} {mine}");
        }
        assert!(flag(false, true, false) && flag(false, false, true) && !flag(true, false, true));
    }

    #[test]
    fn r315_what_one_changed_holds_and_what_both_changed_clashes() {
        let table: [Case; 13] = [
            // Nobody, one, the other, both alike.
            (&["a11"], &["a11"], &["a11"], &["a11"], 0),
            (&["a11"], &["a21"], &["a11"], &["a21"], 0),
            (&["a11"], &["a11"], &["a12"], &["a12"], 0),
            (&["a11"], &["a22"], &["a22"], &["a22"], 0),
            // Different parts, and the same one.
            (&["a11"], &["a21"], &["a12"], &["a22"], 0),
            (&["a11"], &["a21"], &["a31"], &["a31"], 1),
            // Both add and take off.
            (&["a11", "b11"], &["a11", "c11"], &["b11", "d11"], &["d11", "c11"], 0),
            // Taken off by one and changed by the other.
            (&["a11", "b11"], &["a11"], &["a11", "b12"], &["a11", "b12"], 1),
            (&["a11", "b11"], &["a11", "b12"], &["a11"], &["a11"], 1),
            // Without a key (here: a digit comes first), kept and given one.
            (&["11", "a11"], &["11", "a11"], &["11", "a12"], &["11", "a12"], 0),
            (&["11"], &["11", "a11"], &["b11"], &["b11", "a11"], 0),
            // Added by both.
            (&[], &["a11"], &["a11"], &["a11"], 0),
            (&[], &["a11"], &["a12"], &["a12"], 1),
        ];
        for (before, theirs, mine, items, clashes) in table {
            let (found, found_clashes) = merged(before, theirs, mine);
            assert_eq!(
                (found, found_clashes),
                (items.iter().map(|item| (*item).to_owned()).collect(), clashes),
                "{before:?} {theirs:?} {mine:?}"
            );
        }
    }
}
