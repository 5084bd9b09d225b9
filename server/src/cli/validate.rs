use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use domain::graph::{Checked, check_text};
use domain::limits::MAX_DOCUMENT_BYTES;

use super::{Failure, Outcome};

#[derive(Debug, Args)]
pub(crate) struct ValidateArgs {
    /// A workflow file (apex.workflow/v1); - reads standard input
    file: PathBuf,
    /// Print `{valid, problems}` as JSON
    #[arg(long)]
    json: bool,
}

/// Prints all problems of a file with their JSON Pointers.
pub(super) fn validate(args: &ValidateArgs) -> Outcome {
    let checked = check_text(&read(&args.file)?);
    let valid = checked.is_valid();
    if args.json {
        print_json(&checked)?
    } else {
        print_text(args, &checked)
    }
    Ok(if valid { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// The text of a file, or of standard input; never more than a document may have.
pub(super) fn read(file: &std::path::Path) -> Result<String, Failure> {
    use std::io::Read;
    let limit = MAX_DOCUMENT_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    let done = if file.as_os_str() == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    done.map_err(|error| Failure::bad_input(format!("{}: {error}", file.display())))?;
    if bytes.len() > MAX_DOCUMENT_BYTES {
        let message = format!(
            "{}: larger than {MAX_DOCUMENT_BYTES} bytes, the most a workflow may have",
            file.display()
        );
        return Err(Failure::bad_input(message));
    }
    String::from_utf8(bytes).map_err(|_| Failure::bad_input(format!("{}: not UTF-8 text", file.display())))
}

fn print_json(checked: &Checked) -> Result<(), Failure> {
    let body = serde_json::json!({ "valid": checked.is_valid(), "problems": checked.problems });
    say!("{}", serde_json::to_string_pretty(&body).map_err(Failure::failed)?);
    Ok(())
}

fn print_text(args: &ValidateArgs, checked: &Checked) {
    for problem in &checked.problems {
        let level = if problem.is_error() { "error" } else { "warning" };
        let path = if problem.path.is_empty() {
            "(document)"
        } else {
            &problem.path
        };
        say!("{level} {path} {}: {}", problem.code, problem.message);
        if !problem.hint.is_empty() {
            say!("      {}", problem.hint);
        }
    }
    if checked.is_valid() {
        say!("{} is valid", args.file.display());
    }
}
