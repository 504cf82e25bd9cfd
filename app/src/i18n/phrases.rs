//! What is said of a number or of a value: which of the sentences, and with which forms.

use protocol::path::PathError;
use protocol::server::{QueuePosition, RejectReason};
use protocol::{Clock, StopReason};

use super::Locale;
use crate::command::Command;
use crate::project::NameError;

/// The methods that choose among sentences of one name.
macro_rules! chosen {
    ($($(#[$docs:meta])* $method:ident($kind:ident) { $($($value:pat_param)|+ => $sentence:ident,)+ })+) => {
        impl Locale {
            $($(#[$docs])* pub fn $method(self, value: $kind) -> &'static str {
                match value {
                    $($($value)|+ => self.$sentence(),)+
                }
            })+
        }
    };
}

chosen! {
    /// The name of a command.
    command(Command) {
        Command::Run => command_run,
        Command::Stop => command_stop,
        Command::NewFile => command_new_file,
        Command::RenameFile => command_rename_file,
        Command::StartWithFile => command_start_with_file,
        Command::DeleteFile => command_delete_file,
        Command::Examples => command_examples,
        Command::NewProject => command_new_project,
        Command::Projects => command_projects,
        Command::ResetProject => command_reset_project,
        Command::Upload => command_upload,
        Command::DownloadFile => command_download_file,
        Command::Share => command_share,
        Command::DownloadProject => command_download_project,
        Command::Runs => command_runs,
        Command::SwitchLayout => command_switch_layout,
        Command::SwitchFocus => command_switch_focus,
        Command::Find => command_find,
        Command::CopyOutput => command_copy_output,
        Command::DownloadOutput => command_download_output,
        Command::ClearTerminal => command_clear_terminal,
        Command::Palette => command_palette,
        Command::Shortcuts => command_shortcuts,
    }

    /// Why a file cannot have a name.
    name_error(NameError) {
        NameError::Path(PathError::Empty) => name_error_empty,
        NameError::Path(PathError::TooLong) => name_error_too_long,
        NameError::Path(PathError::ControlCharacter) => name_error_control_character,
        NameError::Path(PathError::Absolute | PathError::Outside) => name_error_outside,
        NameError::Path(PathError::UnnamedDirectory) => name_error_unnamed_directory,
        NameError::Taken => name_error_taken,
        NameError::TooMany => name_error_too_many,
    }

    /// Who or what stopped a run.
    stopped_by(StopReason) {
        StopReason::User => stopped_by_user,
        StopReason::Disconnected => stopped_by_disconnected,
        StopReason::Shutdown => stopped_by_shutdown,
    }

    /// Which clock ended a run.
    timed_out(Clock) {
        Clock::Compile => timed_out_compile,
        Clock::Cpu => timed_out_cpu,
        Clock::Idle => timed_out_idle,
        Clock::Wall => timed_out_wall,
    }

    /// Why a request was refused.
    reject_reason(RejectReason) {
        RejectReason::Busy => reject_reason_busy,
        RejectReason::Invalid => reject_reason_invalid,
        RejectReason::RateLimited => reject_reason_rate_limited,
        RejectReason::TooManyConnections => reject_reason_too_many_connections,
        RejectReason::AlreadyRunning => reject_reason_already_running,
        RejectReason::UnknownSession => reject_reason_unknown_session,
    }
}

impl Locale {
    /// How many files there are.
    pub fn file_count(self, count: usize) -> String {
        if count == 1 { self.file_count_one().into() } else { self.file_count_other(&count.to_string()) }
    }

    /// How many files a program wrote.
    pub fn written(self, count: usize) -> String {
        if count == 1 { self.written_one().into() } else { self.written_other(&count.to_string()) }
    }

    /// When to try again, in seconds from now.
    pub fn retry_after(self, seconds: u64) -> String {
        if seconds == 1 {
            self.retry_after_one().into()
        } else {
            self.retry_after_other(&seconds.to_string())
        }
    }

    /// A place in the queue.
    pub fn queue_place(self, queue: QueuePosition) -> String {
        let place = match self {
            Self::En => ordinal(queue.position),
            Self::Ko => queue.position.to_string(),
        };
        self.queued(&place, &queue.length.to_string())
    }

    /// That a program ended by itself.
    pub fn exited(self, code: i32) -> String {
        if code == 0 {
            self.exited_normally().into()
        } else {
            self.exited_code(&code.to_string(), toward(code))
        }
    }
}

/// An English number as a place: `2nd`.
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

/// The Korean particle that follows a number: `로` after a vowel or ㄹ, else `으로`, by how its last digit is read.
fn toward(number: i32) -> &'static str {
    // Zero is 영, and what ends in it is read 십, 백, 천 or 만; three is 삼, six is 육.
    if matches!(number.unsigned_abs() % 10, 0 | 3 | 6) { "으로" } else { "로" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_the_queue_are_ordinals_in_english() {
        let ordinals = [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111].map(ordinal);
        assert_eq!(
            ordinals,
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "103rd", "111th"]
        );
    }

    #[test]
    fn places_in_the_queue_read_naturally() {
        let place = QueuePosition { position: 2, length: 5 };
        assert_eq!(Locale::En.queue_place(place), "2nd in line of 5");
        assert_eq!(Locale::Ko.queue_place(place), "대기 5명 중 2번째");
    }

    #[test]
    fn a_number_has_its_particle_in_korean() {
        let endings = [1, 2, 3, 6, 7, 8, 10, 16, 100, 137, -1].map(|code| Locale::Ko.exited(code));
        assert_eq!(endings[0], "종료 코드 1로 끝남");
        let with_u: Vec<bool> = endings.iter().map(|text| text.contains("으로")).collect();
        assert_eq!(with_u, [false, false, true, true, false, false, true, true, true, false, false]);
    }

    #[test]
    fn one_is_no_plural_in_english() {
        let files = [0, 1, 2].map(|count| Locale::En.file_count(count));
        assert_eq!(files, ["0 files", "1 file", "2 files"]);
        assert_eq!(Locale::Ko.file_count(1), "파일 1개");
        assert_eq!([1, 3].map(|count| Locale::En.written(count)), ["1 file written", "3 files written"]);
        assert_eq!(Locale::En.retry_after(1), "Try again in a second.");
    }
}
