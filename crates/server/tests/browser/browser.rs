//! A browser with one window. What does not come to be fails the test, and says on which page.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ortak_i18n::Language;
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::{LoggingPrefsLogLevel, WebDriver};

/// How long something may take to come to be: a machine may be busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// The widths that pages are looked at: of a desktop, and of phones.
pub const DESKTOP: u32 = 1280;
pub const PHONE: u32 = 360;

const ARGUMENTS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
];

const TAB: &str = "\u{e004}";

pub struct Browser {
    pub driver: WebDriver,
    base: String,
    /// Whether the scripts of pages run.
    scripts: AtomicBool,
    /// The addresses of the pages that were open.
    been: Mutex<HashSet<String>>,
}

impl Browser {
    pub async fn open(driver: &str, base: &str, profile: &Path, downloads: &Path) -> Self {
        let mut wanted = DesiredCapabilities::chrome();
        for argument in ARGUMENTS {
            wanted.add_arg(argument).unwrap();
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.display())).unwrap();
        let preferences =
            json!({ "download.default_directory": downloads, "intl.accept_languages": "en-GB" });
        wanted.add_experimental_option("prefs", preferences).unwrap();
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All).unwrap();
        let driver = WebDriver::new(driver, wanted).await.expect("a browser");
        let browser =
            Self { driver, base: base.to_owned(), scripts: AtomicBool::new(true), been: Mutex::default() };
        browser.width(DESKTOP).await;
        browser
    }

    pub async fn close(self) {
        self.driver.quit().await.unwrap();
    }

    /// Opens a page, without looking at it.
    pub async fn go(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.base)).await.unwrap();
        self.settled().await;
    }

    /// Opens a page and looks at it.
    pub async fn visit(&self, path: &str) {
        self.go(path).await;
        self.look().await;
    }

    /// Waits until the page and its scripts are ready.
    pub async fn settled(&self) {
        let with_scripts = "return document.readyState === 'complete' && \
                            !(document.querySelector('script[src]') && document.querySelector('html.no-js'))";
        let plain = "return document.readyState === 'complete'";
        let ready = if self.scripts.load(Ordering::Relaxed) { with_scripts } else { plain };
        self.until(ready, "the page to be ready").await;
        let here = self.text_of("return location.href.split('#')[0]").await;
        self.been.lock().unwrap().insert(here);
    }

    /// Waits until the browser is at this path, whatever its query.
    pub async fn at(&self, path: &str) {
        let script = format!("return location.pathname === {}", json!(path));
        self.until(&script, &format!("the page {path}")).await;
        self.settled().await;
    }

    pub fn has_been_at(&self, address: Option<&str>) -> bool {
        address.is_some_and(|address| self.been.lock().unwrap().contains(address))
    }

    pub async fn path(&self) -> String {
        self.text_of("return location.pathname + location.search").await
    }

    /// Waits until the script returns true.
    pub async fn until(&self, script: &str, what: &str) {
        let begun = Instant::now();
        loop {
            // While a page is replaced by another, there is none to ask.
            let came = self.driver.execute(script, Vec::new()).await;
            if came.is_ok_and(|came| *came.json() == Value::Bool(true)) {
                return;
            }
            if begun.elapsed() > PATIENCE {
                self.fail(&format!("waited in vain for {what}")).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until such an element is there.
    pub async fn sees(&self, selector: &str) {
        let script = format!("return document.querySelector({}) !== null", json!(selector));
        self.until(&script, selector).await;
    }

    /// Waits until there is none any more.
    pub async fn misses(&self, selector: &str) {
        let script = format!("return document.querySelector({}) === null", json!(selector));
        self.until(&script, &format!("{selector} to go")).await;
    }

    /// Waits until the page holds the text.
    pub async fn reads(&self, text: &str) {
        let script = format!("return document.body.innerText.includes({})", json!(text));
        self.until(&script, &format!("the text '{text}'")).await;
    }

    /// Waits until the page holds the message in the language.
    pub async fn says(&self, language: Language, id: &str) {
        self.reads(&language.message(id)).await;
    }

    pub async fn count(&self, selector: &str) -> usize {
        let count = self.run(&format!("return document.querySelectorAll({}).length", json!(selector))).await;
        usize::try_from(count.as_u64().unwrap()).unwrap()
    }

    /// The text of the first such element.
    pub async fn text(&self, selector: &str) -> String {
        self.sees(selector).await;
        let script = format!("return document.querySelector({}).innerText.trim()", json!(selector));
        self.text_of(&script).await
    }

    /// The texts of all such elements.
    pub async fn texts(&self, selector: &str) -> Vec<String> {
        let texts = format!(
            "return [...document.querySelectorAll({})].map((one) => one.innerText.trim())",
            json!(selector)
        );
        serde_json::from_value(self.run(&texts).await).unwrap()
    }

    pub async fn attribute(&self, selector: &str, name: &str) -> String {
        self.sees(selector).await;
        let script =
            format!("return document.querySelector({}).getAttribute({}) ?? ''", json!(selector), json!(name));
        self.text_of(&script).await
    }

    /// What the selected field holds.
    pub async fn value(&self, selector: &str) -> String {
        self.sees(selector).await;
        self.text_of(&format!("return document.querySelector({}).value", json!(selector))).await
    }

    async fn text_of(&self, script: &str) -> String {
        self.run(script).await.as_str().unwrap_or_default().to_owned()
    }

    pub async fn run(&self, script: &str) -> Value {
        match self.driver.execute(script, Vec::new()).await {
            Ok(came) => came.json().clone(),
            Err(error) => self.fail(&format!("{script}: {error}")).await,
        }
    }

    /// The first such element that can be seen.
    pub async fn element(&self, selector: &str) -> WebElement {
        self.sees(selector).await;
        for element in self.driver.find_all(By::Css(selector)).await.unwrap() {
            if element.is_displayed().await.unwrap_or(false) {
                return element;
            }
        }
        self.fail(&format!("{selector} is not to be seen")).await
    }

    pub async fn click(&self, selector: &str) {
        let element = self.element(selector).await;
        element.scroll_into_view().await.unwrap();
        if let Err(error) = element.click().await {
            self.fail(&format!("{selector} can't be clicked: {error}")).await;
        }
    }

    /// Clicks what leads to another page, or to the same anew, and waits for it.
    pub async fn follow(&self, selector: &str) {
        self.mark().await;
        self.click(selector).await;
        self.replaced().await;
    }

    /// Marks the page, so that it can be told from the next.
    pub async fn mark(&self) {
        self.run("document.documentElement.dataset.old = 'yes'").await;
    }

    /// Waits until the marked page has been replaced.
    pub async fn replaced(&self) {
        self.until("return !document.documentElement.dataset.old", "another page").await;
        self.settled().await;
    }

    /// Fills a field that may hold something.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.element(selector).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Presses keys wherever the focus is.
    pub async fn press(&self, keys: impl Into<String>) {
        let keys: String = keys.into();
        self.driver.action_chain().send_keys(keys).perform().await.unwrap();
    }

    /// Goes from field to field by the key until such an element has the focus.
    pub async fn tab_to(&self, selector: &str) {
        let has_focus = format!("return document.activeElement.matches({})", json!(selector));
        for _ in 0..200 {
            if self.run(&has_focus).await == Value::Bool(true) {
                return;
            }
            self.press(TAB).await;
        }
        self.fail(&format!("{selector} can't be reached by the key")).await;
    }

    /// Drags an element by mouse and drops it on another.
    pub async fn drag(&self, from: &str, to: &str) {
        // Wide enough for all lanes of a board: a mouse can't reach what is scrolled out of sight.
        self.width(2200).await;
        let (from, to) = (self.element(from).await, self.element(to).await);
        let mouse = self.driver.action_chain().move_to_element_center(&from).click_and_hold();
        let mouse = mouse.move_by_offset(12, 0).move_to_element_center(&to).release();
        mouse.perform().await.unwrap();
    }

    /// Presses a key while Control is held.
    pub async fn press_with_control(&self, key: char) {
        let keys = self.driver.action_chain().key_down(Key::Control).send_keys(key.to_string());
        keys.key_up(Key::Control).perform().await.unwrap();
    }

    /// Fills and sends the form of the page that asks who it is.
    pub async fn sign_in(&self, email: &str, password: &str) {
        self.fill("#email", email).await;
        self.fill("#password", password).await;
        self.follow("form[action='/sign-in'] button").await;
    }

    /// Turns scripts of pages off and on; what tests run goes on.
    pub async fn scripts(&self, on: bool) {
        self.scripts.store(on, Ordering::Relaxed);
        self.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": !on })).await;
    }

    pub async fn width(&self, width: u32) {
        let phone = width < 700;
        let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": phone });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    pub async fn devtools(&self, method: &str, parameters: Value) {
        self.driver.cdp().send_raw(method, parameters).await.unwrap();
    }

    /// Fails the test.
    pub async fn fail(&self, why: &str) -> ! {
        let state = "return [location.href, document.title, document.body.innerText.slice(0, 1500)]";
        let state = match self.driver.execute(state, Vec::new()).await {
            Ok(state) => state.json().clone(),
            Err(error) => Value::from(error.to_string()),
        };
        panic!("{why}\nat {state:#}");
    }
}
