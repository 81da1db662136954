//! What severities are called in what is drawn.

use crate::diagnostic::Severity;

/// Returns the name of a severity.
pub(super) fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    }
}
