//! English.

use protocol::server::{QueuePosition, RejectReason};
use protocol::{Clock, StopReason};

use super::Words;
use crate::command::Command;
use crate::project::NameError;
use protocol::path::PathError;

/// English.
pub struct English;

impl Words for English {
    fn title(&self) -> &'static str {
        "Madang: write a program, run it here"
    }
    fn description(&self) -> &'static str {
        "Write Python, JavaScript or Java in the browser and run it in a real terminal."
    }
    fn own_name(&self) -> &'static str {
        "English"
    }
    fn run(&self) -> &'static str {
        "Run"
    }
    fn stop(&self) -> &'static str {
        "Stop"
    }
    fn language(&self) -> &'static str {
        "Language"
    }
    fn theme(&self) -> &'static str {
        "Theme"
    }
    fn theme_light(&self) -> &'static str {
        "Light"
    }
    fn theme_dark(&self) -> &'static str {
        "Dark"
    }
    fn theme_system(&self) -> &'static str {
        "Like the system"
    }
    fn editor(&self) -> &'static str {
        "Editor"
    }
    fn terminal(&self) -> &'static str {
        "Terminal"
    }
    fn panes(&self) -> &'static str {
        "View"
    }
    fn divider(&self) -> &'static str {
        "Size of the editor"
    }
    fn status(&self) -> &'static str {
        "Status"
    }
    fn hint_start(&self) -> &'static str {
        "Run your program"
    }
    fn hint_interact(&self) -> &'static str {
        "What it prints appears here, and what you type here reaches it."
    }
    fn hint_focus(&self) -> &'static str {
        "Switch between editor and terminal"
    }
    fn tools(&self) -> &'static str {
        "Tools of the terminal"
    }
    fn find(&self) -> &'static str {
        "Find in the terminal"
    }
    fn find_next(&self) -> &'static str {
        "Next match"
    }
    fn find_previous(&self) -> &'static str {
        "Previous match"
    }
    fn no_match(&self) -> &'static str {
        "No matches"
    }
    fn close(&self) -> &'static str {
        "Close"
    }
    fn copy_output(&self) -> &'static str {
        "Copy all output"
    }
    fn download_output(&self) -> &'static str {
        "Download the output"
    }
    fn clear_terminal(&self) -> &'static str {
        "Clear the terminal"
    }
    fn input(&self) -> &'static str {
        "Input for the program"
    }
    fn send(&self) -> &'static str {
        "Send"
    }
    fn interrupt(&self) -> &'static str {
        "Interrupt the program"
    }
    fn end_input(&self) -> &'static str {
        "End the input"
    }
    fn settings(&self) -> &'static str {
        "Settings"
    }
    fn run_in(&self) -> &'static str {
        "Run programs in"
    }
    fn pipes(&self) -> &'static str {
        "Pipes: stdout and stderr apart"
    }
    fn pipes_hint(&self) -> &'static str {
        "From the next run on. Pipes know no Ctrl-C: use Stop."
    }
    fn input_line(&self) -> &'static str {
        "Input line below the terminal"
    }
    fn screen_reader(&self) -> &'static str {
        "Screen reader mode"
    }
    fn vim(&self) -> &'static str {
        "Vim keys in the editor"
    }
    fn font_size(&self) -> &'static str {
        "Font size"
    }
    fn automatic(&self) -> &'static str {
        "Automatic"
    }
    fn problems(&self) -> &'static str {
        "Problems"
    }
    fn on_the_way(&self) -> &'static str {
        "called from here"
    }
    fn no_languages(&self) -> &'static str {
        "The server did not say which languages it runs. Reload the page to try again."
    }
    fn needs_script(&self) -> &'static str {
        "Madang needs JavaScript to run your programs."
    }

    fn commands(&self) -> &'static str {
        "Commands"
    }
    fn shortcuts(&self) -> &'static str {
        "Keyboard shortcuts"
    }
    fn projects(&self) -> &'static str {
        "Projects"
    }
    fn project_menu(&self) -> &'static str {
        "Project"
    }
    fn files(&self) -> &'static str {
        "Files"
    }
    fn file_menu(&self) -> &'static str {
        "This file"
    }
    fn new_file(&self) -> &'static str {
        "New file"
    }
    fn file_name(&self) -> &'static str {
        "Name of the file"
    }
    fn entry_mark(&self) -> &'static str {
        "Started by Run"
    }
    fn undo(&self) -> &'static str {
        "Undo"
    }
    fn last_file(&self) -> &'static str {
        "A project has at least one file."
    }
    fn forked(&self) -> &'static str {
        "Another tab has changed this project. Your version is kept as a project of its own."
    }
    fn not_kept(&self) -> &'static str {
        "This browser has no room to keep the project, or may keep nothing. Download it, so that it is not lost."
    }
    fn project_reset(&self) -> &'static str {
        "The project starts over."
    }
    fn project_name(&self) -> &'static str {
        "Name of this project"
    }
    fn untitled(&self) -> &'static str {
        "Untitled"
    }
    fn no_projects(&self) -> &'static str {
        "Projects appear here as soon as you change something in them."
    }
    fn kept_here(&self) -> &'static str {
        "Projects are kept in this browser only."
    }
    fn keys_complete(&self) -> &'static str {
        "Complete the word"
    }
    fn keys_search(&self) -> &'static str {
        "Find in the editor or the terminal"
    }
    fn keys_comment(&self) -> &'static str {
        "Comment out or in"
    }
    fn keys_next_same(&self) -> &'static str {
        "Select the next like it"
    }
    fn keys_leave_editor(&self) -> &'static str {
        "Leave the editor"
    }
    fn command(&self, command: Command) -> &'static str {
        match command {
            Command::Run => "Run",
            Command::Stop => "Stop",
            Command::NewFile => "New file",
            Command::RenameFile => "Rename this file",
            Command::StartWithFile => "Start with this file on Run",
            Command::DeleteFile => "Delete this file",
            Command::Examples => "Examples…",
            Command::NewProject => "New project",
            Command::Projects => "Projects…",
            Command::ResetProject => "Start over from the example",
            Command::Upload => "Upload files…",
            Command::DownloadFile => "Download this file",
            Command::Share => "Share by link…",
            Command::DownloadProject => "Download the project (.zip)",
            Command::Runs => "Runs in this tab…",
            Command::SwitchLayout => "Editor beside or above the terminal",
            Command::SwitchFocus => "Switch between editor and terminal",
            Command::Find => "Find in the terminal",
            Command::CopyOutput => "Copy all output",
            Command::DownloadOutput => "Download the output",
            Command::ClearTerminal => "Clear the terminal",
            Command::Palette => "Commands…",
            Command::Shortcuts => "Keyboard shortcuts",
        }
    }
    fn name_error(&self, error: NameError) -> &'static str {
        match error {
            NameError::Path(PathError::Empty) => "The file needs a name.",
            NameError::Path(PathError::TooLong) => "That name is too long.",
            NameError::Path(PathError::ControlCharacter) => {
                "A name cannot have characters that cannot be seen."
            }
            NameError::Path(PathError::Absolute | PathError::Outside) => {
                "A file has to be inside the project."
            }
            NameError::Path(PathError::UnnamedDirectory) => "A folder in that name has no name itself.",
            NameError::Taken => "There is a file or folder of that name.",
            NameError::TooMany => "A project cannot have more files.",
        }
    }
    fn deleted(&self, name: &str) -> String {
        format!("Deleted {name}")
    }
    fn delete_project(&self, name: &str) -> String {
        format!("Delete {name}")
    }
    fn file_count(&self, count: usize) -> String {
        match count {
            1 => "1 file".into(),
            count => format!("{count} files"),
        }
    }

    fn share(&self) -> &'static str {
        "Share"
    }
    fn runs(&self) -> &'static str {
        "Runs in this tab"
    }
    fn making_link(&self) -> &'static str {
        "Packing the project…"
    }
    fn copy_link(&self) -> &'static str {
        "Copy link"
    }
    fn copied(&self) -> &'static str {
        "Copied."
    }
    fn link_holds(&self) -> &'static str {
        "The link holds the whole project: whoever has it can read it, and it is kept on no server. Opening it runs nothing."
    }
    fn link_opened(&self) -> &'static str {
        "Opened from a link, as a project of its own. Nothing was run."
    }
    fn link_broken(&self) -> &'static str {
        "This link is damaged or incomplete. Nothing was opened; your projects are as they were."
    }
    fn offline(&self) -> &'static str {
        "That could not be loaded from the server. Try again when it is reachable."
    }
    fn not_read(&self) -> &'static str {
        "A file could not be read."
    }
    fn file_not_text(&self) -> &'static str {
        "This file is not text. Programs can read it; you can download it."
    }
    fn upload_too_large(&self, most: &str) -> String {
        format!("A project cannot have more than {most}.")
    }
    fn link_language(&self, language: &str) -> String {
        format!("The project in this link is in a language that this server does not run: {language}.")
    }
    fn link_too_long(&self, thousands: usize, most: usize) -> String {
        format!(
            "This project is too large for a link: it would take {thousands},000 characters, and more than {most},000 often do not arrive. Download the project and send the file."
        )
    }
    fn link_long(&self, thousands: usize) -> String {
        format!("The link has more than {thousands},000 characters: some chats cut it.")
    }

    fn before_first_run(&self) -> &'static str {
        "Nothing has run yet"
    }
    fn asked(&self) -> &'static str {
        "Sending your program"
    }
    fn preparing(&self) -> &'static str {
        "Preparing a container"
    }
    fn queued(&self, queue: QueuePosition) -> String {
        format!("{} in line of {}", ordinal(queue.position), queue.length)
    }
    fn compiling(&self) -> &'static str {
        "Compiling"
    }
    fn stopping(&self) -> &'static str {
        "Stopping"
    }
    fn quiet(&self, seconds: u64) -> String {
        format!("quiet for {seconds} s")
    }
    fn taken_over(&self) -> &'static str {
        "This run continues in another tab"
    }
    fn lost(&self) -> &'static str {
        "The server no longer knows this run: the connection was gone for too long"
    }

    fn exited(&self, code: i32) -> String {
        match code {
            0 => "Finished normally".into(),
            code => format!("Finished with exit code {code}"),
        }
    }
    fn signaled(&self, signal: &str) -> String {
        format!("Killed by signal {signal}")
    }
    fn out_of_memory(&self) -> &'static str {
        "Out of memory: the program used all it may have"
    }
    fn output_limit(&self) -> &'static str {
        "Ended: the program printed more than a run may"
    }
    fn compile_failed(&self, code: i32) -> String {
        format!("Compilation failed with exit code {code}")
    }
    fn system_error(&self, message: &str) -> String {
        format!("The server could not run the program: {message}")
    }
    fn stopped_by(&self, reason: StopReason) -> &'static str {
        match reason {
            StopReason::User => "Stopped by you",
            StopReason::Disconnected => "Stopped: the page was disconnected for too long",
            StopReason::Shutdown => "Stopped: the server is shutting down",
        }
    }
    fn timed_out(&self, clock: Clock) -> &'static str {
        match clock {
            Clock::Compile => "The compiler took too long",
            Clock::Cpu => "The program used all its CPU time",
            Clock::Idle => "The program did nothing for too long",
            Clock::Wall => "The program ran for as long as it may",
        }
    }
    fn memory_limit_hit(&self) -> &'static str {
        "memory limit reached"
    }

    fn wall(&self) -> &'static str {
        "Time"
    }
    fn cpu(&self) -> &'static str {
        "CPU"
    }
    fn memory(&self) -> &'static str {
        "Memory"
    }

    fn reconnecting(&self) -> &'static str {
        "The connection to the server is gone. Reconnecting; a running program goes on, and you can go on writing."
    }
    fn engine_down(&self) -> &'static str {
        "Programs cannot be run at the moment: the container engine does not answer. You can go on writing; this note leaves when it is back."
    }
    fn draining(&self) -> &'static str {
        "The server is about to restart and takes no new programs. Your files are kept in this browser."
    }
    fn input_full(&self) -> &'static str {
        "More than 1 MB of input waits for the program: the last of it was dropped."
    }
    fn idle_warning(&self, seconds: u64) -> String {
        format!("Nothing has happened for a while. The program will be ended in {seconds} s.")
    }
    fn keep_running(&self) -> &'static str {
        "Keep running"
    }
    fn missing_output(&self, amount: &str) -> String {
        format!("{amount} of output are missing here")
    }
    fn reject_reason(&self, reason: RejectReason) -> &'static str {
        match reason {
            RejectReason::Busy => "The server is busy and could not take your program.",
            RejectReason::Invalid => "The server did not accept the program.",
            RejectReason::RateLimited => "Too many runs in a short time.",
            RejectReason::AlreadyRunning => "The run before this one has not ended yet.",
            RejectReason::UnknownSession => "The server does not know this run.",
        }
    }
    fn retry_after(&self, seconds: u64) -> String {
        match seconds {
            1 => "Try again in a second.".into(),
            seconds => format!("Try again in {seconds} seconds."),
        }
    }
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_the_queue_are_ordinals() {
        let ordinals = [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111].map(ordinal);
        assert_eq!(
            ordinals,
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "103rd", "111th"]
        );
        assert_eq!(English.queued(QueuePosition { position: 2, length: 5 }), "2nd in line of 5");
    }
}
