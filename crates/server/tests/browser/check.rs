//! What holds for every page: nothing is missing, nothing is wrong with it, everybody can use it.

use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP, PHONE};

/// The narrowest that pages are made for.
const NARROWEST: u32 = 320;

/// What looks like the id of a message that is missing, in anything that readers see or hear.
const MISSING: &str = r"
    const read = [document.title, document.body.innerText];
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        document.querySelectorAll(`[${name}]`).forEach((one) => read.push(one.getAttribute(name)));
    }
    document.querySelectorAll('.visually-hidden, option, details').forEach((one) => read.push(one.textContent));
    return [...new Set(read.flatMap((text) => text.match(/\[[a-z][a-z0-9]*(?:-[a-z0-9.]+)+\]/g) ?? []))];
";

/// What axe finds, in a few words each. Runs on what the standards ask for.
const AXE: &str = r"
    const [rules, done] = arguments;
    // What lies above the page is looked at alone: what it covers can't be reached now.
    const above = document.querySelector('dialog[open], details.menu[open] > .menu-body');
    axe.run(above ?? document, { resultTypes: ['violations'], runOnly: rules }).then(({ violations }) => done(
        violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join('; ')}`),
    ), (error) => done([String(error)]));
";

impl Browser {
    /// Looks at the page that is open, in light and dark, wide and narrow.
    pub async fn look(&self) {
        self.settled().await;
        self.is_quiet().await;
        self.has_all_messages().await;
        self.is_accessible().await;
        for width in [NARROWEST, PHONE] {
            self.width(width).await;
            let over = "return document.documentElement.scrollWidth - innerWidth";
            let over = self.run(over).await.as_i64().unwrap();
            if over > 0 {
                let widest = "return [...document.querySelectorAll('body *')].filter((one) => \
                              one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 120)).slice(0, 5)";
                let widest = self.run(widest).await;
                self.fail(&format!("{over} pixels too wide at {width}: {widest}")).await;
            }
        }
        self.width(DESKTOP).await;
        self.is_quiet().await;
    }

    /// Nothing was complained about: no error of a script, nothing refused by the content security policy, nothing
    /// that could not be loaded.
    pub async fn is_quiet(&self) {
        let log = self.driver.browser_log().await.unwrap();
        // A page about something that failed has a status that says so, and the browser mentions that.
        let is_own_status = |text: &str| {
            text.contains("the server responded with a status of") && self.has_been_at(text.split(' ').next())
        };
        let said: Vec<String> = log
            .into_iter()
            .filter(|entry| entry.level == "SEVERE" || entry.level == "WARNING")
            .map(|entry| entry.message)
            .filter(|text| !is_own_status(text))
            .collect();
        if !said.is_empty() {
            self.fail(&said.join("\n")).await;
        }
    }

    async fn has_all_messages(&self) {
        let missing = self.run(MISSING).await;
        if missing != json!([]) {
            self.fail(&format!("missing messages: {missing}")).await;
        }
    }

    async fn is_accessible(&self) {
        let standard =
            json!({ "type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
        // Only colours differ.
        let contrast = json!({ "type": "rule", "values": ["color-contrast"] });
        let axe = std::fs::read_to_string(ortak_web::AXE).expect("axe-core comes with the pages' packages");
        self.driver.execute(axe, Vec::new()).await.unwrap();
        for (scheme, rules) in [("light", &standard), ("dark", &contrast)] {
            let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
            self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
            let found = self.driver.execute_async(AXE, vec![rules.clone()]).await.unwrap();
            let found: Vec<Value> = serde_json::from_value(found.json().clone()).unwrap();
            if !found.is_empty() {
                self.fail(&format!("{scheme}: {found:#?}")).await;
            }
        }
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": [] })).await;
    }
}
