//! Items that come one by one, kept on disk until all are there: a failure half-way prints nothing,
//! and memory does not grow with them.

use std::io::{self, Read as _, Seek as _, SeekFrom, Write};

use anyhow::Context as _;
use futures_util::{Stream, TryStreamExt as _};
use rollcall_report::list::List;
use tempfile::SpooledTempFile;

use crate::output::print_by;

/// More than this goes to a file.
const IN_MEMORY_BYTES: usize = 1 << 20;

/// Items, each with the key that it is sorted by.
#[derive(Debug)]
pub(crate) struct Spool<K> {
    file: SpooledTempFile,
    items: Vec<Place<K>>,
}

#[derive(Debug)]
struct Place<K> {
    key: K,
    begin: u64,
    length: usize,
}

impl<K: Ord> Spool<K> {
    pub(crate) fn new() -> Self {
        Self { file: SpooledTempFile::new(IN_MEMORY_BYTES), items: Vec::new() }
    }

    pub(crate) fn add(&mut self, key: K, item: &str) -> anyhow::Result<()> {
        let begin = self.keep(item).context("cannot keep what was read in a temporary file (TMPDIR)")?;
        self.items.push(Place { key, begin, length: item.len() });
        Ok(())
    }

    fn keep(&mut self, item: &str) -> io::Result<u64> {
        let begin = self.file.stream_position()?;
        self.file.write_all(item.as_bytes())?;
        Ok(begin)
    }

    /// Writes all as a list, sorted by key; items with the same key stay in the order in which they came.
    pub(crate) fn write(mut self, list: &List, out: &mut dyn Write) -> io::Result<()> {
        self.items.sort_by(|one, other| one.key.cmp(&other.key));
        let file = &mut self.file;
        let read = |place: &Place<K>| {
            let mut item = vec![0; place.length];
            file.seek(SeekFrom::Start(place.begin))?;
            file.read_exact(&mut item)?;
            Ok(item)
        };
        list.write(self.items.iter().map(read), out)
    }
}

/// Prints a list of all items, sorted by their keys, once the last has come.
pub(crate) async fn print_spooled<K: Ord>(
    list: &List,
    items: impl Stream<Item = anyhow::Result<Vec<(K, String)>>>,
) -> anyhow::Result<()> {
    let mut items = std::pin::pin!(items);
    let mut spool = Spool::new();
    while let Some(some) = items.try_next().await? {
        some.into_iter().try_for_each(|(key, item)| spool.add(key, &item))?;
    }
    print_by(|out| spool.write(list, out))
}

#[cfg(test)]
mod tests {
    use rollcall_report::csv;

    use super::*;

    #[test]
    fn items_come_out_by_their_keys_and_then_as_they_came() {
        let mut spool = Spool::new();
        for (key, item) in [(2, "late\n"), (1, "early\n"), (2, "later\n")] {
            spool.add(key, item).unwrap();
        }
        let mut text = Vec::new();
        spool.write(&csv::diff(), &mut text).unwrap();
        assert!(text.ends_with(b"early\nlate\nlater\n"));
    }

    #[test]
    fn more_than_fits_into_memory_is_the_same() {
        let item = "x".repeat(IN_MEMORY_BYTES / 3);
        let mut spool = Spool::new();
        (0..5).for_each(|_| spool.add((), &item).unwrap());
        assert!(spool.file.is_rolled());
        let mut text = Vec::new();
        spool.write(&csv::diff(), &mut text).unwrap();
        assert!(text.ends_with(item.repeat(5).as_bytes()));
    }
}
