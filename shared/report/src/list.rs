//! A text that is one long list, in parts: its writer holds one item at a time.

use std::io;

/// The text around the items of a list, and between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    pub(crate) head: String,
    pub(crate) between: &'static str,
    pub(crate) tail: &'static str,
}

impl List {
    /// Writes the whole text.
    ///
    /// # Errors
    /// When an item cannot be read, or `out` cannot be written.
    pub fn write<I: AsRef<[u8]>>(
        &self,
        items: impl IntoIterator<Item = io::Result<I>>,
        out: &mut (impl io::Write + ?Sized),
    ) -> io::Result<()> {
        out.write_all(self.head.as_bytes())?;
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                out.write_all(self.between.as_bytes())?;
            }
            out.write_all(item?.as_ref())?;
        }
        out.write_all(self.tail.as_bytes())
    }
}
