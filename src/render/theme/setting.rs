//! The options of a theme as `dossier.toml` gives them, checked against what the theme declares.
//!
//! Templates get every value in words (`true`, `12`, `#a01c1c`). A theme has its own options and
//! those of the themes below it; where two declare one name, the upper counts.

use super::failure::proposal;
use super::input::ThemeInput;
use super::layer::Layer;
use super::option::{Declared, bad};
use crate::diagnostic::{Code, Diagnostic, Location, did_you_mean};
use crate::path::SourcePath;
use crate::render::view::Setting;

/// Gives every option its value: what `dossier.toml` says, or the default.
pub(super) fn settle(layers: &[Layer], input: &ThemeInput, diagnostics: &mut Vec<Diagnostic>) -> Vec<Setting> {
    let mut declared: Vec<&Declared> = Vec::new();
    for option in layers.iter().flat_map(|layer| &layer.options) {
        if declared.iter().all(|known| known.name != option.name) {
            declared.push(option);
        }
    }
    let config = SourcePath::from("dossier.toml");
    for (name, _) in &input.options {
        if declared.iter().all(|option| option.name != *name) {
            let at = Location::at(&config, input.keys.get(&format!("options.{name}")));
            let meant = did_you_mean(name, declared.iter().map(|option| option.name.as_str()));
            let hint = meant.map_or_else(|| "remove it".to_owned(), proposal);
            let message = format!("the theme `{}` has no option `{name}`", input.name);
            diagnostics.push(Diagnostic::error(Code::UnknownOption, at, message).hint(hint));
        }
    }
    let mut value_of = |option: &Declared| {
        let Some((name, given)) = input.options.iter().find(|(name, _)| *name == option.name) else {
            return option.default.clone();
        };
        option.kind.read(given).unwrap_or_else(|wanted| {
            let at = Location::at(&config, input.keys.get(&format!("options.{name}")));
            diagnostics.push(bad(at, name, given, &option.kind, &wanted));
            option.default.clone()
        })
    };
    declared.iter().map(|option| Setting { key: option.name.clone(), value: value_of(option) }).collect()
}
