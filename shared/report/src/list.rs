//! A text that is one long list, in parts: whoever writes it holds one item at a time.

use std::io;

/// What stands around the items of a list, and between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Before the first item.
    pub(crate) head: String,
    /// Between two items.
    pub(crate) between: &'static str,
    /// After the last item.
    pub(crate) tail: &'static str,
}

impl List {
    /// Writes the whole text.
    ///
    /// # Errors
    /// When an item cannot be had, or `out` does not take what is written.
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
