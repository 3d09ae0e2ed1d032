//! All checks; a new one gets its line here.

use super::row::Row;
use super::{compute_optimizer, iot_fleetwise, odb};
use crate::named::named;
use crate::service::Service;

macro_rules! registry {
    ($($check:ident = $file:ident;)*) => {
        /// A check, which is one status API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Check {
            $(#[doc = concat!("The one of `status/", stringify!($file), ".rs`.")] $check,)*
        }

        impl Check {
            pub const ALL: [Self; [$(stringify!($check)),*].len()] = [$(Self::$check),*];

            pub(crate) fn row(self) -> &'static Row {
                match self {
                    $(Self::$check => &$file::ROW,)*
                }
            }
        }

        #[expect(non_upper_case_globals, reason = "they are named as the checks")]
        impl Service {
            $(#[doc = concat!("The service of [`Check::", stringify!($check), "`].")]
            pub const $check: Self = Self::Status(Check::$check);)*

            pub const ALL: [Self; 5 + Check::ALL.len()] = [
                Self::Dynamodb,
                Self::Sns,
                Self::Sts,
                Self::Organizations,
                Self::Tagging,
                $(Self::$check),*
            ];
        }
    };
}

registry! {
    ComputeOptimizer = compute_optimizer;
    IotFleetwise = iot_fleetwise;
    Odb = odb;
}

named!(Check, "a check");

impl Check {
    pub fn as_str(self) -> &'static str {
        self.row().id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_with_a_row_is_registered_under_its_name() {
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/status")).unwrap();
        let paths = files.map(|file| file.unwrap().path());
        let has_row = |line: &str| line.starts_with("pub(super) static ROW: Row =");
        let rows = paths.filter(|path| std::fs::read_to_string(path).unwrap().lines().any(has_row));
        let mut ids: Vec<String> =
            rows.map(|path| path.file_stem().unwrap().to_str().unwrap().replace('_', "-")).collect();
        ids.sort();
        assert_eq!(Check::ALL.map(|check| check.as_str().to_owned()).to_vec(), ids);
    }
}
