//! An organizational unit, by the names from the root down to it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Such as `/prod/data`; `/` is the root, which is no unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganizationalUnit(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not the path of an organizational unit; write its names from the root down, such as /prod/data, or / for the root"
)]
pub struct OrganizationalUnitError(String);

impl OrganizationalUnit {
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its own name, the last one of its path; empty for the root.
    pub(crate) fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// It and those above it, without the root, from the top down.
    pub(crate) fn lineage(&self) -> impl Iterator<Item = Self> + '_ {
        let inner = self.0.match_indices('/').skip(1).map(|(end, _)| &self.0[..end]);
        let itself = Some(self.0.as_str()).filter(|path| *path != "/");
        inner.chain(itself).map(|path| Self(path.to_owned()))
    }
}

impl FromStr for OrganizationalUnit {
    type Err = OrganizationalUnitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names = text.strip_prefix('/').map(|names| names.split('/'));
        let is_path = names.is_some_and(|mut names| names.all(|name| !name.trim().is_empty()));
        if is_path || text == "/" {
            Ok(Self(text.to_owned()))
        } else {
            Err(OrganizationalUnitError(text.to_owned()))
        }
    }
}

impl TryFrom<String> for OrganizationalUnit {
    type Error = OrganizationalUnitError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<OrganizationalUnit> for String {
    fn from(unit: OrganizationalUnit) -> Self {
        unit.0
    }
}

impl fmt::Display for OrganizationalUnit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_names_from_the_root_down() {
        for (path, name, above) in [
            ("/", "", vec![]),
            ("/security", "security", vec!["/security"]),
            ("/prod/data lake", "data lake", vec!["/prod", "/prod/data lake"]),
        ] {
            let unit: OrganizationalUnit = path.parse().unwrap();
            let lineage: Vec<String> = unit.lineage().map(String::from).collect();
            assert_eq!((unit.name(), lineage), (name, above.into_iter().map(str::to_owned).collect()));
        }
        for path in ["", "prod", "/prod/", "//", "/prod//data", "/ "] {
            assert!(path.parse::<OrganizationalUnit>().is_err(), "{path:?}");
        }
    }
}
