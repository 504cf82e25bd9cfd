//! Korean.

use protocol::server::{QueuePosition, RejectReason};
use protocol::{Clock, StopReason};

use super::Words;
use crate::command::Command;
use crate::project::NameError;
use protocol::path::PathError;

/// Korean.
pub struct Korean;

impl Words for Korean {
    sentences! {
        title: "마당: 코드를 쓰고 바로 실행하세요",
        description: "브라우저에서 Python, JavaScript, Java 코드를 쓰고 진짜 터미널에서 실행하세요.",
        own_name: "한국어",
        run: "실행",
        stop: "중지",
        language: "언어",
        theme: "테마",
        theme_light: "밝게",
        theme_dark: "어둡게",
        theme_system: "시스템 설정대로",
        editor: "편집기",
        terminal: "터미널",
        panes: "보기",
        divider: "편집기 크기",
        status: "상태",
        hint_start: "프로그램을 실행해 보세요",
        hint_interact: "출력이 여기에 나타나고, 여기에 입력하면 프로그램에 전달됩니다.",
        hint_focus: "편집기와 터미널 사이 이동",
        tools: "터미널 도구",
        find: "터미널에서 찾기",
        find_next: "다음 결과",
        find_previous: "이전 결과",
        no_match: "결과 없음",
        close: "닫기",
        copy_output: "출력 모두 복사",
        download_output: "출력 내려받기",
        clear_terminal: "터미널 지우기",
        input: "프로그램에 보낼 입력",
        send: "보내기",
        interrupt: "프로그램 중단",
        end_input: "입력 끝내기",
        settings: "설정",
        run_in: "프로그램 실행 방식",
        pipes: "파이프: stdout과 stderr 구분",
        pipes_hint: "다음 실행부터 적용됩니다. 파이프에는 Ctrl-C가 없으니 중지 버튼을 쓰세요.",
        input_line: "터미널 아래에 입력 줄 표시",
        screen_reader: "화면 낭독기 모드",
        vim: "편집기에서 Vim 키 사용",
        font_size: "글자 크기",
        automatic: "자동",
        problems: "문제",
        on_the_way: "여기서 호출함",
        no_languages: "서버에서 언어 목록을 받지 못했습니다. 페이지를 새로 고쳐 주세요.",
        needs_script: "프로그램을 실행하려면 JavaScript가 필요합니다.",
        not_started: "페이지의 일부를 불러오지 못했습니다.",
        reload: "새로 고침",
        commands: "명령",
        shortcuts: "키보드 단축키",
        projects: "프로젝트",
        project_menu: "프로젝트",
        files: "파일",
        file_menu: "이 파일",
        new_file: "새 파일",
        file_name: "파일 이름",
        entry_mark: "실행하면 시작되는 파일",
        undo: "되돌리기",
        last_file: "프로젝트에는 파일이 하나는 있어야 합니다.",
        forked: "다른 탭에서 이 프로젝트를 바꾸었습니다. 여기서 고친 것은 별도의 프로젝트로 보관했습니다.",
        not_kept: "이 브라우저에 프로젝트를 보관할 자리가 없거나 보관이 막혀 있습니다. 잃지 않도록 내려받아 두세요.",
        project_reset: "프로젝트를 처음부터 다시 시작합니다.",
        project_name: "이 프로젝트의 이름",
        untitled: "이름 없음",
        no_projects: "프로젝트에서 무언가를 바꾸면 여기에 나타납니다.",
        kept_here: "프로젝트는 이 브라우저에만 보관됩니다.",
        keys_complete: "단어 자동 완성",
        keys_search: "편집기나 터미널에서 찾기",
        keys_comment: "주석 달기/풀기",
        keys_next_same: "같은 말 더 선택",
        keys_leave_editor: "편집기에서 나가기",
        share: "공유",
        runs: "이 탭에서 실행한 기록",
        making_link: "프로젝트를 담는 중…",
        copy_link: "링크 복사",
        copied: "복사했습니다.",
        link_holds: "링크에 프로젝트가 모두 들어 있습니다. 링크를 가진 사람은 누구나 볼 수 있고, 서버에는 저장되지 않습니다. 링크를 열어도 아무것도 실행되지 않습니다.",
        link_opened: "링크의 프로젝트를 별도의 프로젝트로 열었습니다. 아무것도 실행하지 않았습니다.",
        link_broken: "링크가 손상되었거나 잘렸습니다. 아무것도 열지 않았고, 프로젝트는 그대로입니다.",
        offline: "서버에서 불러오지 못했습니다. 서버에 연결되면 다시 시도해 주세요.",
        not_read: "파일을 읽지 못했습니다.",
        file_not_text: "텍스트가 아닌 파일입니다. 프로그램에서 읽을 수 있고, 내려받을 수 있습니다.",
        before_first_run: "아직 실행하지 않았습니다",
        asked: "프로그램을 보내는 중",
        preparing: "컨테이너 준비 중",
        compiling: "컴파일 중",
        stopping: "중지하는 중",
        taken_over: "이 실행은 다른 탭에서 계속됩니다",
        lost: "연결이 너무 오래 끊겨 서버에 이 실행이 남아 있지 않습니다",
        output_limit: "종료됨: 출력이 허용량을 넘었습니다",
        memory_limit_hit: "메모리 한도 도달",
        wall: "시간",
        cpu: "CPU",
        memory: "메모리",
        reconnecting: "서버와 연결이 끊겼습니다. 다시 연결하는 중입니다. 실행 중인 프로그램은 계속되고, 코드도 계속 쓸 수 있습니다.",
        engine_down: "컨테이너 엔진이 응답하지 않아 지금은 프로그램을 실행할 수 없습니다. 코드는 계속 쓸 수 있고, 다시 되면 이 알림이 사라집니다.",
        draining: "서버가 곧 다시 시작되어 새 프로그램을 받지 않습니다. 파일은 이 브라우저에 남아 있습니다.",
        input_full: "프로그램이 읽지 않은 입력이 1 MB를 넘어 마지막 입력을 버렸습니다.",
        keep_running: "계속 실행",
        examples: "예제",
        examples_hint: "고른 예제는 새 프로젝트로 열립니다. 지금 작업은 그대로 남습니다.",
        loading: "불러오는 중…",
        no_examples: "이 언어의 예제는 아직 없습니다.",
        examples_failed: "예제를 불러오지 못했습니다.",
        try_again: "다시 시도",
        files_written: "프로그램이 저장한 파일",
        view: "보기",
        download: "내려받기",
        add_to_project: "프로젝트에 추가",
        file_too_big: "너무 커서 열 수 없음",
        not_text: "텍스트 파일이 아닙니다. 내려받아 다른 프로그램에서 열어 보세요.",
        file_gone: "서버에 이 파일이 더는 없습니다. 다시 실행해 주세요.",
        file_offline: "지금은 서버와 연결되어 있지 않습니다. 다시 연결되면 시도해 주세요.",
        more_files: "여기에 표시하지 못한 파일이 더 있습니다.",
        back: "뒤로",
        reconnect: "지금 연결",
    }

