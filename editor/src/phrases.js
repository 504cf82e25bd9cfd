// The Korean names of CodeMirror's own controls; English is what they are called without this.

export const korean = {
  Find: "찾기",
  Replace: "바꾸기",
  next: "다음",
  previous: "이전",
  all: "모두",
  "match case": "대소문자 구분",
  regexp: "정규식",
  "by word": "단어 단위",
  replace: "바꾸기",
  "replace all": "모두 바꾸기",
  close: "닫기",
  "Go to line": "줄로 이동",
  go: "이동",
  "current match": "현재 일치",
  "on line": "줄",
  "replaced match on line $": "$번째 줄에서 바꿈",
  "replaced $ matches": "$개를 바꿈",
};
