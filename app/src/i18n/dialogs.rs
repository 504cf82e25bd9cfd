//! The sentences of the gallery, of the files that a program wrote, and of what can be done when something is amiss.

use super::{English, Korean};

/// Those sentences; [`super::Words`] has them, too.
#[allow(missing_docs, reason = "each method is named after what it says")]
pub trait DialogWords {
    fn examples(&self) -> &'static str;
    fn examples_hint(&self) -> &'static str;
    fn loading(&self) -> &'static str;
    fn no_examples(&self) -> &'static str;
    fn examples_failed(&self) -> &'static str;
    fn try_again(&self) -> &'static str;
    fn files_written(&self) -> &'static str;
    fn view(&self) -> &'static str;
    fn download(&self) -> &'static str;
    fn add_to_project(&self) -> &'static str;
    fn file_too_big(&self) -> &'static str;
    fn not_text(&self) -> &'static str;
    fn file_gone(&self) -> &'static str;
    fn more_files(&self) -> &'static str;
    fn back(&self) -> &'static str;
    fn reconnect(&self) -> &'static str;
    fn added(&self, name: &str) -> String;
    fn written(&self, count: usize) -> String;
}

impl DialogWords for English {
    fn examples(&self) -> &'static str {
        "Examples"
    }
    fn examples_hint(&self) -> &'static str {
        "Each opens as a project of its own. Your work stays as it is."
    }
    fn loading(&self) -> &'static str {
        "Loading…"
    }
    fn no_examples(&self) -> &'static str {
        "There are no examples of this language yet."
    }
    fn examples_failed(&self) -> &'static str {
        "The examples could not be loaded."
    }
    fn try_again(&self) -> &'static str {
        "Try again"
    }
    fn files_written(&self) -> &'static str {
        "Files written"
    }
    fn view(&self) -> &'static str {
        "View"
    }
    fn download(&self) -> &'static str {
        "Download"
    }
    fn add_to_project(&self) -> &'static str {
        "Add to project"
    }
    fn file_too_big(&self) -> &'static str {
        "too big to open"
    }
    fn not_text(&self) -> &'static str {
        "This is not text. Download it to open it elsewhere."
    }
    fn file_gone(&self) -> &'static str {
        "The server no longer has this file. Run the program again."
    }
    fn more_files(&self) -> &'static str {
        "There are more files, which are not shown here."
    }
    fn back(&self) -> &'static str {
        "Back"
    }
    fn reconnect(&self) -> &'static str {
        "Try now"
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
}

impl DialogWords for Korean {
    fn examples(&self) -> &'static str {
        "예제"
    }
    fn examples_hint(&self) -> &'static str {
        "고른 예제는 새 프로젝트로 열립니다. 지금 작업은 그대로 남습니다."
    }
    fn loading(&self) -> &'static str {
        "불러오는 중…"
    }
    fn no_examples(&self) -> &'static str {
        "이 언어의 예제는 아직 없습니다."
    }
    fn examples_failed(&self) -> &'static str {
        "예제를 불러오지 못했습니다."
    }
    fn try_again(&self) -> &'static str {
        "다시 시도"
    }
    fn files_written(&self) -> &'static str {
        "프로그램이 저장한 파일"
    }
    fn view(&self) -> &'static str {
        "보기"
    }
    fn download(&self) -> &'static str {
        "내려받기"
    }
    fn add_to_project(&self) -> &'static str {
        "프로젝트에 추가"
    }
    fn file_too_big(&self) -> &'static str {
        "너무 커서 열 수 없음"
    }
    fn not_text(&self) -> &'static str {
        "텍스트 파일이 아닙니다. 내려받아 다른 프로그램에서 열어 보세요."
    }
    fn file_gone(&self) -> &'static str {
        "서버에 이 파일이 더는 없습니다. 다시 실행해 주세요."
    }
    fn more_files(&self) -> &'static str {
        "여기에 표시하지 못한 파일이 더 있습니다."
    }
    fn back(&self) -> &'static str {
        "뒤로"
    }
    fn reconnect(&self) -> &'static str {
        "지금 연결"
    }
    fn added(&self, name: &str) -> String {
        format!("프로젝트에 추가함: {name}")
    }
    fn written(&self, count: usize) -> String {
        format!("저장한 파일 {count}개")
    }
}
