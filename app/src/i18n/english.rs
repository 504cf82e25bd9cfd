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
    sentences! {
        title: "Madang: write a program, run it here",
        description: "Write Python, JavaScript or Java in the browser and run it in a real terminal.",
        own_name: "English",
        run: "Run",
        stop: "Stop",
        language: "Language",
        theme: "Theme",
        theme_light: "Light",
        theme_dark: "Dark",
        theme_system: "Like the system",
        editor: "Editor",
        terminal: "Terminal",
        panes: "View",
        divider: "Size of the editor",
        status: "Status",
        hint_start: "Run your program",
        hint_interact: "What it prints appears here, and what you type here reaches it.",
        hint_focus: "Switch between editor and terminal",
        tools: "Tools of the terminal",
        find: "Find in the terminal",
        find_next: "Next match",
        find_previous: "Previous match",
        no_match: "No matches",
        close: "Close",
        copy_output: "Copy all output",
        download_output: "Download the output",
        clear_terminal: "Clear the terminal",
        input: "Input for the program",
        send: "Send",
        interrupt: "Interrupt the program",
        end_input: "End the input",
        settings: "Settings",
        run_in: "Run programs in",
        pipes: "Pipes: stdout and stderr apart",
        pipes_hint: "From the next run on. Pipes know no Ctrl-C: use Stop.",
        input_line: "Input line below the terminal",
        screen_reader: "Screen reader mode",
        vim: "Vim keys in the editor",
        font_size: "Font size",
        automatic: "Automatic",
        problems: "Problems",
        on_the_way: "called from here",
        no_languages: "The server did not say which languages it runs. Reload the page to try again.",
        needs_script: "Madang needs JavaScript to run your programs.",
        not_started: "Part of this page could not be loaded.",
        reload: "Reload",
        commands: "Commands",
        shortcuts: "Keyboard shortcuts",
        projects: "Projects",
        project_menu: "Project",
        files: "Files",
        file_menu: "This file",
        new_file: "New file",
        file_name: "Name of the file",
        entry_mark: "Started by Run",
        undo: "Undo",
        last_file: "A project has at least one file.",
        forked: "Another tab has changed this project. Your version is kept as a project of its own.",
        not_kept: "This browser has no room to keep the project, or may keep nothing. Download it, so that it is not lost.",
        project_reset: "The project starts over.",
        project_name: "Name of this project",
        untitled: "Untitled",
        no_projects: "Projects appear here as soon as you change something in them.",
        kept_here: "Projects are kept in this browser only.",
        keys_complete: "Complete the word",
        keys_search: "Find in the editor or the terminal",
        keys_comment: "Comment out or in",
        keys_next_same: "Select the next like it",
        keys_leave_editor: "Leave the editor",
        share: "Share",
        runs: "Runs in this tab",
        making_link: "Packing the project…",
        copy_link: "Copy link",
        copied: "Copied.",
        link_holds: "The link holds the whole project: whoever has it can read it, and it is kept on no server. Opening it runs nothing.",
        link_opened: "Opened from a link, as a project of its own. Nothing was run.",
        link_broken: "This link is damaged or incomplete. Nothing was opened; your projects are as they were.",
        offline: "That could not be loaded from the server. Try again when it is reachable.",
        not_read: "A file could not be read.",
        file_not_text: "This file is not text. Programs can read it; you can download it.",
        before_first_run: "Nothing has run yet",
        asked: "Sending your program",
        preparing: "Preparing a container",
        compiling: "Compiling",
        stopping: "Stopping",
        taken_over: "This run continues in another tab",
        lost: "The server no longer knows this run: the connection was gone for too long",
        output_limit: "Ended: the program printed more than a run may",
        memory_limit_hit: "memory limit reached",
        wall: "Time",
        cpu: "CPU",
        memory: "Memory",
        reconnecting: "The connection to the server is gone. Reconnecting; a running program goes on, and you can go on writing.",
        engine_down: "Programs cannot be run at the moment: the container engine does not answer. You can go on writing; this note leaves when it is back.",
        draining: "The server is about to restart and takes no new programs. Your files are kept in this browser.",
        input_full: "More than 1 MB of input waits for the program: the last of it was dropped.",
        keep_running: "Keep running",
        examples: "Examples",
        examples_hint: "Each opens as a project of its own. Your work stays as it is.",
        loading: "Loading…",
        no_examples: "There are no examples of this language yet.",
        examples_failed: "The examples could not be loaded.",
        try_again: "Try again",
        files_written: "Files written",
        view: "View",
        download: "Download",
        add_to_project: "Add to project",
        file_too_big: "too big to open",
        not_text: "This is not text. Download it to open it elsewhere.",
        file_gone: "The server no longer has this file. Run the program again.",
        file_offline: "There is no connection to the server right now. Try again when it is back.",
        more_files: "There are more files, which are not shown here.",
        back: "Back",
        reconnect: "Try now",
    }

    fn added(&self, name: &str) -> String {
        format!("{name} is in the project now")
    }
    fn written(&self, count: usize) -> String {
        match count {
            1 => "1 file written".into(),
            count => format!("{count} files written"),
        }
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
    fn queued(&self, queue: QueuePosition) -> String {
        format!("{} in line of {}", ordinal(queue.position), queue.length)
    }
    fn quiet(&self, seconds: u64) -> String {
        format!("quiet for {seconds} s")
    }
    fn exited(&self, code: i32) -> String {
        match code {
            0 => "Finished normally".into(),
            code => format!("Finished with exit code {code}"),
        }
    }
    fn out_of_memory(&self, limit_mib: u64) -> String {
        format!("Out of memory: the program used all {limit_mib} MiB that it may have")
    }
    fn signaled(&self, signal: &str) -> String {
        format!("Killed by signal {signal}")
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
    fn idle_warning(&self, seconds: u64) -> String {
        format!("Nothing has happened for a while. The program will be ended in {seconds} s.")
    }
    fn missing_output(&self, amount: &str) -> String {
        format!("{amount} of output are missing here")
    }
    fn reject_reason(&self, reason: RejectReason) -> &'static str {
        match reason {
            RejectReason::Busy => "The server is busy and could not take your program.",
            RejectReason::Invalid => "The server did not accept the program.",
            RejectReason::RateLimited => "Too many runs in a short time.",
            RejectReason::TooManyConnections => "Too many pages of Madang are open. Close some of them.",
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
