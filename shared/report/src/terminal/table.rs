//! Aligned columns; one of them shrinks if the screen is too narrow for all.

use anstyle::Style;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::new() }
    }

    pub(crate) fn styled(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }
}

/// As [`render_flexible`], with one column that gives way.
pub(crate) fn render<const N: usize>(
    head: [&str; N],
    rows: &[[Cell; N]],
    flexible: usize,
    columns: Option<usize>,
) -> String {
    render_flexible(head, rows, &[flexible], columns)
}

/// Renders rows under a heading, each line with its end. Columns that are empty in every row are left out.
/// On a narrow screen first the gaps shrink, then the `flexible` columns, the widest of them first; cut texts
/// end with an ellipsis.
pub(crate) fn render_flexible<const N: usize>(
    head: [&str; N],
    rows: &[[Cell; N]],
    flexible: &[usize],
    columns: Option<usize>,
) -> String {
    let mut widths: [usize; N] = std::array::from_fn(|column| width(head[column], rows, column));
    let shown = widths.iter().filter(|width| **width > 0).count();
    let all = |gap: usize| widths.iter().sum::<usize>() + shown.saturating_sub(1) * gap;
    let gap = if columns.is_none_or(|columns| all(2) <= columns) { 2 } else { 1 };
    if let Some(columns) = columns {
        let excess = all(gap).saturating_sub(columns);
        for _ in 0..excess {
            let can_shrink = flexible.iter().filter(|column| widths[**column] > head[**column].width());
            if let Some(widest) = can_shrink.max_by_key(|column| widths[**column]) {
                widths[*widest] -= 1;
            }
        }
    }
    let heading = head.map(|text| Cell::styled(text, super::DIM));
    std::iter::once(&heading).chain(rows).map(|row| line(row, widths, gap)).collect()
}

/// Moves the texts of a column to its right edge.
pub(crate) fn align_right<const N: usize>(head: [&str; N], rows: &mut [[Cell; N]], column: usize) {
    let width = width(head[column], rows, column);
    for row in rows {
        let text = &mut row[column].text;
        *text = format!("{}{text}", " ".repeat(width - text.width()));
    }
}

/// Cuts a column to what the others leave of the screen, or empties it if that is less than `columns_min`.
pub(crate) fn fit<const N: usize>(
    head: [&str; N],
    rows: &mut [[Cell; N]],
    column: usize,
    columns_min: usize,
    columns: Option<usize>,
) {
    let Some(columns) = columns else { return };
    let widths: [usize; N] = std::array::from_fn(|column| width(head[column], rows, column));
    // On a narrow screen each column is followed by one space.
    let others: usize =
        (0..N).filter(|one| *one != column && widths[*one] > 0).map(|one| widths[one] + 1).sum();
    let left = columns.saturating_sub(others);
    for row in rows {
        let text = &mut row[column].text;
        *text = if left < columns_min { String::new() } else { cut(text, left) };
    }
}

/// The width that a column needs: none if no row has a text in it.
fn width<const N: usize>(head: &str, rows: &[[Cell; N]], column: usize) -> usize {
    let widest = rows.iter().map(|row| row[column].text.width()).max().unwrap_or(0);
    if widest == 0 { 0 } else { widest.max(head.width()) }
}

fn line<const N: usize>(row: &[Cell; N], widths: [usize; N], gap: usize) -> String {
    let mut line = String::new();
    let mut pending = 0;
    for (cell, width) in row.iter().zip(widths).filter(|(_, width)| *width > 0) {
        let text = cut(&cell.text, width);
        if !text.is_empty() {
            line.extend(std::iter::repeat_n(' ', pending));
            line.push_str(&format!("{}{text}{:#}", cell.style, cell.style));
            pending = 0;
        }
        pending += width - text.width() + gap;
    }
    line.push('\n');
    line
}

/// The text in at most `width` columns.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let fits = |character: &char| {
        let wide = character.width().unwrap_or(0);
        let fits = wide <= left;
        left = left.saturating_sub(wide);
        fits
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> [[Cell; 3]; 2] {
        [["a", "long enough", ""], ["bb", "x", ""]].map(|row| row.map(Cell::new))
    }

    #[test]
    fn columns_line_up_and_empty_ones_are_left_out() {
        assert_eq!(
            render(["A", "B", "C"], &rows(), 1, None),
            "\u{1b}[2mA\u{1b}[0m   \u{1b}[2mB\u{1b}[0m\na   long enough\nbb  x\n"
        );
    }

    #[test]
    fn a_column_that_is_not_needed_is_cut_or_left_out() {
        let fitted = |columns: usize| {
            let mut rows = rows();
            fit(["A", "B", "C"], &mut rows, 1, 5, Some(columns));
            let table = render(["A", "B", "C"], &rows, 0, Some(columns));
            anstream::adapter::strip_str(&table).to_string()
        };
        assert_eq!(fitted(20), "A   B\na   long enough\nbb  x\n");
        assert_eq!(fitted(10), "A  B\na  long e…\nbb x\n");
        assert_eq!(fitted(7), "A\na\nbb\n");
    }

    #[test]
    fn of_several_flexible_columns_the_widest_gives_way_first() {
        let rows = [["a", "long enough", "short"]].map(|row| row.map(Cell::new));
        let table = render_flexible(["A", "B", "C"], &rows, &[1, 2], Some(11));
        assert!(table.contains("a lon… sho…\n"), "{table}");
    }

    #[test]
    fn the_flexible_column_gives_way() {
        let table = render(["A", "B", "C"], &rows(), 1, Some(10));
        assert!(table.contains("a  long e…\n"), "{table}");
    }
}