    fn added(&self, name: &str) -> String {
        format!("프로젝트에 추가함: {name}")
    }
    fn written(&self, count: usize) -> String {
        format!("저장한 파일 {count}개")
    }
    fn command(&self, command: Command) -> &'static str {
        match command {
            Command::Run => "실행",
            Command::Stop => "중지",
            Command::NewFile => "새 파일",
            Command::RenameFile => "이 파일 이름 바꾸기",
            Command::StartWithFile => "실행할 때 이 파일로 시작",
            Command::DeleteFile => "이 파일 지우기",
            Command::Examples => "예제…",
            Command::NewProject => "새 프로젝트",
            Command::Projects => "프로젝트 목록…",
            Command::ResetProject => "예제로 되돌려 다시 시작",
            Command::Upload => "파일 올리기…",
            Command::DownloadFile => "이 파일 내려받기",
            Command::Share => "링크로 공유…",
            Command::DownloadProject => "프로젝트 내려받기(.zip)",
            Command::Runs => "이 탭에서 실행한 기록…",
            Command::SwitchLayout => "편집기와 터미널 배치 바꾸기",
            Command::SwitchFocus => "편집기와 터미널 오가기",
            Command::Find => "터미널에서 찾기",
            Command::CopyOutput => "출력 모두 복사",
            Command::DownloadOutput => "출력 내려받기",
            Command::ClearTerminal => "터미널 지우기",
            Command::Palette => "명령…",
            Command::Shortcuts => "키보드 단축키",
        }
    }
    fn name_error(&self, error: NameError) -> &'static str {
        match error {
            NameError::Path(PathError::Empty) => "파일 이름을 입력해 주세요.",
            NameError::Path(PathError::TooLong) => "이름이 너무 깁니다.",
            NameError::Path(PathError::ControlCharacter) => "보이지 않는 글자는 이름에 쓸 수 없습니다.",
            NameError::Path(PathError::Absolute | PathError::Outside) => {
                "파일은 프로젝트 안에 있어야 합니다."
            }
            NameError::Path(PathError::UnnamedDirectory) => "이름 없는 폴더가 들어 있습니다.",
            NameError::Taken => "같은 이름의 파일이나 폴더가 있습니다.",
            NameError::TooMany => "프로젝트에 파일을 더 넣을 수 없습니다.",
        }
    }
    fn deleted(&self, name: &str) -> String {
        format!("지움: {name}")
    }
    fn delete_project(&self, name: &str) -> String {
        format!("지우기: {name}")
    }
    fn file_count(&self, count: usize) -> String {
        format!("파일 {count}개")
    }
    fn upload_too_large(&self, most: &str) -> String {
        format!("프로젝트는 모두 합쳐 {most}를 넘을 수 없습니다.")
    }
    fn link_language(&self, language: &str) -> String {
        format!("이 서버에서 실행하지 않는 언어로 된 프로젝트입니다: {language}")
    }
    fn link_too_long(&self, thousands: usize, most: usize) -> String {
        format!(
            "프로젝트가 커서 링크에 담을 수 없습니다. 링크가 {thousands},000자가 되는데, {most},000자가 넘으면 제대로 전달되지 않을 때가 많습니다. 프로젝트를 내려받아 파일로 보내 주세요."
        )
    }
    fn link_long(&self, thousands: usize) -> String {
        format!("링크가 {thousands},000자가 넘어서, 메신저에 따라 잘릴 수 있습니다.")
    }
    fn queued(&self, queue: QueuePosition) -> String {
        format!("대기 {}명 중 {}번째", queue.length, queue.position)
    }
    fn quiet(&self, seconds: u64) -> String {
        format!("{seconds}초 동안 출력 없음")
    }
    fn exited(&self, code: i32) -> String {
        match code {
            0 => "정상 종료".into(),
            code => format!("종료 코드 {code}{} 끝남", toward(code)),
        }
    }
    fn out_of_memory(&self, limit_mib: u64) -> String {
        format!("메모리 부족: 허용된 {limit_mib} MiB를 모두 썼습니다")
    }
    fn signaled(&self, signal: &str) -> String {
        format!("{signal} 시그널로 종료됨")
    }
    fn compile_failed(&self, code: i32) -> String {
        format!("컴파일 실패 (종료 코드 {code})")
    }
    fn system_error(&self, message: &str) -> String {
        format!("서버가 프로그램을 실행하지 못했습니다: {message}")
    }
    fn stopped_by(&self, reason: StopReason) -> &'static str {
        match reason {
            StopReason::User => "직접 중지함",
            StopReason::Disconnected => "중지됨: 페이지 연결이 너무 오래 끊겼습니다",
            StopReason::Shutdown => "중지됨: 서버가 종료됩니다",
        }
    }
    fn timed_out(&self, clock: Clock) -> &'static str {
        match clock {
            Clock::Compile => "컴파일 시간이 제한을 넘었습니다",
            Clock::Cpu => "CPU 시간을 모두 썼습니다",
            Clock::Idle => "너무 오랫동안 아무 일도 하지 않았습니다",
            Clock::Wall => "최대 실행 시간에 도달했습니다",
        }
    }
    fn idle_warning(&self, seconds: u64) -> String {
        format!("한동안 아무 일도 없었습니다. {seconds}초 뒤에 프로그램이 종료됩니다.")
    }
    fn missing_output(&self, amount: &str) -> String {
        format!("여기서 출력 {amount}가 빠졌습니다")
    }
    fn reject_reason(&self, reason: RejectReason) -> &'static str {
        match reason {
            RejectReason::Busy => "서버가 바빠서 프로그램을 받지 못했습니다.",
            RejectReason::Invalid => "서버가 프로그램을 받아들이지 않았습니다.",
            RejectReason::RateLimited => "짧은 시간에 너무 많이 실행했습니다.",
            RejectReason::TooManyConnections => "마당 페이지가 너무 많이 열려 있습니다. 몇 개를 닫아 주세요.",
            RejectReason::AlreadyRunning => "앞선 실행이 아직 끝나지 않았습니다.",
            RejectReason::UnknownSession => "서버가 이 실행을 알지 못합니다.",
        }
    }
    fn retry_after(&self, seconds: u64) -> String {
        format!("{seconds}초 뒤에 다시 시도해 주세요.")
    }
}

/// The particle that follows a number: `로` after a vowel or ㄹ, else `으로`, by how its last digit is read.
fn toward(number: i32) -> &'static str {
    // Zero is 영, and what ends in it is read 십, 백, 천 or 만; three is 삼, six is 육.
    if matches!(number.unsigned_abs() % 10, 0 | 3 | 6) { "으로" } else { "로" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_the_queue_read_naturally() {
        assert_eq!(Korean.queued(QueuePosition { position: 2, length: 5 }), "대기 5명 중 2번째");
    }

    #[test]
    fn a_number_has_its_particle() {
        let endings = [1, 2, 3, 6, 7, 8, 10, 16, 100, 137, -1].map(|code| Korean.exited(code));
        assert_eq!(endings[0], "종료 코드 1로 끝남");
        let with_u: Vec<bool> = endings.iter().map(|text| text.contains("으로")).collect();
        assert_eq!(with_u, [false, false, true, true, false, false, true, true, true, false, false]);
    }
}
