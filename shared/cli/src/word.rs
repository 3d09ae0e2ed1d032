//! The words of an enum on the command line: listed in help and completions, and typed in any case, with `-`
//! or `_`.

use std::ffi::OsStr;
use std::marker::PhantomData;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use strum::VariantArray;

#[derive(Clone)]
pub(crate) struct WordParser<T>(PhantomData<T>);

pub(crate) fn word<T>() -> WordParser<T> {
    WordParser(PhantomData)
}

impl<T> TypedValueParser for WordParser<T>
where
    T: FromStr + VariantArray + Clone + Send + Sync + 'static,
    &'static str: for<'a> From<&'a T>,
{
    type Value = T;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        typed: &OsStr,
    ) -> Result<T, clap::Error> {
        let meant = words::<T>().find(|word| Some(plain(word)) == typed.to_str().map(plain));
        let parser = PossibleValuesParser::new(words::<T>())
            .try_map(|word| word.parse().map_err(|_| format!("there is no {word}")));
        parser.parse_ref(command, argument, meant.map_or(typed, OsStr::new))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(words::<T>().map(PossibleValue::new)))
    }
}

fn words<T: VariantArray>() -> impl Iterator<Item = &'static str>
where
    &'static str: for<'a> From<&'a T>,
{
    T::VARIANTS.iter().map(<&'static str>::from)
}

fn plain(word: &str) -> String {
    word.to_ascii_lowercase().replace('_', "-")
}
