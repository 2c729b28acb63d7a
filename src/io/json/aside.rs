//! Accounts that are kept beside a book, each margined by itself.
//!
//! They stand in the file under `aside`, a list of objects with `name`, `account` and `market` as the file itself has
//! them. Versions that do not know the field keep it as they keep any other.

use serde_json::{Map, Value};

use super::{BookFile, read_tree, write};
use crate::book::Time;
use crate::io::notice::{ImportError, Notice};
use crate::io::tree::Tree;

/// The field in the file.
pub const ASIDE: &str = "aside";

/// Takes the accounts beside a book out of the fields of its file that are not its own; what there is to say about them
/// comes with the place of the account.
pub fn take_aside(extra: &mut Map<String, Value>, now: Time) -> (Vec<BookFile>, Vec<Notice>) {
    let Some(Value::Array(all)) = extra.remove(ASIDE) else {
        return (Vec::new(), Vec::new());
    };
    let (mut books, mut notices) = (Vec::new(), Vec::new());
    for (place, one) in all.iter().enumerate() {
        let read = |text: &str| -> Result<_, ImportError> { read_tree(Tree::read(text)?, now) };
        let Ok((book, said)) = read(&one.to_string()) else {
            continue;
        };
        notices.extend(said.into_iter().map(|notice| notice.of_account(&format!("{ASIDE}[{place}]"))));
        books.push(book);
    }
    (books, notices)
}

/// Puts accounts beside a book into the fields of its file.
pub fn put_aside(extra: &mut Map<String, Value>, books: &[BookFile]) {
    if books.is_empty() {
        extra.remove(ASIDE);
        return;
    }
    let value = |book: &BookFile| {
        let mut value: Value = serde_json::from_str(&write(book)).unwrap_or_default();
        if let Some(fields) = value.as_object_mut() {
            fields.remove("format");
            fields.remove("version");
        }
        value
    };
    extra.insert(ASIDE.to_owned(), Value::Array(books.iter().map(value).collect()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::{json, sample};

    const NOW: Time = Time(1_795_305_600_000);

    #[test]
    fn accounts_beside_a_book_come_back_and_go() {
        let one = BookFile { name: Some("Deribit".to_owned()), account: sample::account(NOW), ..BookFile::default() };
        let mut extra = Map::new();
        put_aside(&mut extra, &[one.clone(), BookFile::default()]);
        let file = BookFile { extra, ..BookFile::default() };
        let (mut back, notices) = json::read(&write(&file), NOW).unwrap();
        assert_eq!(notices, []);
        let (books, notices) = take_aside(&mut back.extra, NOW);
        assert_eq!((books.len(), notices.len(), back.extra.len()), (2, 0, 0));
        assert_eq!((&books[0].name, &books[0].account), (&one.name, &one.account));
        put_aside(&mut back.extra, &[]);
        assert!(back.extra.is_empty());
    }
}
