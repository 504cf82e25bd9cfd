//! What a person can have done, whatever leads to it: a menu, a key, or the palette of commands.

/// The key that commands begin with: Ctrl, or Cmd on Apple's keyboards.
pub const MOD: &str = "Mod";

/// A command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named after what it does; its words are in `i18n`")]
pub enum Command {
    Run,
    Stop,
    NewFile,
    Upload,
    RenameFile,
    StartWithFile,
    DownloadFile,
    DeleteFile,
    NewProject,
    Examples,
    Projects,
    Share,
    DownloadProject,
    ResetProject,
    Runs,
    SwitchFocus,
    SwitchLayout,
    Find,
    CopyOutput,
    DownloadOutput,
    ClearTerminal,
    Palette,
    Shortcuts,
}

impl Command {
    /// All of them, in the palette's order.
    pub const ALL: [Self; 23] = [
        Self::Run,
        Self::Stop,
        Self::NewFile,
        Self::Upload,
        Self::RenameFile,
        Self::StartWithFile,
        Self::DownloadFile,
        Self::DeleteFile,
        Self::NewProject,
        Self::Examples,
        Self::Projects,
        Self::Share,
        Self::DownloadProject,
        Self::ResetProject,
        Self::Runs,
        Self::SwitchFocus,
        Self::SwitchLayout,
        Self::Find,
        Self::CopyOutput,
        Self::DownloadOutput,
        Self::ClearTerminal,
        Self::Palette,
        Self::Shortcuts,
    ];

    /// What the project's menu offers, in groups.
    pub const MENU: [&[Self]; 4] = [
        &[Self::NewProject, Self::Examples, Self::Projects, Self::ResetProject],
        &[Self::Share, Self::Upload, Self::DownloadProject],
        &[Self::Runs, Self::SwitchLayout],
        &[Self::Palette, Self::Shortcuts],
    ];

    /// What the menu of the shown file offers.
    pub const FILE_MENU: [Self; 4] =
        [Self::RenameFile, Self::StartWithFile, Self::DownloadFile, Self::DeleteFile];

    /// The keys that lead to it from anywhere, as they are written on keyboards, and [`MOD`].
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Run => &[MOD, "Enter"],
            Self::Stop => &[MOD, "Shift", "Enter"],
            Self::SwitchFocus => &["Ctrl", "`"],
            Self::Palette => &[MOD, "Shift", "P"],
            Self::Shortcuts => &["?"],
            Self::RenameFile => &["F2"],
            _ => &[],
        }
    }

    /// The command that a key means wherever the focus is. `key` is as in DOM events.
    pub fn of_key(key: &str, ctrl: bool, shift: bool, meta: bool) -> Option<Self> {
        match (key, ctrl || meta, shift) {
            ("Enter", true, false) => Some(Self::Run),
            ("Enter", true, true) => Some(Self::Stop),
            ("`", true, false) if ctrl => Some(Self::SwitchFocus),
            // With Shift it is a capital; with Caps Lock as well it is not.
            ("P" | "p", true, true) | ("F1", false, false) => Some(Self::Palette),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_mean_the_command_that_they_are_shown_for() {
        for command in [Command::Run, Command::Stop, Command::SwitchFocus, Command::Palette] {
            let keys = command.keys();
            let key = keys.last().expect("it has keys");
            assert_eq!(Command::of_key(key, true, keys.contains(&"Shift"), false), Some(command));
        }
        assert_eq!(Command::of_key("Enter", false, false, true), Some(Command::Run), "Cmd");
        assert_eq!(Command::of_key("Enter", false, false, false), None);
        assert_eq!(Command::of_key("p", true, false, false), None, "that prints");
    }

    #[test]
    fn the_palette_has_every_command_of_the_menus() {
        let menus = Command::MENU.concat().into_iter().chain(Command::FILE_MENU);
        for command in menus {
            assert!(Command::ALL.contains(&command), "{command:?}");
        }
    }
}
