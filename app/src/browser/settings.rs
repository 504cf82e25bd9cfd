//! Editor and terminal as the visitor has set them.

use std::rc::Rc;

use leptos::prelude::{GetUntracked, Set};

use super::driver::Driver;
use super::{document, storage};
use crate::ide::Page;
use crate::settings::Settings;

/// Takes up what is kept, and from then on whatever is changed.
pub(super) fn follow(driver: &Rc<Driver>, page: Page) {
    let kept = storage::settings();
    if kept != page.settings.get_untracked() {
        page.settings.set(kept);
    }
    apply(driver, kept);
    let driver = Rc::clone(driver);
    document::on_change(page.settings, move |settings| {
        storage::keep_settings(settings);
        apply(&driver, settings);
        driver.fit();
    });
}

fn apply(driver: &Driver, settings: Settings) {
    driver.terminal().set_font_size(settings.font_size);
    driver.terminal().set_option("screenReaderMode", &settings.screen_reader.into());
    document::set_code_size(settings.font_size);
    driver.editor().measure();
    driver.editor().set_vim(settings.vim);
}
